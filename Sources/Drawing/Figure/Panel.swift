/// A frame with two axes and what they show.
public struct Panel: Sendable, Equatable {
  /// Whether the frame is drawn.
  public enum Border: String, Sendable, Equatable {
    /// All four sides.
    case box
    /// None, and no ticks either.
    case none
  }

  /// The frame in points on the page; ticks, labels and title lie outside.
  public var frame: Rectangle
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// Whether the frame is drawn.
  public var border: Border
  /// The grid lines at the major ticks, if any.
  public var grid: Stroke?
  /// The title above the frame, if any.
  public var title: Text?
  /// The letter of the panel, bold, above and to the left of the frame, if any.
  public var letter: String?
  /// What is drawn, first things first.
  public var marks: [Mark]
  /// The legend, if any.
  public var legend: Legend?
  /// Sizes of text and lines.
  public var style: PanelStyle

  /// A panel.
  public init(
    frame: Rectangle, x: Axis, y: Axis, border: Border = .box, grid: Stroke? = nil,
    title: Text? = nil, letter: String? = nil, marks: [Mark] = [], legend: Legend? = nil,
    style: PanelStyle = .journal
  ) {
    self.frame = frame
    self.x = x
    self.y = y
    self.border = border
    self.grid = grid
    self.title = title
    self.letter = letter
    self.marks = marks
    self.legend = legend
    self.style = style
  }

  /// A panel that shows an image and no axes; the image keeps its proportions and is centered.
  public init(
    image: Raster, frame: Rectangle, title: Text? = nil, letter: String? = nil,
    style: PanelStyle = .journal
  ) {
    let (width, height) = (Double(image.width), Double(image.height))
    let scale = min(frame.width / width, frame.height / height)
    let fitted = Rectangle(
      x: frame.x + (frame.width - scale * width) / 2,
      y: frame.y + (frame.height - scale * height) / 2,
      width: scale * width, height: scale * height)
    self.init(
      frame: fitted, x: Axis(0, width, ticks: .none), y: Axis(0, height, ticks: .none),
      border: .none, title: title, letter: letter,
      marks: [.image(image, x: 0...width, y: 0...height, .smooth)], style: style)
  }

  /// Where a position in the units of the axes lies on the page.
  public func project(_ point: Point) -> Point {
    Point(
      frame.minX + x.fraction(of: point.x) * frame.width,
      frame.maxY - y.fraction(of: point.y) * frame.height)
  }
}

// MARK: - The legend

/// The explanation of lines and markers in a corner of a panel, without a frame.
public struct Legend: Sendable, Equatable {
  /// The corners of a panel.
  public enum Corner: String, CaseIterable, Sendable {
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
  public let size = 6.0
  /// The length of the samples in points.
  public var sampleLength: Double
  /// The distance from the frame in points.
  public let inset = 3.0
  /// A color behind the legend, if any.
  public var background: Color?

  /// A legend.
  public init(
    _ entries: [Entry], corner: Corner = .topRight, sampleLength: Double = 10,
    background: Color? = nil
  ) {
    self.entries = entries
    self.corner = corner
    self.sampleLength = sampleLength
    self.background = background
  }
}

// MARK: - Sizes

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
