import Circuits
import Drawing
import Figures
import Foundation
import NumericalMethods
import Photographs
import Pipeline
import Reports
import Stages
import Statistics

/// An error as people read it: what happened, the facts as indented lines, and what to do.
struct ErrorText: CustomStringConvertible {
  let message: String
  let facts: [(key: String, value: String)]
  let hint: String?

  init(_ message: String, facts: [(key: String, value: String)], hint: String? = nil) {
    self.message = message
    self.facts = facts
    self.hint = hint
  }

  init(
    _ message: String, _ facts: KeyValuePairs<String, any CustomStringConvertible> = [:],
    hint: String? = nil
  ) {
    self.init(message, facts: facts.map { ($0.key, $0.value.description) }, hint: hint)
  }

  var description: String {
    var lines = ["error: \(message)"]
    lines += facts.map { "  \($0.key): \($0.value)" }
    if let hint { lines.append("hint: \(hint)") }
    // The ends of lines in a name are not ours.
    return lines.map { $0.showingControls() }.joined(separator: "\n")
  }

  init(of error: PipelineError) {
    switch error {
    case .noSuchDataSet(let name, let known):
      self.init(
        "there is no data set '\(name)' and no folder of that name",
        ["known data sets": known.joined(separator: ", ")],
        hint: "name one of them, or give the path of a folder with PNG files")
    case .emptyDataSet(let folder, let fileExtension):
      self.init(
        "the folder holds no .\(fileExtension) file", ["folder": folder],
        hint: "put photographs into it, or name another folder")
    case .sourcesMissing(let paths, let listed, let dataSet, let fetched):
      self.init(missing: paths, of: listed, in: dataSet, fetched: fetched)
    case .sourceAltered(let path, let expected, let found):
      self.init(
        "a photograph is not the one that was expected",
        ["file": path, "expected SHA-256": expected, "found SHA-256": found],
        hint: "restore the file, or change its digest in dataset.yaml if the new one is meant")
    case .system(let operation, let path, let code):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        hint: Self.hint(for: code))
    case .notAFile(let path, let found):
      self.init(
        "a file should be here, and it is \(found)", ["path": path],
        hint: "move it away, or put the file there")
    case .diskFull(let operation, let path, let code, let needed, let free):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        ["needed": "\(needed) bytes", "free": "\(free) bytes"], hint: Self.spaceHint)
    case .readOnlyStore(let path, let code, let missing):
      self.init(
        "the store lacks results and cannot be written: \(String(cString: strerror(code)))",
        ["store": path, "steps without a result": missing],
        hint: "name another folder with --store or INTERNEURONS_STORE")
    case .notAStore(let path):
      self.init(
        "this is neither a store nor an empty folder", ["path": path],
        hint: Files.isFolder("\(path)/records")
          ? "if it is one that has lost its label, `interneurons audit --repair` writes it again"
          : "name another folder with --store or INTERNEURONS_STORE")
    case .storeFormat(let path, let found, let expected):
      self.init(
        "the store was made by another version of this program",
        ["store": path, "format": found, "expected format": expected],
        hint: "name another folder with --store; if the store should be of this version, "
          + "`interneurons audit` tells what is wrong with it")
    case .damaged(let path, let reason):
      self.init(
        "a file of the store is damaged", ["file": path, "damage": reason], hint: Self.repairHint)
    case .noSuchExperiment(_, let suggestion), .noSuchStep(_, let suggestion):
      self.init(suggestion, hint: "`interneurons status` lists what there is")
    case .stepFailed(let step, let reason, let waiting):
      self.init(step: step, reason: reason, waiting: waiting)
    case .stepsFailed(let failures, let waiting):
      self.init(
        failures.count == 1 ? "1 step failed" : "\(failures.count) steps failed",
        facts: failures.map { ("failed", $0.step) } + [("steps not run", "\(waiting)")],
        hint: "everything that does not need them is computed and stored")
    case .notReproducible(let differences):
      self.init(
        "computed again, a result is not what the store holds",
        facts: differences.flatMap { difference in
          [("step", difference.step)]
            + difference.files.flatMap { [("stored", $0.stored), ("new", $0.new)] }
        },
        hint: "both are kept; the figures are those of the stored result")
    }
  }

  private init(missing paths: [String], of listed: Int, in dataSet: String, fetched: String?) {
    let message =
      paths.count == 1
      ? "a photograph of the data set '\(dataSet)' is missing"
      : "\(paths.count) of the \(listed) photographs of the data set '\(dataSet)' are missing"
    let shown = paths.count > 4 ? paths.prefix(3) : paths[...]
    var facts = shown.map { (key: "file", value: $0) }
    if shown.count < paths.count {
      facts.append(("and others", "\(paths.count - shown.count)"))
    }
    self.init(
      message, facts: facts,
      hint: fetched.map { "`interneurons fetch \($0)` gets what is missing" }
        ?? "restore the file, or take it out of \(dataSet)'s dataset.yaml")
  }

  /// What helps against what a system refuses, where its own words do not say it already.
  private static func hint(for code: Int32) -> String? {
    switch code {
    case ENOSPC, EDQUOT: spaceHint
    case EACCES, EPERM, EROFS: "change the permissions, or name another place"
    case ENAMETOOLONG: "give it a shorter name"
    default: nil
    }
  }

  private static let spaceHint = "free some space and run again; what was finished is stored"

  init(step: String, reason: any Error, waiting: Int = 0) {
    let cause = ErrorText(ofReason: reason)
    let left = waiting > 0 ? [(key: "steps not run", value: "\(waiting)")] : []
    self.init(cause.message, facts: [("step", step)] + cause.facts + left, hint: cause.hint)
  }
}

