import Digests
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What was received of a file so far, on disk.
struct PartialFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Opens the file, or makes an empty one; its folder too.
  init(at path: String) throws(DownloadError) {
    self.path = path
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if mkdir(folder, 0o777) != 0, errno != EEXIST { throw Self.failure("make the folder", folder) }
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw Self.failure("open", path) }
  }

  func close() { Glibc.close(descriptor) }

  /// How many bytes are there.
  func length() throws(DownloadError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure("inspect", path) }
    return Int(status.st_size)
  }

  /// Appends what was received.
  func append(_ data: Data) throws(DownloadError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("write", path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Forgets what was received.
  func empty() throws(DownloadError) {
    guard ftruncate(descriptor, 0) == 0 else { throw Self.failure("empty", path) }
  }

  /// Takes the file away.
  func remove() { unlink(path) }

  /// The SHA-256 of what is there.
  func sha256() throws(DownloadError) -> String {
    var digest = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var offset = 0
    while true {
      let count = buffer.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("read", path) }
      if count == 0 { break }
      buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += count
    }
    return SHA256.hexadecimal(digest.digest())
  }

  private static func failure(_ operation: String, _ path: String) -> DownloadError {
    .system(operation: operation, path: path, code: errno)
  }
}
