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
