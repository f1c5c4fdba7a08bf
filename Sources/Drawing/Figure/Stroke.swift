/// How a line is drawn; joins are round.
public struct Stroke: Sendable, Equatable {
  /// The color.
  public var color: Color
  /// The width in points.
  public var width: Double
  /// The lengths of dashes and gaps in points, in turn; empty for a solid line.
  public var dash: [Double]

  /// A stroke of the given color, width in points, and dashes in points.
  public init(_ color: Color = .black, width: Double = 0.75, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }

  /// A dashed stroke with dashes that suit its width.
  public static func dashed(_ color: Color = .black, width: Double = 0.75) -> Stroke {
    Stroke(color, width: width, dash: [4 * width, 2.5 * width])
  }

  /// A dotted stroke.
  public static func dotted(_ color: Color = .black, width: Double = 0.75) -> Stroke {
    Stroke(color, width: width, dash: [width, 1.8 * width])
  }
}
