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
    image: Raster, frame: Rectangle, sampling: Mark.Sampling = .smooth, title: Text? = nil,
    letter: String? = nil, style: PanelStyle = .journal
  ) {
    let (width, height) = (Double(image.width), Double(image.height))
    let scale = min(frame.width / width, frame.height / height)
    let fitted = Rectangle(
      x: frame.x + (frame.width - scale * width) / 2,
      y: frame.y + (frame.height - scale * height) / 2,
      width: scale * width, height: scale * height)
    self.init(
      frame: fitted, x: Axis(0, width, ticks: .none), y: Axis(0, height, ticks: .none),
      border: .none, title: title, letter: letter, marks: [.image(image, sampling: sampling)],
      style: style)
  }

  /// Where a position in the units of the axes lies on the page.
  public func project(_ point: Point) -> Point {
    Point(
      frame.minX + x.fraction(of: point.x) * frame.width,
      frame.maxY - y.fraction(of: point.y) * frame.height)
  }
}
