import Downloads
import Foundation
import Pipeline

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension ErrorText {
  /// The text of a download that failed.
  init(of error: DownloadError, getting entry: DataSetList.Entry) {
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
