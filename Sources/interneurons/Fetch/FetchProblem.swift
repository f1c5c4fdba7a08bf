import Downloads
import Foundation
import Pipeline

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Why a file of a list is not there after a fetch.
enum FetchProblem {
  /// A file of the user has its name.
  case inTheWay(FetchStock.Other)
  /// The folder does not have these files.
  case notInFolder(names: [String], folder: String)
  /// The folder's file is another.
  case otherInFolder(path: String, entry: DataSetList.Entry, found: ContentHash, bytes: Int)
  /// The address does not give it.
  case download(DownloadError, entry: DataSetList.Entry)
  /// Not tried, because the server cannot be reached.
  case notTried(count: Int)

  /// How many files it keeps from being there.
  fileprivate var count: Int {
    switch self {
    case .notInFolder(let names, _): names.count
    case .notTried(let count): count
    case .inTheWay, .otherInFolder, .download: 1
    }
  }

  /// What happened; nil where that was said already.
  fileprivate var text: ErrorText? {
    switch self {
    case .inTheWay(let other):
      ErrorText(
        "a file has a listed name and other contents; it is left as it is",
        facts: [("file", other.path)]
          + Self.difference(other.entry, found: "\(other.found)", bytes: other.bytes))
    case .notInFolder(let names, let folder):
      ErrorText(
        names.count == 1 ? "the folder lacks a file" : "the folder lacks \(names.count) files",
        facts: [
          ("folder", folder),
          (names.count == 1 ? "file" : "files", names.joined(separator: ", ")),
        ])
    case .otherInFolder(let path, let entry, let found, let bytes):
      ErrorText(
        "the folder's file is not the listed one",
        facts: [("file", path)] + Self.difference(entry, found: "\(found)", bytes: bytes))
    case .download(let error, let entry): ErrorText(of: error, getting: entry)
    case .notTried: nil
    }
  }

  private static func difference(_ entry: DataSetList.Entry, found: String, bytes: Int)
    -> [(key: String, value: String)]
  {
    if let expected = entry.bytes, expected != bytes {
      return [("expected", "\(expected) bytes"), ("found", "\(bytes) bytes")]
    }
    return [("expected SHA-256", "\(entry.hash)"), ("found SHA-256", found)]
  }
}

/// All that kept a fetch from being complete.
struct FetchFailures: Error {
  private let problems: [FetchProblem]
  private let list: DataSetList
  private let from: String?

  init(_ problems: [FetchProblem], of list: DataSetList, from: String?) {
    self.problems = problems
    self.list = list
    self.from = from
  }

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
    let onlyInTheWay = problems.allSatisfy { if case .inTheWay = $0 { true } else { false } }
    if onlyInTheWay {
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
  fileprivate init(of error: DownloadError, getting entry: DataSetList.Entry) {
    let file = (key: "file", value: entry.file)
    switch error {
    case .unreachable(let address, let reason):
      self.init(
        "the server cannot be reached: \(reason)", facts: [file, ("address", address)])
    case .lost(let address, let reason, let attempts):
      self.init(
        attempts == 1
          ? "the download failed: \(reason)"
          : "the download failed \(attempts) times, at last because \(reason)",
        facts: [file, ("address", address)])
    case .refused(let address, let status):
      self.init(
        "the server does not give the file: \(status) \(Self.meaning(of: status))",
        facts: [file, ("address", address)])
    case .wrongLength(let address, let expected, let found):
      self.init(
        "the server has another file of that name",
        facts: [
          file, ("address", address), ("expected", "\(expected) bytes"),
          ("found", "\(found) bytes"),
        ])
    case .wrongContents(let address, let expected, let found):
      self.init(
        "the server has another file of that name",
        facts: [
          file, ("address", address), ("expected SHA-256", expected), ("found SHA-256", found),
        ])
    case .system(let operation, let path, let code):
      self.init(of: .system(operation: operation, path: path, code: code))
    }
  }

  private static func meaning(of status: Int) -> String {
    HTTPURLResponse.localizedString(forStatusCode: status)
  }
}
