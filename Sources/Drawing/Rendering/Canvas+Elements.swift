import CCairo

extension Canvas {
  /// Draws everything on the page.
  func draw(_ drawing: Drawing) throws {
    set(drawing.background)
    cairo_paint(context)
    let clipping = Clipping(box: drawing.page.inset(left: -72, top: -72, right: -72, bottom: -72))
    for element in drawing.elements { try draw(element, clipping: clipping) }
    try check(during: "drawing “\(drawing.title)”")
  }

  private func draw(_ element: Element, clipping: Clipping) throws {
    switch element {
    case .panel(let panel): try draw(panel)
    case .text(let label, let position): try draw(label, at: position)
    case .line(let points, let stroke):
      for part in clipping.lines(points) { trace(part) }
      paint(stroke)
    case .arrow(let arrow): draw(arrow)
    case .ellipse(let center, let horizontal, let vertical, let fill, let stroke):
      drawEllipse(
        center: center, horizontalRadius: horizontal, verticalRadius: vertical, fill: fill,
        stroke: stroke)
    case .rectangle(let rectangle, let cornerRadius, let fill, let stroke):
      draw(rectangle, cornerRadius: cornerRadius, fill: fill, stroke: stroke)
    }
  }

  /// Where a position of the current coordinates lies on the page, in points.
  func pagePoint(_ point: Point) -> Point {
    var (x, y) = (point.x, point.y)
    cairo_user_to_device(context, &x, &y)
    return Point(x / pixelsPerPoint, y / pixelsPerPoint)
  }
}
