import Foundation
import Pipeline

/// An error as people read it: what happened, the facts as indented lines, and what to do.
struct ErrorText: CustomStringConvertible {
  let message: String
  let facts: [(key: String, value: String)]
  let hint: String?

  init(_ message: String, facts: [(key: String, value: String)] = [], hint: String? = nil) {
    self.message = message
    self.facts = facts
    self.hint = hint
  }

  var description: String {
    var lines = ["error: \(message)"]
    lines += facts.map { "  \($0.key): \($0.value)" }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  init(of error: PipelineError) {
    switch error {
    case .noSuchDataSet(let name, let known):
      self.init(
        "there is no data set '\(name)' and no folder of that name",
        facts: [("known data sets", known.joined(separator: ", "))],
        hint: "name one of them, or give the path of a folder with PNG files")
    case .emptyDataSet(let folder, let fileExtension):
      self.init("the folder holds no .\(fileExtension) file", facts: [("folder", folder)])
    case .sourcesMissing(let paths, let listed, let dataSet, let fetched):
      self.init(missing: paths, of: listed, in: dataSet, fetched: fetched)
    case .sourceAltered(let path, let expected, let found):
      self.init(
        "a photograph is not the one that was expected",
        facts: [
          ("file", path), ("expected SHA-256", "\(expected)"), ("found SHA-256", "\(found)"),
        ],
        hint: "restore the file, or change its digest in dataset.yaml if the new one is meant")
    case .system(let operation, let path, let code):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        hint: code == ENOSPC ? Self.spaceHint : nil)
    case .diskFull(let operation, let path, let code, let needed, let free):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        facts: [("needed", "\(needed) bytes"), ("free", "\(free) bytes")], hint: Self.spaceHint)
    case .readOnlyStore(let path, let code, let missing):
      self.init(
        "the store lacks results and cannot be written: \(String(cString: strerror(code)))",
        facts: [("store", path), ("steps without a result", "\(missing)")],
        hint: "name another folder with --store or INTERNEURONS_STORE")
    case .notAStore(let path):
      self.init(
        "this is neither a store nor an empty folder", facts: [("path", path)],
        hint: "name another folder with --store or INTERNEURONS_STORE")
    case .storeFormat(let path, let found, let expected):
      self.init(
        "the store was made by another version of this program",
        facts: [("store", path), ("format", found), ("expected format", expected)],
        hint: "name another folder with --store; if the store should be of this version, "
          + "`interneurons audit` tells what is wrong with it")
    case .damaged(let path, let reason):
      self.init("a file of the store is damaged", facts: [("file", path), ("damage", reason)])
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

  private static let spaceHint = "free some space and run again; what was finished is stored"

  init(step: String, reason: any Error, waiting: Int) {
    let cause = ErrorText(ofReason: reason)
    var facts = [(key: "step", value: step)] + cause.facts
    if waiting > 0 { facts.append(("steps not run", "\(waiting)")) }
    self.init(cause.message, facts: facts, hint: cause.hint)
  }
}
