/// Text with its looks, ready to be placed.
public struct Label: Sendable, Equatable {
  /// What of the text lies at its position horizontally.
  public enum Horizontal: String, Sendable, Equatable {
    /// The left end.
    case left
    /// The middle.
    case center
    /// The right end.
    case right
  }
  /// What of the text lies at its position vertically.
  public enum Vertical: String, Sendable, Equatable {
    /// The top of capitals.
    case top
    /// Halfway between baseline and the top of capitals.
    case middle
    /// The baseline.
    case baseline
    /// The foot of descenders.
    case bottom
  }

  /// The text.
  public var text: Text
  /// The font size in points.
  public var size: Double
  /// The color.
  public var color: Color
  /// What of the text lies at its position horizontally.
  public var horizontal: Horizontal
  /// What of the text lies at its position vertically.
  public var vertical: Vertical
  /// The rotation about the position, in degrees counterclockwise.
  public var rotation: Double
  /// The color of a rectangle behind the text, if any.
  public var background: Color?

  /// A label; without further arguments black, 7 points, its left baseline end at the position.
  public init(
    _ text: Text, size: Double = 7, color: Color = .black, horizontal: Horizontal = .left,
    vertical: Vertical = .baseline, rotation: Double = 0, background: Color? = nil
  ) {
    self.text = text
    self.size = size
    self.color = color
    self.horizontal = horizontal
    self.vertical = vertical
    self.rotation = rotation
    self.background = background
  }
}
