import Pipeline

/// An experiment as a section of the page.
struct ReportedExperiment {
  let name: String
  /// Where links in the page lead to.
  let anchor: String
  let title: String
  /// What the experiment replicates, as the page says it.
  let origin: [HTML]
  let figure: ReportedFigure
  let claims: [ReportedClaim]
  let graph: StepGraph
  let steps: [ReportedStep]

  init(_ manifest: Manifest, in material: ReportMaterial) throws {
    guard let node = material.plan.figure(of: manifest.name),
      let record = material.survey.records[node]
    else { throw ReportError.unreadableFigure(experiment: manifest.name) }
    name = manifest.name
    anchor = Self.anchor(manifest.name)
    title = manifest.title
    origin = manifest.source.map(Self.origin) ?? []
    figure = try ReportedFigure(
      files: material.store.files(of: record), experiment: manifest.name)
    let compared = material.comparison.experiments.first { $0.name == manifest.name }
    claims = zip(compared?.claims ?? [], manifest.claims).map {
      ReportedClaim(compared: $0, claim: $1)
    }
    graph = StepGraph(of: manifest, in: material.plan, isExpanded: false)
    steps = try ReportedStep.all(of: graph, in: material)
  }

  /// A name without white space, which no anchor may have; different names have different anchors.
  static func anchor(_ name: String) -> String {
    let safe = name.unicodeScalars.map { scalar -> String in
      let isPlain =
        scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || scalar == "-"
      return isPlain ? String(Character(scalar)) : "_\(String(scalar.value, radix: 16))_"
    }
    return "experiment-\(safe.joined())"
  }

  private static func origin(_ source: Manifest.Source) -> [HTML] {
    let figure = Int(source.figure) == nil ? source.figure : "figure \(source.figure)"
    let from = PaperReference.all[source.paper]?.link ?? .text("the paper \(source.paper)")
    return [from, .text(", \(figure)")]
  }

  var html: HTML {
    Tag.section(.id(anchor), .labelledBy("\(anchor)-title"), .className("experiment")) {
      Tag.h2(.id("\(anchor)-title")) { title }
      Tag.p(.className("origin")) {
        Tag.code { name }
        if !origin.isEmpty {
          " · in the place of "
          origin
        }
      }
      figure.html(title: title)
      if !claims.isEmpty {
        Tag.h3 { "Claims" }
        ReportedClaim.table(claims, of: name)
      }
      Tag.h3 { "Lineage" }
      lineage
      Tag.h3 { "Steps" }
      ReportedStep.table(steps, of: name)
      notes
      Tag.h3 { "Parameters" }
      Tag.details {
        Tag.summary { "Parameters of all steps, expanded to numbers, with defaults" }
        ReportedStep.parameterTable(steps, of: name)
      }
    }
  }

  private var lineage: HTML {
    Tag.figure(.className("graph")) {
      PageTable.scrolling("Lineage of \(name)") { LineageDrawing(graph).html }
      Tag.figcaption {
        "Which step feeds which, from top to bottom, to the figure; ×: number of cells."
      }
    }
  }

  /// What stages noted about the data.
  private var notes: [HTML] {
    let noted = steps.flatMap { step in step.notes.map { (step.name, $0) } }
    guard !noted.isEmpty else { return [] }
    return [
      Tag.p { "The stages noted about the data:" },
      Tag.ul(.className("notes")) {
        for (step, note) in noted {
          Tag.li {
            Tag.code { step }
            ": \(note)"
          }
        }
      },
    ]
  }
}
