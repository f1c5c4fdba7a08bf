import NumericalMethods

extension Matrix {
  /// A random orthogonal matrix, uniform over all rotations and reflections.
  ///
  /// The Q of a QR factorization, with positive diagonal in R, of a matrix of normal deviates. By
  /// Gram–Schmidt, each column twice, which keeps it orthogonal to rounding. Source: Stewart, "The
  /// efficient generation of random orthogonal matrices", SIAM J. Numer. Anal. 17 (1980). Draws
  /// order² words, row by row. Cost: order³.
  public static func randomOrthogonal(order: Int, from stream: inout RandomStream) -> Matrix {
    var q = Matrix(rows: order, columns: order)
    for index in q.values.indices { q.values[index] = stream.normal() }
    for column in 0..<order {
      for _ in 0..<2 {
        for earlier in 0..<column {
          var projection = 0.0
          for row in 0..<order { projection += q[row, earlier] * q[row, column] }
          for row in 0..<order { q[row, column] -= projection * q[row, earlier] }
        }
      }
      var square = 0.0
      for row in 0..<order { square += q[row, column] * q[row, column] }
      let length = square.squareRoot()
      for row in 0..<order { q[row, column] /= length }
    }
    return q
  }
}
