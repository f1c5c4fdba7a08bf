/// A figure as a value: a page and what lies on it.
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
  /// The background.
  public var background: Color
  /// What is drawn, first things first.
  public var elements: [Element]

  /// The width of the papers' figures: 7 inches.
  public static let journalWidth = 504.0

  /// A page of the given size in points.
  public init(
    title: String, width: Double = Drawing.journalWidth, height: Double,
    background: Color = .white, elements: [Element] = []
  ) {
    self.title = title
    self.width = width
    self.height = height
    self.background = background
    self.elements = elements
  }

  /// The page as a rectangle.
  public var page: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// Adds an element on top of the others.
  public mutating func add(_ element: Element) { elements.append(element) }

  /// Adds a panel on top of the others.
  public mutating func add(_ panel: Panel) { elements.append(.panel(panel)) }
}
