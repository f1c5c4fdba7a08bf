#if canImport(Glibc)
  import Glibc
#endif

/// A file that is being written beside the place where it belongs.
///
/// Its writer holds a lock on it until it has its final name. So a temporary file whose lock is free
/// has lost its writer, and whoever finds it may take it away.
struct TemporaryFile {
  private static let ending = ".tmp"
  let path: String
  private let descriptor: Int32

  /// Makes the file for what belongs at a path.
  static func make(for path: String) throws(PipelineError) -> TemporaryFile {
    while true {
      let name = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max))\(ending)"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw Files.failure("create", path) }
      // Where the file system cannot lock, nobody can take the lock to sweep the file either.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      var status = stat()
      // Someone who sweeps may have come between our making and our locking the file.
      if isLocked, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        return TemporaryFile(path: name, descriptor: descriptor)
      }
      close(descriptor)
    }
  }

  /// Writes all bytes and waits until they are on the disk.
  func write(_ bytes: [UInt8]) throws(PipelineError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Files.failure("write", path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw Files.failure("sync", path) }
  }

  /// Gives the file its final name.
  func rename(to newPath: String) throws(PipelineError) {
    guard Glibc.rename(path, newPath) == 0 else { throw Files.failure("rename", path) }
  }

  /// Takes away what was not renamed.
  func discard() { unlink(path) }

  /// Ends the writing, and with it the lock.
  func end() { close(descriptor) }

  /// Takes away the temporary files of a folder whose writers are gone.
  static func sweep(_ folder: String) throws {
    guard Files.isFolder(folder) else { return }
    for name in try Files.names(in: folder) where isOurs(name) {
      try sweepFile("\(folder)/\(name)")
    }
  }

  /// Whether a temporary file is there whose writer is gone.
  static func hasLostItsWriter(_ path: String) throws(PipelineError) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return false }
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  private static func sweepFile(_ path: String) throws(PipelineError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    // Its writer has renamed it meanwhile.
    if descriptor < 0, errno == ENOENT { return }
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    guard unlink(path) == 0 || errno == ENOENT else { throw Files.failure("remove", path) }
  }

  /// Whether a name is of the form that ``make(for:)`` gives: `NAME.PROCESS-NUMBER.tmp`.
  static func isOurs(_ name: String) -> Bool {
    guard name.hasSuffix(ending) else { return false }
    let parts = name.dropLast(ending.count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let writer = parts.last?.split(separator: "-"), writer.count == 2
    else { return false }
    return writer.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
  }
}
