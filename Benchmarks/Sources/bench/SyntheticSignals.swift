import NumericalMethods
import Statistics

/// Signals like those of photographs: generalized Gaussian, as many as there are pairs of filter
/// responses at offset 2 in a photograph of 512 × 512.
enum SyntheticSignals {
  /// 510 · 512.
  static let count = 261_120
  /// Image 05's (science A7).
  static let shape = 0.65
  /// Correlation of a pair.
  static let correlation = 0.6

  /// `count` × N signals of unit variance. Deviates come from a table of 16,384 quantiles.
  static func signals(primaryNeurons n: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(key: [2024, seed])
    var values = [Double](repeating: 0, count: n * count)
    let rest = (1 - correlation * correlation).squareRoot()
    for row in 0..<count {
      let first = deviates[Int(stream.integer(below: UInt64(deviates.count)))]
      values[n * row] = first
      for j in 1..<max(1, n) {
        let other = deviates[Int(stream.integer(below: UInt64(deviates.count)))]
        values[n * row + j] = correlation * first + rest * other
      }
    }
    return Matrix(rows: count, columns: n, values: values)
  }

  private static let deviates: [Double] = {
    let law = GeneralizedGaussian(shape: shape, scale: 1)
    let size = 16_384
    let upper = (0..<size / 2).map { law.quantile(0.5 + (Double($0) + 0.5) / Double(size)) }
    let deviation = (upper.reduce(0) { $0 + $1 * $1 } / Double(upper.count)).squareRoot()
    return upper.map { $0 / deviation } + upper.map { -$0 / deviation }
  }()
}
