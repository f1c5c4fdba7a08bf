/// Pairs that cannot be formed, or of which a statistic cannot be estimated.
public enum PairsError: Error, Equatable, Sendable {
  /// No two coefficients are that far apart: so many lie along the direction.
  case offsetTooLarge(offset: Int, coefficients: Int)
  /// A density's kernel is too narrow for any grid that fits in memory; both in the pairs' unit.
  case kernelTooNarrow(width: Double, smallestStep: Double)
}
