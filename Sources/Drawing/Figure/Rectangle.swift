/// A rectangle on the page, in points; its origin is the upper left corner.
public struct Rectangle: Sendable, Equatable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// The extent to the right.
  public var width: Double
  /// The extent downwards.
  public var height: Double

  /// A rectangle with the given upper left corner and size.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The left edge.
  public var minX: Double { x }
  /// The right edge.
  public var maxX: Double { x + width }
  /// The upper edge.
  public var minY: Double { y }
  /// The lower edge.
  public var maxY: Double { y + height }
  /// The center.
  public var center: Point { Point(x + width / 2, y + height / 2) }

  /// The rectangle without margins of the given widths; negative margins enlarge.
  public func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0)
    -> Rectangle
  {
    Rectangle(x: x + left, y: y + top, width: width - left - right, height: height - top - bottom)
  }

  /// The largest square with the same center.
  public var centeredSquare: Rectangle {
    let side = min(width, height)
    return Rectangle(
      x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side)
  }

  /// Whether another rectangle lies inside, edges included.
  public func contains(_ other: Rectangle) -> Bool {
    minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
  }

  /// Whether a point lies inside, where each edge gives way by `slack` points.
  func contains(_ point: Point, slack: Double) -> Bool {
    point.x >= minX - slack && point.x <= maxX + slack && point.y >= minY - slack
      && point.y <= maxY + slack
  }
}
