/// How many of the stored steps an audit computes again.
public enum RecomputationSize: Equatable, Sendable {
  /// So many, long steps with more probability than short ones.
  case some(Int)
  /// All of them.
  case all
}
