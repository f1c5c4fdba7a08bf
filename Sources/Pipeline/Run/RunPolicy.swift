import Synchronization

/// How a plan is to be run; no result depends on it.
public struct RunPolicy: Sendable {
  /// How many nodes, or groups of nodes, run at the same time.
  public var jobs: Int
  /// What to do when a step fails.
  public var afterFailure: AfterFailure
  /// The nodes to compute again although their results are stored.
  public var forced: Set<Int>
  /// The nodes that may run; nil for all.
  public var only: Set<Int>?

  /// What to do when a step fails.
  public enum AfterFailure: Sendable {
    /// End what runs, and stop.
    case stop
    /// Run everything that does not need the step.
    case continueElsewhere
  }

  /// A policy.
  public init(
    jobs: Int, afterFailure: AfterFailure = .stop, forced: Set<Int> = [], only: Set<Int>? = nil
  ) {
    self.only = only
    self.jobs = jobs
    self.afterFailure = afterFailure
    self.forced = forced
  }
}

/// What happens while a plan runs; nodes by their index in the plan.
public enum RunEvent: Sendable {
  /// A node begins to run.
  case started(Int)
  /// A part of a running node's work is done.
  case progressed(Int, fraction: Double)
  /// A stage says something about the data.
  case noted(Int, String)
  /// A node's result is stored.
  case finished(Int, seconds: Double)
  /// A node failed.
  case failed(Int)
  /// Another process computes a node, whose result is waited for.
  case awaited(Int)
  /// Another process has stored a node's result.
  case finishedElsewhere(Int)
  /// A node that was computed again gave other bytes than the store holds.
  case differed(Int)
}

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
