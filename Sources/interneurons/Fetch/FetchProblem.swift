import Downloads
import Foundation
import Pipeline

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Why files of a list are not there after a fetch.
struct FetchProblem {
  /// What happened; nil where that was said already.
  fileprivate let text: ErrorText?
  /// How many files it keeps from being there.
  fileprivate var count = 1
  fileprivate var isInTheWay = false

  /// A file of the user has the name of a listed one.
  static func inTheWay(
    path: String, entry: DataSetList.Entry, found: ContentHash, bytes: Int
  ) -> FetchProblem {
    FetchProblem(
      text: ErrorText(
        "a file has a listed name and other contents; it is left as it is",
        facts: [("file", path)] + difference(entry, found: found, bytes: bytes)),
      isInTheWay: true)
  }

  /// The folder does not have these files.
  static func notInFolder(names: [String], folder: String) -> FetchProblem {
    let isOne = names.count == 1
    let text = ErrorText(
      isOne ? "the folder lacks a file" : "the folder lacks \(names.count) files",
      ["folder": folder, isOne ? "file" : "files": names.joined(separator: ", ")])
    return FetchProblem(text: text, count: names.count)
  }

  /// The folder's file is another.
  static func otherInFolder(
    path: String, entry: DataSetList.Entry, found: ContentHash, bytes: Int
  ) -> FetchProblem {
    FetchProblem(
      text: ErrorText(
        "the folder's file is not the listed one",
        facts: [("file", path)] + difference(entry, found: found, bytes: bytes)))
  }

  /// The address does not give it.
  static func download(_ error: DownloadError, entry: DataSetList.Entry) -> FetchProblem {
    FetchProblem(text: ErrorText(of: error, getting: entry))
  }

  /// Not tried, because the server cannot be reached.
  static func notTried(count: Int) -> FetchProblem { FetchProblem(text: nil, count: count) }

  private static func difference(_ entry: DataSetList.Entry, found: ContentHash, bytes: Int)
    -> [(key: String, value: String)]
  {
    if let expected = entry.bytes, expected != bytes {
      return [("expected", "\(expected) bytes"), ("found", "\(bytes) bytes")]
    }
    return [("expected SHA-256", "\(entry.hash)"), ("found SHA-256", "\(found)")]
  }
}

/// All that kept a fetch from being complete.
struct FetchFailures: Error {
  let problems: [FetchProblem]
  let list: DataSetList
  /// Where the user wanted the files to come from.
  let from: String?

  /// The problems one by one, then what to do about them.
  var texts: [ErrorText] {
    let (missing, all) = (problems.reduce(0) { $0 + $1.count }, list.entries.count)
    let sum = ErrorText(
      missing == all
        ? "none of the \(all) files of '\(list.name)' could be had"
        : "\(missing) of the \(all) files of '\(list.name)' could not be had; all others are there",
      hint: hint)
    return problems.compactMap(\.text) + [sum]
  }

  private var hint: String {
    let others =
      "or use photographs that are there: `interneurons run` takes the bundled ones, "
      + "`--data-set DIR` your own"
    if problems.allSatisfy(\.isInTheWay) {
      return "`interneurons fetch \(list.reference) --replace` replaces what has other contents"
    }
    return from == nil
      ? "get the files elsewhere, then `interneurons fetch \(list.reference) --from DIR`; \(others)"
      : "name another folder or address with --from; \(others)"
  }
}

// MARK: - Downloads

extension ErrorText {
  /// The text of a download that failed.
  init(of error: DownloadError, getting entry: DataSetList.Entry) {
    let file = entry.file
    switch error {
    case .unreachable(let address, let reason):
      self.init(
        "the server cannot be reached: \(reason)", ["file": file, "address": address])
    case .lost(let address, let reason, let attempts):
      self.init(
        attempts == 1
          ? "the download failed: \(reason)"
          : "the download failed \(attempts) times, at last because \(reason)",
        ["file": file, "address": address])
    case .refused(let address, let status):
      let meaning = HTTPURLResponse.localizedString(forStatusCode: status)
      self.init(
        "the server does not give the file: \(status) \(meaning)",
        ["file": file, "address": address])
    case .wrongLength(let address, let expected, let found):
      self.init(
        "the server has another file of that name",
        [
          "file": file, "address": address, "expected": "\(expected) bytes",
          "found": "\(found) bytes",
        ])
    case .wrongContents(let address, let expected, let found):
      self.init(
        "the server has another file of that name",
        [
          "file": file, "address": address, "expected SHA-256": expected, "found SHA-256": found,
        ])
    case .system(let operation, let path, let code):
      self.init(of: .system(operation: operation, path: path, code: code))
    }
  }
}
