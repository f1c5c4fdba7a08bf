import ArgumentParser
import Pipeline
import Reports

/// `verify`: whether published figures are what this code makes here.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check that the published figures are what this code makes here.",
    discussion: """
      Computes what is missing, as `run` does, writes no figure, and says of every published file \
      whether it is identical, agrees, differs, is not there, or is of an experiment that no manifest \
      makes. Bits may differ between processors and libraries of mathematics. Numbers agree within \
      0.1 % (or 1e-6): last digits grow in training and in searches for a minimum. Pictures agree if \
      at most one pixel in a thousand looks different. Of a PDF file that is not identical only its \
      ends and what it says of its making are read; it agrees if that is so, and its picture and \
      numbers agree.

        interneurons verify
        interneurons verify shaping-fig2 --json
        interneurons verify --in ~/their-figures

      exit codes: 0 all files are identical or agree; 6 otherwise.
      """)

  @OptionGroup var figures: FigureOptions

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(
      "Check the figures in this folder (default: figures/ and the data set's name).",
      valueName: "dir"))
  var folder: String?

  @Flag(help: "Print a JSON document instead of text.")
  var json = false

  func run() async throws {
    let cancellation = Interrupt.cancellation()
    let workspace = try figures.workspace()
    let folder = folder ?? workspace.figureFolder
    guard Files.isFolder(folder) else {
      throw UsageFailure(
        "there are no figures to verify", ["folder": folder],
        hint: "`interneurons run` writes them; --in names another folder")
    }
    let report = try await workspace.run(figures.policy, cancellation) { survey, _ in
      VerificationReport(
        dataSet: workspace.dataSet.name,
        files: try workspace.verified(survey, in: folder)
          + (figures.experiments.isEmpty ? workspace.notMade(in: folder) : []))
    }
    try Terminal.say(json ? report.json.text(indented: true) : report.text)
    if !report.isVerified { throw Outcome.notReproducible }
  }
}

/// A published file beside the one that was made.
struct VerifiedFile {
  let experiment: String
  let path: String
  let agreement: Agreement

  /// How they compare.
  enum Agreement {
    case identical
    /// `largest` is the largest relative difference of its numbers, where it has numbers.
    case agrees(largest: Double?)
    case differs([String])
    /// Made and not published.
    case notThere
    /// Published and not made: of an experiment without a manifest, or a page too many.
    case notMade
  }

  /// Whether it is what this code makes.
  var isVerified: Bool {
    switch agreement {
    case .identical, .agrees: true
    case .differs, .notThere, .notMade: false
    }
  }

  fileprivate var word: String {
    switch agreement {
    case .identical: "identical"
    case .agrees: "agrees"
    case .differs: "DIFFERS"
    case .notThere: "NOT THERE"
    case .notMade: "NOT MADE"
    }
  }

  fileprivate var reasons: [String] {
    if case .differs(let reasons) = agreement { reasons } else { [] }
  }
}

extension Workspace {
  /// Compares the files in a folder with the figures that a run has left.
  fileprivate func verified(_ survey: Survey, in folder: String) throws -> [VerifiedFile] {
    try manifests.flatMap { manifest -> [VerifiedFile] in
      guard let node = plan.figure(of: manifest.name), let record = survey.records[node] else {
        return []
      }
      let figure = publishedFigure(of: manifest, in: folder)
      let files = try store.files(of: record)
      // Documents are judged by the others.
      let others = try files.filter { !$0.name.hasSuffix(".pdf") }
        .map { try verified($0, of: figure) }
      let areVerified = others.allSatisfy(\.isVerified)
      let documents = try files.filter { $0.name.hasSuffix(".pdf") }
        .map { try verified($0, of: figure, othersAreVerified: areVerified) }
      let left = try figure.leftPages(beyond: record.pages).map { path in
        VerifiedFile(
          experiment: manifest.name, path: path, agreement: .notMade)
      }
      return others + documents + left
    }
  }

