/// A dense matrix of doubles in row-major order: element (i, j) is `values[i * columns + j]`.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row by row.
  public var values: [Double]

  /// A matrix with the given elements, row by row.
  ///
  /// - Precondition: there are `rows * columns` values.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(
      values.count == rows * columns,
      "a \(rows) × \(columns) matrix cannot hold \(values.count) values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix whose elements are all `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
  }

  /// The element in a row and a column.
  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Adds a multiple of a matrix of the same shape.
  public mutating func add(_ factor: Double, times other: Matrix) {
    precondition(
      rows == other.rows && columns == other.columns,
      "\(other.rows) × \(other.columns) is not added to \(rows) × \(columns)")
    for index in values.indices { values[index] += factor * other.values[index] }
  }

  /// Rows as columns.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  /// (A + Aᵀ)/2 of a square matrix, exactly symmetric.
  public var symmetricPart: Matrix {
    var result = self
    for i in 0..<rows {
      for j in 0..<i {
        let mean = 0.5 * self[i, j] + 0.5 * self[j, i]
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}

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
