/// A function sampled on a rectangular grid, of which contours can be drawn.
public struct ScalarField: Sendable, Equatable {
  /// The abscissae of the columns, ascending.
  public let x: [Double]
  /// The ordinates of the rows, ascending.
  public let y: [Double]
  /// The values: at (x[i], y[j]) stands `values[j * x.count + i]`.
  public let values: [Double]

  /// A field with values row by row, a row for each ordinate.
  ///
  /// - Precondition: there are `x.count * y.count` values.
  public init(x: [Double], y: [Double], values: [Double]) {
    precondition(
      values.count == x.count * y.count,
      "a field on \(x.count) × \(y.count) nodes cannot hold \(values.count) values")
    self.x = x
    self.y = y
    self.values = values
  }
}
