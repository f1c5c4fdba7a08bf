/// The sizes of a panel's text and lines, in points.
public struct PanelStyle: Sendable, Equatable {
  /// Font size of the numbers at the ticks.
  public var tickLabelSize = 6.5
  /// Font size of the axis labels.
  public var labelSize = 7.5
  /// Font size of the title.
  public var titleSize = 8.0
  /// Font size of the panel letter.
  public var letterSize = 10.0
  /// Where the letter's left end and baseline lie, from the frame's upper left corner.
  public var letterOffset = Point(-14, -5)
  /// The distance of the title's baseline from the frame.
  public var titleDistance = 5.0
  /// Line width of frame and ticks.
  public var axisWidth = 0.6
  /// The color of frame and ticks.
  public var axisColor = Color.black
  /// Length of major ticks, which point outwards.
  public var tickLength = 2.4
  /// Length of minor ticks.
  public var minorTickLength = 1.4
  /// The distance between a tick and its number.
  public var tickLabelDistance = 1.8
  /// The distance between the numbers and the axis label.
  public var labelDistance = 3.0

  /// The sizes of ``journal``, to be changed one by one.
  public init() {}

  /// Sizes for print at 7 inches of width.
  public static let journal = PanelStyle()
}