  private func verified(
    _ file: ArtifactFile, of figure: PublishedFigure, othersAreVerified: Bool = false
  ) throws -> VerifiedFile {
    let path = figure.path(of: file.name)
    func result(_ agreement: VerifiedFile.Agreement) -> VerifiedFile {
      VerifiedFile(experiment: figure.experiment, path: path, agreement: agreement)
    }
    guard let published = try Files.readIfFile(path) else { return result(.notThere) }
    if published == file.bytes { return result(.identical) }
    let testimony = figure.testimony(of: published, at: path)
    if case .broken(let reason) = testimony { return result(.differs([reason])) }
    guard testimony == figure.testimony(of: file.bytes, at: path) else {
      return result(.differs(["it says that it was made in another way"]))
    }
    if file.name.hasSuffix(".json") {
      switch try FigureAgreement(published: published, made: file.bytes, of: figure.experiment) {
      case .identical: return result(.identical)
      case .agrees(let largest): return result(.agrees(largest: largest))
      case .differs(let reasons): return result(.differs(reasons))
      }
    }
    if file.name.hasSuffix(".png") {
      let difference = try PictureAgreement.difference(published: published, made: file.bytes)
      return result(difference.map { .differs([$0]) } ?? .agrees(largest: nil))
    }
    return result(
      othersAreVerified ? .agrees(largest: nil) : .differs(["its picture or its numbers differ"]))
  }

  /// Files of figures in a folder that say of themselves that they are of experiments without a
  /// manifest.
  fileprivate func notMade(in folder: String) throws -> [VerifiedFile] {
    let known = Set(try project.experiments())
    return try Files.names(in: folder).sorted().flatMap { name -> [VerifiedFile] in
      let path = "\(folder)/\(name)"
      guard let bytes = try Files.readIfFile(path) else { return [] }
      return PublishedFigure.claimed(by: bytes, at: path, dataSet: dataSet.name, except: known)
        .map { VerifiedFile(experiment: $0, path: path, agreement: .notMade) }
    }
  }
}

/// What `verify` has to tell, for people and for programs.
struct VerificationReport {
  let dataSet: String
  let files: [VerifiedFile]

  var isVerified: Bool { files.allSatisfy(\.isVerified) }

  /// Reasons beyond are in the JSON alone.
  private static let mostReasons = 5

  // MARK: For people

  var text: String {
    let unequal = files.filter { if case .identical = $0.agreement { false } else { true } }
    let rows = TextTable(unequal.map { [$0.word, $0.path, detail($0)] }).lines
    let lines = zip(rows, unequal).flatMap { row, file -> [String] in
      let shown = file.reasons.prefix(Self.mostReasons)
      let rest = file.reasons.count - shown.count
      return [row] + shown.map { "      \($0)" } + (rest > 0 ? ["      and \(rest) more"] : [])
    }
    return (["data set \(dataSet)"] + lines + [summary, "verdict: \(verdict)"])
      .joined(separator: "\n")
  }

  private func detail(_ file: VerifiedFile) -> String {
    guard case .agrees(let largest?) = file.agreement else { return "" }
    return String(format: "largest relative difference %.1e", largest)
  }

  private func count(_ word: String) -> Int { files.count { $0.word == word } }

  private var summary: String {
    let parts = [
      ("identical", "identical"), ("agrees", "agreeing"), ("DIFFERS", "differing"),
      ("NOT THERE", "not there"), ("NOT MADE", "not made"),
    ]
    return "\(files.count) files: "
      + parts.filter { count($0.0) > 0 }.map { "\(count($0.0)) \($0.1)" }.joined(separator: ", ")
  }

  private var verdict: String {
    guard isVerified else { return "not what this code makes here" }
    return count("agrees") == 0
      ? "what this code makes here, bit for bit"
      : "what this code makes here, but for last digits (tolerance "
        + "\(FigureAgreement.relativeTolerance) relative, \(FigureAgreement.absoluteTolerance) "
        + "absolute: processors and libraries of mathematics differ)"
  }

  // MARK: For programs

  var json: JSONValue {
    [
      "dataSet": .string(dataSet), "isVerified": .boolean(isVerified),
      "relativeTolerance": .number(FigureAgreement.relativeTolerance),
      "absoluteTolerance": .number(FigureAgreement.absoluteTolerance),
      "files": .array(
        files.map { file in
          var members: [String: JSONValue] = [
            "experiment": .string(file.experiment), "path": .string(file.path),
            "agreement": .string(file.word.lowercased()), "reasons": .strings(file.reasons),
          ]
          if case .agrees(let largest?) = file.agreement {
            members["largestRelativeDifference"] = .number(largest)
          }
          return .object(members)
        }),
    ]
  }
}
