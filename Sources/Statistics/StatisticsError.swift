/// Samples from which a statistic cannot be estimated.
public enum StatisticsError: Error, Equatable, Sendable {
  /// There are fewer samples than the estimator needs.
  case tooFew(samples: Int, needed: Int)
  /// A sample is infinite or not a number.
  case notFinite(index: Int, value: Double)
  /// All samples have this value (or, where only magnitudes matter, this magnitude).
  case constant(value: Double, samples: Int)

  /// Throws where there are fewer than `needed` samples, or one that is not finite.
  static func check(_ samples: [Double], needed: Int) throws(StatisticsError) {
    guard samples.count >= needed else { throw .tooFew(samples: samples.count, needed: needed) }
    for (index, value) in samples.enumerated() where !value.isFinite {
      throw .notFinite(index: index, value: value)
    }
  }
}

/// Pairs that cannot be formed, or of which a statistic cannot be estimated.
public enum PairsError: Error, Equatable, Sendable {
  /// No two coefficients are that far apart: so many lie along the direction.
  case offsetTooLarge(offset: Int, coefficients: Int)
  /// A density's kernel is too narrow for any grid that fits in memory; both in the pairs' unit.
  case kernelTooNarrow(width: Double, smallestStep: Double)
}
