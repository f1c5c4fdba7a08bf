import Pipeline

/// A page on all experiments of a run: figures, claims, lineage, times and what they were made with.
public struct ReportPage {
  let material: ReportMaterial
  let experiments: [ReportedExperiment]
  let photographs: [ReportedPhotograph]
  let environment: ReportedEnvironment

  /// Gathers what the page shows.
  ///
  /// - Throws: ``ReportError``, or `PipelineError` where the store cannot give a figure.
  public init(_ material: ReportMaterial) throws {
    self.material = material
    experiments = try material.manifests.map { try ReportedExperiment($0, in: material) }
    photographs = ReportedPhotograph.all(in: material)
    environment = ReportedEnvironment(material.provenance)
  }

  /// The page as a file that needs no other.
  public func bytes() -> [UInt8] { html.bytes() }

  /// The page.
  var html: HTML {
    Tag.html(Attribute(.lang, "en")) {
      Tag.head {
        Tag.meta(Attribute(.charset, "utf-8"))
        Tag.meta(
          Attribute(.name, "viewport"), Attribute(.content, "width=device-width, initial-scale=1"))
        Tag.meta(Attribute(.name, "color-scheme"), Attribute(.content, "light dark"))
        Tag.meta(Attribute(.name, "generator"), Attribute(.content, "interneurons report"))
        Tag.title { "\(material.title): \(material.dataSet.name)" }
        Tag.style { HTML.style(.page) }
      }
      Tag.body {
        header
        Tag.div(.className("columns")) {
          contents
          main
        }
      }
    }
  }

  /// What a page of this program begins with, so that it can be told from other pages.
  public static func isReport(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes.prefix(1000), as: UTF8.self)
      .contains("content=\"interneurons report\"")
  }

  // MARK: Top

  private var header: HTML {
    Tag.header {
      Tag.h1 { material.title }
      Tag.p(.className("introduction")) {
        for (index, line) in material.introduction.enumerated() {
          if index > 0 { Tag.br() }
          line
        }
      }
      Tag.dl(.className("facts")) {
        for (name, value) in facts {
          Tag.div {
            Tag.dt { name }
            Tag.dd { value }
          }
        }
      }
      if !material.changes.isEmpty {
        Tag.p(.className("notice")) {
          "These are not the experiments of the manifests: parameters were changed. "
          for change in material.changes {
            Tag.code { change }
            " "
          }
        }
      }
    }
  }

  private var facts: [(String, [HTML])] {
    let nodes = material.plan.nodesNeeded(
      by: material.manifests.compactMap { material.plan.figure(of: $0.name) })
    let ran = nodes.intersection(material.survey.ran)
    let seconds = nodes.compactMap { material.survey.records[$0]?.seconds }.reduce(0, +)
    let computed =
      ran.isEmpty
      ? "all from the store, nothing computed in this run"
      : ran.count == nodes.count
        ? "all computed in this run"
        : "\(ran.count) computed in this run, \(nodes.count - ran.count) from the store"
    return [
      ("Data set", dataSetFact),
      ("Experiments", [.text("\(experiments.count)")]),
      ("Cells of steps", [.text("\(nodes.count): \(computed)")]),
      ("Their time, one after the other", [.text(ShortDuration(seconds: seconds).text)]),
    ]
  }

  private var dataSetFact: [HTML] {
    let title = material.dataSet.details["title"].map { ": \($0)" } ?? ""
    return [Tag.code { material.dataSet.name }, .text(title)]
  }

  private var contents: HTML {
    Tag.nav(.label("Contents")) {
      Tag.h2 { "Contents" }
      Tag.ol {
        if !comparison.isEmpty { Tag.li { Tag.a(.link("#comparison")) { "The papers and ours" } } }
        for experiment in experiments {
          Tag.li {
            Tag.a(.link("#\(experiment.anchor)")) {
              Tag.code { experiment.name }
              Tag.span { experiment.title }
            }
          }
        }
        for (anchor, title) in appendices {
          Tag.li { Tag.a(.link("#\(anchor)")) { title } }
        }
      }
    }
  }

  private var appendices: [(anchor: String, title: String)] {
    (photographs.isEmpty ? [] : [("photographs", "Photographs")])
      + [("environment", "Environment"), ("again", "How to make this again")]
  }

  // MARK: Main part

  private var comparison: ComparisonTables {
    ComparisonTables(comparison: material.comparison)
  }

  private var main: HTML {
    Tag.main {
      if !comparison.isEmpty { section("comparison", "The papers and ours") { comparison.html } }
      for experiment in experiments { experiment.html }
      if !photographs.isEmpty {
        section("photographs", "Photographs") {
          ReportedPhotograph.table(photographs, dataSet: material.dataSet.name)
        }
      }
      section("environment", "Environment") {
        Tag.p {
          "A result is computed again when one of these, a parameter or the content of an input "
          "is another one."
        }
        environment.html
      }
      section("again", "How to make this again") { again }
    }
  }

  private func section(
    _ anchor: String, _ title: String, @HTMLBuilder content: () -> [HTML]
  ) -> HTML {
    Tag.section(.id(anchor), .labelledBy("\(anchor)-title")) {
      Tag.h2(.id("\(anchor)-title")) { title }
      content()
    }
  }

  @HTMLBuilder private var again: [HTML] {
    Tag.p { "In a checkout of the repository, with a Swift toolchain:" }
    Tag.dl(.className("commands")) {
      for (purpose, command) in material.commands {
        Tag.dt { purpose }
        Tag.dd { PageTable.scrolling(purpose) { Tag.pre { Tag.code { command } } } }
      }
    }
    let papers = material.papers.filter { name, _ in
      material.manifests.contains { $0.source?.paper == name }
    }.sorted { $0.key < $1.key }.map(\.value)
    if !papers.isEmpty {
      Tag.p { "The papers:" }
      Tag.ul {
        for paper in papers {
          Tag.li {
            "\(paper.citation) "
            Tag.a(.link(paper.address)) { paper.address }
          }
        }
      }
    }
  }
}

// MARK: - Material

/// All that a page is made of: what was planned, what became of it, and what to say about it.
public struct ReportMaterial: Sendable {
  /// The heading of the page.
  public var title = ""
  /// What the page is, a sentence for each line.
  public var introduction: [String] = []
  /// The papers by the short name that manifests use.
  public var papers: [String: PaperReference] = [:]
  /// Changes of parameters that the user asked for.
  public var changes: [String] = []
  /// How to make the figures and the page again: what a command does, and the command.
  public var commands: [(purpose: String, command: String)] = []
  let manifests: [Manifest]
  let plan: Plan
  let survey: Survey
  let comparison: Comparison
  let dataSet: DataSet
  let provenance: Provenance
  let store: Store

  /// The material of a run that is done: every figure has its result in the store.
  public init(
    manifests: [Manifest], plan: Plan, survey: Survey, comparison: Comparison, dataSet: DataSet,
    provenance: Provenance, store: Store
  ) {
    self.manifests = manifests
    self.plan = plan
    self.survey = survey
    self.comparison = comparison
    self.dataSet = dataSet
    self.provenance = provenance
    self.store = store
  }
}

/// A paper as a page names it.
public struct PaperReference: Sendable {
  /// Authors, year, title and place.
  public let citation: String
  /// Authors and year.
  public let shortName: String
  /// Where it can be read.
  public let address: String

  /// A paper.
  public init(shortName: String, citation: String, address: String) {
    self.shortName = shortName
    self.citation = citation
    self.address = address
  }

  /// Its short name, to be followed by whoever wants to.
  var link: HTML { Tag.a(.link(address)) { shortName } }
}
