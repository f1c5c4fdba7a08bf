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
