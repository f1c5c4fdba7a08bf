import ArgumentParser
import Foundation
import Pipeline
import Reports

/// `report`: one page on all figures.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write one page on all figures.",
    discussion: """
      Computes what is missing, as `run` does, and writes figures/<data set>/index.html, or \
      index.html in the folder of --out: the papers' values and claims \
      against ours, figures with captions, which step feeds which, \
      parameters, times, what was computed now and what came from the store, photographs and \
      environment. A page of some experiments replaces one of all. The page needs no other file and \
      no network. Its path is printed on standard \
      output. The figures in figures/ are left as they are.

      examples:
        interneurons report
        interneurons report shaping-fig2 --out /tmp/page
      """)

  @OptionGroup var figures: FigureOptions

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      "Write index.html here, without a folder for the data set.", valueName: "dir"))
  var output: String?

  func validate() throws {
    if output == "" { throw ValidationError("--out names no folder") }
  }

  func run() async throws {
    let cancellation = Cancellation()
    let interrupt = Interrupt(cancelling: cancellation)
    defer { withExtendedLifetime(interrupt) {} }
    let workspace = try figures.workspace()
    let folder = output ?? workspace.project.figureFolder(of: workspace.dataSet.name)
    let path = "\(folder)/\(ReportFile.name)"
    try ReportFile.check(path)
    let run = FigureRun(
      workspace: workspace, policy: figures.policy, cancellation: cancellation)
    try await run { result in
      let page = try ReportPage(material(workspace, result.survey))
      try Files.sweepTemporaries(in: folder)
      try Files.write(page.bytes(), to: path)
      try Terminal.say(path)
      result.progress.summarize(
        ran: result.survey.ran.count, nodes: workspace.plan.nodes.count, written: 1)
    }
  }

  private func material(_ workspace: Workspace, _ survey: Survey) throws -> ReportMaterial {
    var material = ReportMaterial(
      manifests: workspace.manifests, plan: workspace.plan, survey: survey,
      comparison: try workspace.comparison(survey, changes: figures.options.set),
      dataSet: workspace.dataSet,
      provenance: workspace.provenance, store: workspace.store)
    material.title = "Two papers on interneurons, replicated"
    material.introduction = [
      "Every figure here was computed from photographs and seeds by the steps that stand below it.",
      "Captions say where a figure departs from the published one, and tables what became of the "
        + "papers' claims.",
      "Beside each step stand its parameters, the time that it took, and whether this run computed "
        + "it or found it in the store.",
    ]
    material.papers = Paper.all
    material.changes = figures.options.set
    material.commands = commands
    return material
  }

  /// How to make the same again, as a shell takes it.
  private var commands: [(purpose: String, command: String)] {
    var words = figures.experiments
    let options = figures.options
    if options.dataSet != "bundled" { words += ["--data-set", options.dataSet] }
    for change in options.set { words += ["--set", change] }
    let arguments = words.map { " \(Self.quoted($0))" }.joined()
    return [
      ("Build the command", "make build"),
      ("The figures, as PNG, PDF and JSON", ".build/release/interneurons run\(arguments)"),
      ("This page", ".build/release/interneurons report\(arguments)"),
      (
        "The store checked byte by byte, five of its steps computed again",
        ".build/release/interneurons audit --recompute 5"
      ),
    ]
  }

  /// A word as a shell takes it back, however odd it is.
  private static func quoted(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%")
    return !word.isEmpty && word.allSatisfy(plain.contains)
      ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}

// MARK: - The page

/// The page of a report among other files.
enum ReportFile {
  static let name = "index.html"

  /// Whether a page may be written there: nobody's own page is lost to it.
  ///
  /// - Throws: `UsageFailure` where another page is.
  static func check(_ path: String) throws {
    guard Files.exists(path), try !ReportPage.isReport(Files.read(path)) else { return }
    throw UsageFailure(
      ErrorText(
        "there is a page that is no report", facts: [("file", path)],
        hint: "name another folder with --out, or take the page away"))
  }
}

// MARK: - The papers

/// The papers that manifests name as their source.
private enum Paper {
  static let all: [String: PaperReference] = [
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
}
