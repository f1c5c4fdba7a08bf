import Pipeline

/// A page on all experiments of a run: figures, claims, lineage, times and what they were made with.
public struct ReportPage {
  let material: ReportMaterial
  let experiments: [ReportedExperiment]
  /// A row for each photograph.
  let photographs: [[HTML]]

  /// Gathers what the page shows.
  ///
  /// - Throws: ``ReportError``, or `PipelineError` where the store cannot give a figure.
  public init(_ material: ReportMaterial) throws {
    self.material = material
    experiments = try material.manifests.map { try ReportedExperiment($0, in: material) }
    photographs = ReportedPhotographs.rows(in: material)
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
        Tag.title { "\(Self.title): \(material.dataSet.name)" }
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

  private static let title = "Two papers on interneurons, replicated"

  /// What the page is, a sentence for each line.
  private static let introduction = [
    "Every figure here was computed from photographs and seeds by the steps that stand below it.",
    "Captions say where a figure departs from the published one, and tables what became of the "
      + "papers' claims.",
    "Beside each step stand its parameters, the time that it took, and whether this run computed "
      + "it or found it in the store.",
  ]

  private var header: HTML {
    Tag.header {
      Tag.h1 { Self.title }
      Tag.p(.className("introduction")) {
        for (index, line) in Self.introduction.enumerated() {
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
      if !material.comparison.changes.isEmpty {
        Tag.p(.className("notice")) {
          "These are not the experiments of the manifests: parameters were changed. "
          for change in material.comparison.changes {
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
          ReportedPhotographs.table(photographs, dataSet: material.dataSet.name)
        }
      }
      section("environment", "Environment") {
        Tag.p {
          "A result is computed again when one of these, a parameter or the content of an input "
          "is another one."
        }
        ReportedEnvironment.table(material.provenance)
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
    let papers = Set(material.manifests.compactMap(\.source?.paper)).sorted()
      .compactMap { PaperReference.all[$0] }
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

/// All that a page is made of: what was planned, what became of it, and what to say about it.
public struct ReportMaterial: Sendable {
  let manifests: [Manifest]
  let plan: Plan
  let survey: Survey
  let comparison: Comparison
  let dataSet: DataSet
  let provenance: Provenance
  let store: Store
  /// How to make the figures and the page again: what a command does, and the command.
  let commands: [(purpose: String, command: String)]

  /// The material of a run that is done: every figure has its result in the store.
  public init(
    manifests: [Manifest], plan: Plan, survey: Survey, comparison: Comparison, dataSet: DataSet,
    provenance: Provenance, store: Store, commands: [(purpose: String, command: String)]
  ) {
    self.manifests = manifests
    self.plan = plan
    self.survey = survey
    self.comparison = comparison
    self.dataSet = dataSet
    self.provenance = provenance
    self.store = store
    self.commands = commands
  }
}

/// A paper as a page names it.
struct PaperReference {
  /// Authors and year.
  let shortName: String
  /// Authors, year, title and place.
  let citation: String
  /// Where it can be read.
  let address: String

  /// The papers by the short name that manifests use.
  static let all = [
    "shaping": PaperReference(
      shortName: "Lipshutz & Simoncelli (2024)",
      citation: "Lipshutz, D. & Simoncelli, E. P. (2024). Shaping the distribution of neural "
        + "responses with interneurons in a recurrent circuit model. NeurIPS.",
      address: "https://arxiv.org/abs/2405.17745"),
    "acceleration": PaperReference(
      shortName: "Lipshutz, Pehlevan & Chklovskii (2023)",
      citation: "Lipshutz, D., Pehlevan, C. & Chklovskii, D. B. (2023). Interneurons accelerate "
        + "learning dynamics in recurrent neural networks for statistical adaptation. ICLR.",
      address: "https://arxiv.org/abs/2209.10634"),
  ]

  /// Its short name, to be followed by whoever wants to.
  var link: HTML { Tag.a(.link(address)) { shortName } }
}
