/// Why a file could not be had.
public enum DownloadError: Error, Equatable, Sendable {
  /// The server cannot be reached at all.
  case unreachable(address: String, reason: String)
  /// The server was reached, and something that may pass went wrong each time.
  case lost(address: String, reason: String, attempts: Int)
  /// The server answers, but not with the file: its status, as in 404.
  case refused(address: String, status: Int)
  /// The server's file is longer or shorter than the one that is wanted.
  case wrongLength(address: String, expected: Int, found: Int)
  /// The server's file has other contents than the one that is wanted.
  case wrongContents(address: String, expected: String, found: String)
  /// The system refused a file operation.
  case system(operation: String, path: String, code: Int32)
}
