/// A figure as a value: a white page and what lies on it.
///
/// It says what is to be seen and nothing about how: ``Renderer`` makes PNG and PDF of it, and
/// ``outline()`` text that tests can compare.
public struct Drawing: Sendable, Equatable {
  /// The title, which PDF readers show.
  public var title: String
  /// The width of the page in points, 72 per inch.
  public var width: Double
  /// The height of the page in points.
  public var height: Double
  /// What is drawn, first things first.
  public var elements: [Element]

  /// The width of the papers' figures: 7 inches.
  public static let journalWidth = 504.0

  /// A page of the given size in points.
  public init(
    title: String, width: Double = Drawing.journalWidth, height: Double, elements: [Element] = []
  ) {
    self.title = title
    self.width = width
    self.height = height
    self.elements = elements
  }

  /// The page as a rectangle.
  public var page: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// Adds an element on top of the others.
  public mutating func add(_ element: Element) { elements.append(element) }

  /// Adds a panel on top of the others.
  public mutating func add(_ panel: Panel) { elements.append(.panel(panel)) }
}

// MARK: - What lies on a page

/// What lies on a page, in points from its upper left corner, y down.
public enum Element: Sendable, Equatable {
  /// A panel with axes.
  case panel(Panel)
  /// Text.
  case text(Label, at: Point)
  /// A polyline.
  case line([Point], Stroke)
  /// An arrow.
  case arrow(Arrow)
  /// An ellipse with horizontal and vertical axes.
  case ellipse(
    center: Point, horizontalRadius: Double, verticalRadius: Double, fill: Color?, stroke: Stroke?)
  /// A rectangle, with round corners if `cornerRadius` is not 0.
  case rectangle(Rectangle, cornerRadius: Double, fill: Color?, stroke: Stroke?)

  /// A circle.
  public static func circle(
    center: Point, radius: Double, fill: Color? = nil, stroke: Stroke? = Stroke()
  ) -> Element {
    .ellipse(
      center: center, horizontalRadius: radius, verticalRadius: radius, fill: fill, stroke: stroke)
  }
}

// MARK: - Arrows

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