// MARK: - What anything threw

extension ErrorText {
  /// The text of what a stage threw.
  init(ofReason reason: any Error) {
    self =
      ErrorText(ofOurs: reason) ?? ErrorText(ofCoding: reason)
      ?? ErrorText(
        "something unexpected happened", ["reason": reason.localizedDescription],
        hint: "run the command again; if it happens again, it is a fault of this program")
  }

  /// The text of an error of this project; nil for everyone else's.
  init?(ofOurs error: any Error) {
    switch error {
    case let error as PipelineError: self.init(of: error)
    case let error as StageError: self.init(of: error)
    case let error as StatisticsError: self.init(of: error)
    case let error as CircuitError: self.init(of: error)
    case let error as DrawingError: self.init(of: error)
    case let error as PairsError: self.init(of: error)
    case let error as LinearAlgebraError: self.init(of: error)
    case let error as FigureError: self.init(of: error)
    case let error as FormatError: self.init(of: error)
    case let error as PhotographError: self.init(error.message, hint: Self.photographHint)
    case let error as ReportError: self.init(of: error)
    case let error as FileDamage: self.init(of: error)
    case let error as Misreading: self.init(error.message, ["place": error.place.words])
    case let error as Fault: self.init(error.message, ["file": error.file])
    case is CancellationError: self.init("interrupted: what was finished is stored")
    default: return nil
    }
  }

  /// The text of what can neither be written as JSON nor read from it.
  private init?(ofCoding error: any Error) {
    switch error {
    case EncodingError.invalidValue(let value, let context):
      self.init(
        "a result is not a finite number", ["value": "\(value)", "at": context.place],
        hint: Self.finiteHint)
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      self.init(
        "a result cannot be read", ["reason": context.debugDescription, "at": context.place],
        hint: Self.repairHint)
    default: return nil
    }
  }

  static let photographHint = "replace the photograph, or leave it out of the data set"
  static let repairHint =
    "`interneurons audit --repair` sets what is damaged aside and computes it again"
  static let finiteHint =
    "the parameters may be out of the range in which the computation makes sense"
}

// MARK: - Places

extension Place {
  fileprivate var words: String { "line \(line), column \(column)" }
}

extension EncodingError.Context {
  fileprivate var place: String { codingPath.place }
}

extension DecodingError.Context {
  fileprivate var place: String { codingPath.place }
}

extension [any CodingKey] {
  /// As in `curve.inputs[3]`.
  fileprivate var place: String {
    let parts = map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
    return String(parts.joined().drop { $0 == "." })
  }
}
