#if canImport(Glibc)
  import Glibc
#endif

/// A lock that all processes share: whoever holds the file of its name.
///
/// The system frees it when its holder ends, however that comes about. The file goes away with the
/// lock, so that a store does not fill with them.
public struct FileLock: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Takes the lock; nil where another holds it. Never waits: that would keep a thread.
  public static func take(_ path: String) throws(PipelineError) -> FileLock? {
    var absences = 0
    while true {
      try Files.makeFolder(Files.folder(of: path))
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      // Another process may take the empty folder away before our file is in it.
      if descriptor < 0, errno == ENOENT, absences < 100 {
        absences += 1
        continue
      }
      guard descriptor >= 0 else { throw Files.failure("create", path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        close(descriptor)
        if code == EWOULDBLOCK { return nil }
        if code == EINTR { continue }
        throw .system(operation: "lock", path: path, code: code)
      }
      // Between our opening and our locking, the holder before us may have taken the file away: a
      // third process could then lock another file of the same name.
      if isStill(descriptor, at: path) { return FileLock(path: path, descriptor: descriptor) }
      close(descriptor)
    }
  }

  /// Frees the lock.
  public func release() {
    // First the name, while nobody else can hold the lock of this file.
    unlink(path)
    // Explicitly: a child that was just forked shares the descriptor until its own program runs.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Whether the file of a lock is there and nobody holds it.
  static func isFree(_ path: String) throws(PipelineError) -> Bool {
    try TemporaryFile.hasLostItsWriter(path)
  }

  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}
