/// The sign drawn at a data point.
public struct Marker: Sendable, Equatable {
  /// The shapes of markers.
  public enum Shape: String, Sendable, Equatable {
    /// A disk.
    case circle
    /// A square standing on a side.
    case square
    /// A square standing on a corner.
    case diamond
    /// A triangle that points up.
    case triangle
    /// Two crossed diagonals; needs a stroke.
    case cross
  }

  /// The shape.
  public var shape: Shape
  /// The diameter in points.
  public var size: Double
  /// The color of the inside, if any.
  public var fill: Color?
  /// The outline, if any.
  public var stroke: Stroke?

  /// A marker.
  public init(
    _ shape: Shape = .circle, size: Double = 3, fill: Color? = .black, stroke: Stroke? = nil
  ) {
    self.shape = shape
    self.size = size
    self.fill = fill
    self.stroke = stroke
  }
}
