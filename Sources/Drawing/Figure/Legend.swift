/// The explanation of lines and markers in a corner of a panel, without a frame.
public struct Legend: Sendable, Equatable {
  /// The corners of a panel.
  public enum Corner: String, Sendable, Equatable {
    /// Upper left.
    case topLeft
    /// Upper right.
    case topRight
    /// Lower left.
    case bottomLeft
  }

  /// One line of a legend: its sample has a line, a marker, both, or nothing.
  public struct Entry: Sendable, Equatable {
    /// The explanation.
    public var text: Text
    /// The sample line.
    public var stroke: Stroke?
    /// The sample marker.
    public var marker: Marker?

    /// An entry.
    public init(_ text: Text, stroke: Stroke? = nil, marker: Marker? = nil) {
      self.text = text
      self.stroke = stroke
      self.marker = marker
    }

    /// Whether there is something to draw before the text.
    var hasSample: Bool { stroke != nil || marker != nil }
  }

  /// The entries, from top to bottom.
  public var entries: [Entry]
  /// Where it stands.
  public var corner: Corner
  /// The font size in points.
  public var size: Double
  /// The length of the samples in points.
  public var sampleLength: Double
  /// The distance from the frame in points.
  public var inset: Double
  /// A color behind the legend, if any.
  public var background: Color?

  /// A legend.
  public init(
    _ entries: [Entry], corner: Corner = .topRight, size: Double = 6, sampleLength: Double = 10,
    inset: Double = 3, background: Color? = nil
  ) {
    self.entries = entries
    self.corner = corner
    self.size = size
    self.sampleLength = sampleLength
    self.inset = inset
    self.background = background
  }
}
