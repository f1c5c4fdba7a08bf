#if canImport(Glibc)
  import Glibc
#endif

/// What several processes that write to one store owe each other.
extension Store {
  private var lockFolder: String { "\(path)/locks" }

  /// Makes the store ready for a run that will write: marks its folder, and takes away what killed
  /// runs have left.
  ///
  /// - Throws: `PipelineError.readOnlyStore` where nothing can be written.
  func prepareToWrite(missing: Int) throws {
    if Files.exists(path), access(path, W_OK) != 0 {
      throw PipelineError.readOnlyStore(path: path, code: errno, missing: missing)
    }
    try writeLabel()
    try Files.sweepTemporaries(in: path)
    for kind in ["blobs", "records"] where Files.isFolder("\(path)/\(kind)") {
      for folder in try Files.names(in: "\(path)/\(kind)") {
        try Files.sweepTemporaries(in: "\(path)/\(kind)/\(folder)")
      }
    }
    guard Files.isFolder(lockFolder) else { return }
    for name in try Files.names(in: lockFolder) where name.hasSuffix(".lock") {
      try FileLock.take("\(lockFolder)/\(name)")?.release()
    }
  }

  /// The files of locks that nobody holds: their holders were killed.
  func freeLocks() throws -> [String] {
    guard Files.isFolder(lockFolder) else { return [] }
    return try Files.names(in: lockFolder).filter { $0.hasSuffix(".lock") }
      .map { "\(lockFolder)/\($0)" }.filter { try FileLock.isFree($0) }
  }

  /// The right to compute a result; nil where another process, or another run, has it.
  func lock(_ fingerprint: Fingerprint) throws -> FileLock? {
    try FileLock.take("\(lockFolder)/\(fingerprint.hash).lock")
  }
}
