import Foundation
import Pipeline

/// Where the files of a list come from.
enum FetchSource: Equatable {
  /// A folder.
  case folder(String)
  /// An address that a file's name is appended to; it ends with a slash.
  case address(URL)

  /// What the user names, or else the list.
  ///
  /// - Throws: `UsageFailure`, or `Faults` in the list.
  init(named name: String?, for list: DataSetList) throws {
    if let name {
      self = try name.contains("://") ? Self.address(named: name) : Self.folder(named: name)
      return
    }
    guard let download = list.download else {
      throw UsageFailure(
        ErrorText(
          "the data set '\(list.name)' does not say where its files can be had",
          facts: [("list", list.path)],
          hint: "name a folder or an address with --from, or add the key 'download' to the list"))
    }
    guard let url = Self.url(download.text ?? "") else {
      throw Faults([
        Fault(
          file: list.path, place: download.place,
          message: "'download': \(download.kindName) is not an address that begins with http")
      ])
    }
    self = .address(url)
  }

  /// The address of a file.
  static func address(of file: String, below base: URL) -> URL {
    base.appending(path: file, directoryHint: .notDirectory)
  }

  private static func folder(named name: String) throws -> FetchSource {
    guard Files.isFolder(name) else {
      throw UsageFailure(
        ErrorText(
          "there is no such folder", facts: [("--from", name)],
          hint: "an address begins with http:// or https://"))
    }
    return .folder(name)
  }

  private static func address(named name: String) throws -> FetchSource {
    guard let url = url(name) else {
      throw UsageFailure(
        ErrorText(
          "this is not an address to fetch from", facts: [("--from", name)],
          hint: "write http://HOST/FOLDER/ or https://HOST/FOLDER/, or the path of a folder"))
    }
    return .address(url)
  }

  private static func url(_ text: String) -> URL? {
    guard let url = URL(string: text.hasSuffix("/") ? text : text + "/"),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = url.host(), !host.isEmpty
    else { return nil }
    return url
  }
}
