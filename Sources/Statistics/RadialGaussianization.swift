import NumericalMethods

/// Radial Gaussianization: whitened samples, moved along their rays so that their lengths are those
/// of a standard normal variable.
///
///     x̃ = C^(−1/2) x,   y = x̃/|x̃| · χ⁻¹((k + ½)/n),   k the rank of |x̃|, from 0 to n − 1
///
/// | symbol | here      | shape | unit                |
/// |--------|-----------|-------|---------------------|
/// | x      | `samples` | n × N | any                 |
/// | x̃      | –         | n × N | ``Whitening`` of x  |
/// | χ⁻¹    | `StandardNormal.radiusQuantile` | scalar | √(−2 ln(1 − u)) for N = 2 |
/// | y      | result    | n × N | standard deviations |
///
/// Makes signals of an elliptical density about the origin independent and normal, and leaves their
/// angles as they are. Equal lengths are ranked in the order of their rows; a sample at the origin
/// has no ray and stays there. As the whitening does, it leaves the mean of x in.
///
/// Source: Lyu & Simoncelli, "Nonlinear extraction of independent components of natural images using
/// radial Gaussianization", Neural Computation 21 (2009), with ranks for the distribution of lengths
/// (science C4). Accuracy: that of the whitening. The same bits on every processor for N = 2. Cost: a
/// sort and n quantiles; 50 ms for 261,120 × 2, 0.2 s for 261,120 × 3.
///
/// - Throws: ``StatisticsError`` for fewer than two samples or a number that is not finite;
///   `LinearAlgebraError` where the covariance is singular.
public func radialGaussianization(ofRows samples: Matrix) throws -> Matrix {
  let (n, dimensions) = (samples.rows, samples.columns)
  var result = try Whitening(ofRows: samples).applied(toRows: samples)
  let lengths = Matrix(rows: n, columns: 1, values: result.lengthsOfRows)
  var order = RankOrder(count: n)
  order.sort(column: 0, of: lengths)
  for (rank, row) in order.rows.enumerated() {
    let length = lengths.values[row]
    guard length > 0 else { continue }
    let target = StandardNormal.radiusQuantile(
      (Double(rank) + 0.5) / Double(n), dimensions: dimensions)
    for index in row * dimensions..<(row + 1) * dimensions {
      result.values[index] *= target / length
    }
  }
  return result
}

extension Matrix {
  /// √(Σⱼ x_ij²) of every row.
  fileprivate var lengthsOfRows: [Double] {
    (0..<rows).map { row in
      var square = 0.0
      for index in row * columns..<(row + 1) * columns { square += values[index] * values[index] }
      return square.squareRoot()
    }
  }
}
