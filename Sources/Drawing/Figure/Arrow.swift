/// A line with a head, straight or bent.
public struct Arrow: Sendable, Equatable {
  /// The signs at the end of an arrow.
  public enum Head: String, Sendable, Equatable {
    /// Nothing.
    case none
    /// A filled triangle, as for an excitatory connection.
    case triangle
    /// A crossbar, as for an inhibitory connection.
    case bar
  }

  /// Where it starts.
  public var start: Point
  /// Where the tip lies.
  public var end: Point
  /// How far the middle of the curve lies to the left of the straight line, seen along the arrow, as
  /// a fraction of the distance; 0 is straight.
  public var bend: Double
  /// The line.
  public var stroke: Stroke
  /// The head at the end.
  public var head: Head
  /// The length of the head in points.
  public var headLength: Double

  /// The point halfway along the curve.
  public var middle: Point {
    Point(
      (start.x + end.x) / 2 + bend * (end.y - start.y),
      (start.y + end.y) / 2 - bend * (end.x - start.x))
  }

  /// An arrow between two points.
  public init(
    from start: Point, to end: Point, bend: Double = 0, stroke: Stroke = Stroke(),
    head: Head = .triangle, headLength: Double = 4
  ) {
    self.start = start
    self.end = end
    self.bend = bend
    self.stroke = stroke
    self.head = head
    self.headLength = headLength
  }
}
