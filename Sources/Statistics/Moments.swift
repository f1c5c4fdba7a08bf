/// Mean, variance and standardized higher moments of samples.
///
///     mean = Σ s / n,   variance = Σ (s − mean)² / n,
///     skewness = m₃ / variance^(3/2),   kurtosis = m₄ / variance²,   mⱼ = Σ (s − mean)ʲ / n
///
/// All divide by n, as the paper's standard deviations do (science A3). A Gaussian's kurtosis is 3.
/// Accuracy: two passes; relative error about n·2⁻⁵³ at worst.
public struct Moments: Codable, Equatable, Sendable {
  /// The number of samples.
  public let count: Int
  /// The mean, in the samples' unit.
  public let mean: Double
  /// The variance, in the samples' unit squared.
  public let variance: Double
  /// The skewness; 0 where the variance is.
  public let skewness: Double
  /// The kurtosis, 3 for a Gaussian; 0 where the variance is.
  public let kurtosis: Double

  /// √variance, in the samples' unit.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The moments of samples.
  ///
  /// - Throws: ``StatisticsError`` without samples, or where one is not finite.
  public init(_ samples: [Double]) throws(StatisticsError) {
    try StatisticsError.check(samples, needed: 1)
    let n = Double(samples.count)
    let mean = samples.reduce(0, +) / n
    var (m1, m2, m3, m4) = (0.0, 0.0, 0.0, 0.0)
    for sample in samples {
      let d = sample - mean
      m1 += d
      m2 += d * d
      m3 += d * d * d
      m4 += (d * d) * (d * d)
    }
    // Σ (s − mean) is 0 but for the rounding of the mean, which this takes back.
    let variance = (m2 - m1 * m1 / n) / n
    count = samples.count
    self.mean = mean + m1 / n
    self.variance = variance
    skewness = variance > 0 ? m3 / n / (variance * variance.squareRoot()) : 0
    kurtosis = variance > 0 ? m4 / n / (variance * variance) : 0
  }
}
