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
}
