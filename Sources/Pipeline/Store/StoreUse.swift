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

  /// How long to sleep before the lock is tried again.
  private static let pause = Duration.milliseconds(20)
}
