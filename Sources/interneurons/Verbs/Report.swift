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
    let cancellation = Interrupt.cancellation()
    let workspace = try figures.workspace()
    let folder = output ?? workspace.figureFolder
    let path = "\(folder)/\(ReportFile.name)"
    try ReportFile.check(path)
    let place = OutputFolder(path: folder, workspace: workspace, files: [path])
    try place.check()
    try await workspace.run(figures.policy, cancellation) { survey, progress in
      let page = try ReportPage(material(workspace, survey))
      try Files.sweepTemporaries(in: folder)
      // Another page may have come meanwhile.
      try ReportFile.check(path)
      try Files.write(page.bytes(), to: path)
      place.noteOwner()
      try Terminal.say(path)
      progress.summarize(ran: survey.ran.count, written: 1)
    }
  }

  private func material(_ workspace: Workspace, _ survey: Survey) throws -> ReportMaterial {
    ReportMaterial(
      manifests: workspace.manifests, plan: workspace.plan, survey: survey,
      comparison: try workspace.comparison(survey, changes: figures.options.set),
      dataSet: workspace.dataSet, provenance: workspace.provenance, store: workspace.store,
      commands: commands)
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

/// The page of a report among other files.
enum ReportFile {
  static let name = "index.html"

  /// Whether a page may be written there: nobody's own page is lost to it.
  ///
  /// - Throws: `UsageFailure` where another page is.
  static func check(_ path: String) throws {
    switch try Files.look(at: path) {
    case .nothing: return
    case .file(let page): if ReportPage.isReport(page) { return }
    case .noFile: break
    }
    throw UsageFailure(
      "there is a page that is no report", ["file": path],
      hint: "name another folder with --out, or take the page away")
  }
}
