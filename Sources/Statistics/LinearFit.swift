import NumericalMethods

/// A straight line through points by least squares, with confidence intervals of Student's t.
///
///     y ≈ a + b x,   b = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²,   a = ȳ − b x̄
///     b ± t(½ + confidence/2, n − 2) · s / √Σ (x − x̄)²,   s² = Σ (y − a − b x)² / (n − 2)
///
/// The interval takes residuals for independent noise of equal size. Of points that a law gives
/// without noise it tells how far the law is from a line. Accuracy: relative error of b about
/// n 2⁻⁵³ · Σ |x − x̄||y − ȳ| / |Σ (x − x̄)(y − ȳ)|.
public struct LinearFit: Codable, Equatable, Sendable {
  /// b.
  public let slope: Double
  /// a.
  public let intercept: Double
  /// Half of the length of the slope's interval; none for two points.
  public let slopeHalfWidth: Double?
  /// √(Σ (y − a − b x)² / n).
  public let residual: Double
  /// n.
  public let count: Int

  /// Fits a line.
  ///
  /// - Precondition: there are as many x as y, and 0 < confidence < 1.
  /// - Throws: ``StatisticsError`` for fewer than two points, numbers that are not finite, or equal x.
  public init(x: [Double], y: [Double], confidence: Double) throws(StatisticsError) {
    precondition(
      x.count == y.count && confidence > 0 && confidence < 1,
      "\(x.count) abscissae, \(y.count) ordinates, confidence \(confidence)")
    try StatisticsError.check(x, needed: 2)
    try StatisticsError.check(y, needed: 2)
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let squares = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    guard squares > 0 else { throw .constant(value: x[0], samples: x.count) }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let (slope, count) = (products / squares, x.count)
    let intercept = meanY - slope * meanX
    let residuals = zip(x, y).reduce(0.0) { sum, point in
      let left = (point.1 - meanY) - slope * (point.0 - meanX)
      return sum + left * left
    }
    self.slope = slope
    self.intercept = intercept
    self.count = count
    residual = (residuals / n).squareRoot()
    slopeHalfWidth =
      count > 2
      ? StudentsT.quantile(0.5 + confidence / 2, degreesOfFreedom: count - 2)
        * (residuals / (n - 2) / squares).squareRoot()
      : nil
  }
}
