import CCairo
import Foundation

extension Canvas {
  /// Draws an arrow: the line ends inside the head, so that its tip stays sharp.
  func draw(_ arrow: Arrow) {
    let (start, end) = (arrow.start, arrow.end)
    guard start.isFinite && end.isFinite && start != end else { return }
    // The control point of a quadratic curve lies twice as far out as its middle; y points down, so
    // the left of the direction (dx, dy) is (dy, −dx).
    let control = Point(
      (start.x + end.x) / 2 + 2 * arrow.bend * (end.y - start.y),
      (start.y + end.y) / 2 - 2 * arrow.bend * (end.x - start.x))
    let approach = Point(end.x - control.x, end.y - control.y)
    let length = hypot(approach.x, approach.y)
    guard length > 0 else { return }
    let direction = Point(approach.x / length, approach.y / length)
    let reach = arrow.head == .triangle ? 0.8 * arrow.headLength : 0
    let shaftEnd = Point(end.x - reach * direction.x, end.y - reach * direction.y)
    cairo_move_to(context, start.x, start.y)
    if arrow.bend == 0 {
      cairo_line_to(context, shaftEnd.x, shaftEnd.y)
    } else {
      // The quadratic curve as a cubic one.
      cairo_curve_to(
        context, (start.x + 2 * control.x) / 3, (start.y + 2 * control.y) / 3,
        (shaftEnd.x + 2 * control.x) / 3, (shaftEnd.y + 2 * control.y) / 3, shaftEnd.x, shaftEnd.y)
    }
    paint(arrow.stroke)
    drawHead(of: arrow, direction: direction)
  }

  private func drawHead(of arrow: Arrow, direction: Point) {
    let (tip, length) = (arrow.end, arrow.headLength)
    let normal = Point(-direction.y, direction.x)
    func point(back: Double, aside: Double) -> Point {
      Point(
        tip.x - back * direction.x + aside * normal.x, tip.y - back * direction.y + aside * normal.y
      )
    }
    switch arrow.head {
    case .none: break
    case .triangle:
      trace(
        [
          tip, point(back: length, aside: 0.38 * length), point(back: 0.8 * length, aside: 0),
          point(back: length, aside: -0.38 * length),
        ], closed: true)
      paint(fill: arrow.stroke.color, stroke: nil)
    case .bar:
      trace([point(back: 0, aside: length / 2), point(back: 0, aside: -length / 2)])
      paint(Stroke(arrow.stroke.color, width: 1.6 * arrow.stroke.width))
    }
  }

  /// Draws a marker centered at a position.
  func draw(_ marker: Marker, at center: Point) {
    let r = marker.size / 2
    func trace(_ corners: [(Double, Double)]) {
      self.trace(corners.map { Point(center.x + r * $0.0, center.y + r * $0.1) }, closed: true)
    }
    switch marker.shape {
    case .circle:
      cairo_new_sub_path(context)
      cairo_arc(context, center.x, center.y, r, 0, 2 * .pi)
      cairo_close_path(context)
    case .square: trace([(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)])
    case .diamond: trace([(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)])
    case .triangle: trace([(0, -1.15), (1.05, 0.75), (-1.05, 0.75)])
    case .cross:
      for (x, y) in [(0.8, 0.8), (0.8, -0.8)] {
        self.trace([
          Point(center.x - r * x, center.y - r * y), Point(center.x + r * x, center.y + r * y),
        ])
      }
    }
    let isOpen = marker.shape == .cross
    paint(
      fill: isOpen ? nil : marker.fill,
      stroke: marker.stroke ?? (isOpen ? marker.fill.map { Stroke($0) } : nil))
  }

  /// Draws an ellipse; the line has the same width everywhere.
  func drawEllipse(
    center: Point, horizontalRadius: Double, verticalRadius: Double, fill: Color?, stroke: Stroke?
  ) {
    guard horizontalRadius > 0 && verticalRadius > 0 else { return }
    isolated {
      cairo_translate(context, center.x, center.y)
      cairo_scale(context, horizontalRadius, verticalRadius)
      cairo_new_sub_path(context)
      cairo_arc(context, 0, 0, 1, 0, 2 * .pi)
      cairo_close_path(context)
    }
    paint(fill: fill, stroke: stroke)
  }

  /// Draws a rectangle whose corners may be round.
  func draw(_ rectangle: Rectangle, cornerRadius: Double, fill: Color?, stroke: Stroke?) {
    let r = min(cornerRadius, min(rectangle.width, rectangle.height) / 2)
    if r > 0 {
      cairo_new_sub_path(context)
      let (left, right) = (rectangle.minX + r, rectangle.maxX - r)
      let (top, bottom) = (rectangle.minY + r, rectangle.maxY - r)
      cairo_arc(context, right, top, r, -.pi / 2, 0)
      cairo_arc(context, right, bottom, r, 0, .pi / 2)
      cairo_arc(context, left, bottom, r, .pi / 2, .pi)
      cairo_arc(context, left, top, r, .pi, 1.5 * .pi)
      cairo_close_path(context)
    } else {
      self.rectangle(rectangle)
    }
    paint(fill: fill, stroke: stroke)
  }
}
