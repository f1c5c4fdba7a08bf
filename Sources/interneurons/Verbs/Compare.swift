import ArgumentParser
import Foundation
import Pipeline
import Reports

/// `compare`: the papers' values and conclusions against ours.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare published values and claims with ours.",
    discussion: """
      Manifests state numbers that the papers' authors printed, or that others computed by their \
      rules, each with a tolerance and its reason (`published`); and conclusions, of the papers or \
      derived from them, as comparisons between values (`claims`). This prints a line for each: \
      their number, that of the figures, and whether they agree. What is missing is computed first, as by `run`; \
      figures are not written.

      A value of a photograph that the data set lacks needs another data set: it is listed, and \
      counts neither as agreement nor as failure.

      examples:
        interneurons compare
        interneurons compare shaping-notebook --data-set kodak
        interneurons compare --json > comparison.json
        interneurons compare --rewrite README.md

      exit codes: 0 all agrees; 4 a value is outside of its tolerance, or a claim fails.
      """)

  @OptionGroup var figures: FigureOptions

  @Flag(help: "Print a JSON document instead of a table.")
  var json = false

  @Flag(help: "Print a table in Markdown.")
  var markdown = false

  @Option(
    help: ArgumentHelp(
      "Rewrite the table of this data set in a Markdown file, between its two markers.",
      valueName: "file"))
  var rewrite: String?

  func validate() throws {
    if json && markdown { throw ValidationError("choose one of --json and --markdown") }
    if rewrite != nil, !figures.experiments.isEmpty {
      throw ValidationError("--rewrite replaces the table of all experiments: name none")
    }
    if rewrite != nil, !figures.options.set.isEmpty {
      throw ValidationError("--rewrite is for the manifests as they are: leave out --set")
    }
  }

  func run() async throws {
    let cancellation = Interrupt.cancellation()
    let workspace = try figures.workspace()
    // What would be refused in the end is refused before anything is computed.
    if let rewrite { _ = try MarkedDocument(path: rewrite).replacing(section: section(workspace)) }
    let comparison = try await workspace.run(figures.policy, cancellation) { survey, _ in
      try workspace.comparison(survey, changes: figures.options.set)
    }
    // Read again: what its author has written meanwhile stays.
    if let rewrite { try rewriteTable(in: MarkedDocument(path: rewrite), workspace, comparison) }
    try Terminal.say(text(comparison))
    if !comparison.isMet { throw Outcome.disagreement }
  }

  private func text(_ comparison: Comparison) throws -> String {
    if json { return try comparison.json.text(indented: true) }
    return markdown ? comparison.markdown : comparison.text
  }

  private func section(_ workspace: Workspace) -> String {
    "comparison \(workspace.dataSet.name)"
  }

  private func rewriteTable(
    in document: MarkedDocument, _ workspace: Workspace, _ comparison: Comparison
  ) throws {
    let name = comparison.dataSet
    guard
      let rewritten = try document.replacing(
        section: section(workspace), with: comparison.markdown)
    else {
      return Terminal.complain(
        "notice: \(document.name) has no table for the data set '\(name)' and is left as it is")
    }
    if try document.write(rewritten) {
      Terminal.complain("\(document.name): the table of '\(name)' is rewritten")
    }
  }
}

extension Workspace {
  /// The papers against the figures that a run has left.
  ///
  /// - Parameter changes: What the user changed for once.
  func comparison(_ survey: Survey, changes: [String]) throws -> Comparison {
    let experiments = try manifests.compactMap { manifest -> Comparison.Experiment? in
      let photographs = plan.photographs(of: plan.nodes(of: manifest.name))
      guard let node = plan.figure(of: manifest.name), let record = survey.records[node],
        let file = try store.files(of: record).first(where: { $0.name == "figure.json" })
      else { return nil }
      return try Comparison.Experiment(
        manifest, figure: file.bytes,
        photographs: .init(
          all: Set(dataSet.items.map(\.id)), shown: Set(photographs.map(\.id))))
    }
    return Comparison(dataSet: dataSet.name, changes: changes, experiments: experiments)
  }
}

/// A text file with sections that a program writes, each between two markers:
///
///     <!-- begin comparison bundled -->
///     …
///     <!-- end comparison bundled -->
private struct MarkedDocument {
  /// The file as the user named it.
  let name: String
  private let path: String
  private let text: String

  /// Reads a file.
  ///
  /// - Throws: `UsageFailure` where there is none.
  init(path: String) throws {
    guard Files.exists(path), !Files.isFolder(path) else {
      throw UsageFailure(
        "there is no file to rewrite", ["file": path],
        hint: "name a Markdown file that has the markers of a table")
    }
    // A link stays one: what it leads to is rewritten.
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    name = path
    guard let text = String(validating: try Files.read(path), as: UTF8.self) else {
      throw UsageFailure("the file is no text in UTF-8, and is left as it is", ["file": path])
    }
    self.text = text
  }

  private static func begin(_ section: String) -> String { "<!-- begin \(section) -->" }
  private static func end(_ section: String) -> String { "<!-- end \(section) -->" }

  /// The text with another section; nil where it has no such section.
  ///
  /// - Throws: `UsageFailure` where one of the markers is missing or stands twice.
  func replacing(section: String, with replacement: String = "") throws -> String? {
    let begins = text.ranges(of: Self.begin(section))
    let ends = text.ranges(of: Self.end(section))
    if begins.isEmpty && ends.isEmpty { return nil }
    guard begins.count == 1, ends.count == 1, let begin = begins.first, let end = ends.first,
      begin.upperBound <= end.lowerBound
    else {
      throw UsageFailure(
        "the markers of a table are not one pair",
        [
          "file": name, Self.begin(section): times(begins.count),
          Self.end(section): times(ends.count),
        ], hint: "let each stand once, the first before the second")
    }
    let lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    let section = "\n\n\(replacement)\n\n".replacing("\n", with: lineEnd)
    return text[..<begin.upperBound] + section + text[end.lowerBound...]
  }

  private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// Writes a new text, unless it is the old one.
  ///
  /// - Returns: Whether it was written.
  func write(_ newText: String) throws -> Bool {
    guard newText != text else { return false }
    let manager = FileManager.default
    let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions]
    try Files.write(Array(newText.utf8), to: path)
    if let mode { try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
    return true
  }
}
