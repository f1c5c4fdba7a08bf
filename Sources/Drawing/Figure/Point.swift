/// A position: in points on the page (x to the right, y **down**) or in the units of a panel's axes.
public struct Point: Sendable, Equatable {
  /// The horizontal coordinate.
  public var x: Double
  /// The vertical coordinate.
  public var y: Double

  /// A point with the given coordinates.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Whether both coordinates are finite.
  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension [Point] {
  /// Pairs abscissae with ordinates.
  ///
  /// - Precondition: both have as many values.
  public init(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) abscissae cannot pair with \(y.count) ordinates")
    self = zip(x, y).map { Point($0, $1) }
  }
}
