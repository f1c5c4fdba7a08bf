import Synchronization

/// A flag that ends a run: set once, from a signal handler's queue or a failing step, read by all.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// A flag that is not set.
  public init() {}

  /// Whether the run must end.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Ends the run at the next checkpoints.
  public func cancel() { flag.store(true, ordering: .relaxed) }
}
