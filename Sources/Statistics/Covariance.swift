import NumericalMethods

/// Mean and covariance of samples, a row each.
///
///     m = Σ xᵢ / n,   C = Σ (xᵢ − m)(xᵢ − m)ᵀ / (n − 1)
///
/// | symbol | here      | shape | unit            |
/// |--------|-----------|-------|-----------------|
/// | x      | `samples` | n × d | any             |
/// | m      | `means`   | d     | that of x       |
/// | C      | `matrix`  | d × d | that of x, squared |
///
/// Source: science A4. Accuracy: two passes; relative error about n 2⁻⁵³ at worst, of the larger
/// variances. Two dimensions are plain sums with the same bits on every processor; more go through
/// OpenBLAS. Cost: n d² products; 1 ms for 261,120 × 2.
public struct Covariance: Equatable, Sendable {
  /// n, the number of samples.
  public let count: Int
  /// m.
  public let means: [Double]
  /// C, exactly symmetric.
  public let matrix: Matrix

  /// The covariance of the rows of a matrix.
  ///
  /// - Throws: ``StatisticsError`` for fewer than two rows, or an element that is not finite.
  public init(ofRows samples: Matrix) throws(StatisticsError) {
    guard samples.rows >= 2 else { throw .tooFew(samples: samples.rows, needed: 2) }
    try StatisticsError.check(samples.values, needed: 0)
    count = samples.rows
    means = Self.means(ofRows: samples)
    matrix =
      samples.columns == 2
      ? Self.planarCovariance(samples.values, means: (means[0], means[1]))
      : Self.covariance(samples, means: means)
  }

  private static func means(ofRows samples: Matrix) -> [Double] {
    let (n, d) = (samples.rows, samples.columns)
    var sums = [Double](repeating: 0, count: d)
    for row in 0..<n {
      for column in 0..<d { sums[column] += samples.values[row * d + column] }
    }
    return sums.map { $0 / Double(n) }
  }

  private static func planarCovariance(_ values: [Double], means: (Double, Double)) -> Matrix {
    let n = Double(values.count / 2)
    var (x, y, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in stride(from: 0, to: values.count, by: 2) {
      let dx = values[index] - means.0
      let dy = values[index + 1] - means.1
      x += dx
      y += dy
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
    }
    // Σ dx and Σ dy are 0 but for the rounding of the means, which this takes back.
    let c12 = (xy - x * y / n) / (n - 1)
    return Matrix(
      rows: 2, columns: 2,
      values: [(xx - x * x / n) / (n - 1), c12, c12, (yy - y * y / n) / (n - 1)])
  }

  private static func covariance(_ samples: Matrix, means: [Double]) -> Matrix {
    let (n, d) = (samples.rows, samples.columns)
    var centered = samples
    var residuals = [Double](repeating: 0, count: d)
    for row in 0..<n {
      for column in 0..<d {
        let deviation = samples[row, column] - means[column]
        centered[row, column] = deviation
        residuals[column] += deviation
      }
    }
    let products = LinearAlgebra.product(centered, centered, transposing: .first)
    var result = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0...i {
        let sum = 0.5 * products[i, j] + 0.5 * products[j, i]
        let element = (sum - residuals[i] * residuals[j] / Double(n)) / Double(n - 1)
        result[i, j] = element
        result[j, i] = element
      }
    }
    return result
  }
}
