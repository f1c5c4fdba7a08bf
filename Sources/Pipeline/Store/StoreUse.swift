#if canImport(Glibc)
  import Glibc
#endif

/// That a process uses a store: many may at a time, or one alone that takes results away.
///
/// It is a lock of the store's folder itself, so that it leaves no file and works where nothing can
/// be written. The system frees it when its holder ends, however that comes about.
public struct StoreUse: Sendable {
  private let descriptor: Int32

  /// Who else may use the store.
  enum Share: Sendable {
    /// Everyone but those who take results away.
    case shared
    /// No one.
    case exclusive
  }

  /// Takes the lock; nil where another process is in the way, or there is no folder yet. Never waits.
  init?(of store: Store, _ share: Share) throws {
    let descriptor = open(store.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw Files.failure("open", store.path) }
    while flock(descriptor, (share == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw PipelineError.system(operation: "lock", path: store.path, code: code)
    }
    self.descriptor = descriptor
  }

  /// Ends the use.
  public func end() {
    // Said explicitly: a child that was just forked shares the descriptor until its own program runs.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Begins to use a store that exists together with others; waits while someone takes results away.
  ///
  /// - Throws: `CancellationError` when interrupted.
  public static func begin(_ store: Store, cancellation: Cancellation) async throws -> StoreUse? {
    while Files.isFolder(store.path) {
      if cancellation.isCancelled { throw CancellationError() }
      if let use = try StoreUse(of: store, .shared) { return use }
      try await Task.sleep(for: pause)
    }
    return nil
  }

  /// How long to sleep before a lock of another process is tried again.
  static let pause = Duration.milliseconds(20)
}

// MARK: - Locks of single results

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

  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}

// MARK: - What processes owe each other

extension Store {
  private var lockFolder: String { "\(path)/locks" }

  /// The right to take results away; nil where any other process uses the store.
  public func useAlone() throws -> StoreUse? { try StoreUse(of: self, .exclusive) }

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
    for kind in ["blobs", "records"] {
      for folder in try Files.namesIfThere(in: "\(path)/\(kind)") {
        try Files.sweepTemporaries(in: "\(path)/\(kind)/\(folder)")
      }
    }
    for lock in try lockFiles() { try FileLock.take(lock)?.release() }
  }

  /// The files of locks that nobody holds: their holders were killed.
  func freeLocks() throws -> [String] {
    try lockFiles().filter { try TemporaryFile.hasLostItsWriter($0) }
  }

  private func lockFiles() throws -> [String] {
    try Files.namesIfThere(in: lockFolder).filter { $0.hasSuffix(".lock") }
      .map { "\(lockFolder)/\($0)" }
  }

  /// The right to compute a result; nil where another process, or another run, has it.
  func lock(_ fingerprint: Fingerprint) throws -> FileLock? {
    try FileLock.take("\(lockFolder)/\(fingerprint.hash).lock")
  }
}
