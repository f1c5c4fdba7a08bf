import CCairo
import Foundation

extension Canvas {
  /// Draws a mark, unless it is text.
  func drawShape(of mark: Mark, in panel: Panel) throws {
    switch mark {
    case .points(let points, let marker): draw(points, marker, in: panel)
    case .text, .note: break
    case .image(let raster, let x, let y, let sampling):
      try clipped(to: panel.frame) {
        try draw(raster, x: x, y: y, sampling: sampling, in: panel)
      }
    default:
      clipped(to: panel.frame) { drawCurves(of: mark, in: panel) }
    }
    try check(during: "drawing a panel")
  }

  /// Draws a mark that is text; later than the rest, so that no line crosses it.
  func drawText(of mark: Mark, in panel: Panel) throws {
    switch mark {
    case .text(let label, let position, let offset):
      let place = panel.project(position)
      guard place.isFinite else { return }
      try draw(label, at: Point(place.x + offset.x, place.y + offset.y))
    case .note(let label, let position, let offset):
      let frame = panel.frame
      try draw(
        label,
        at: Point(
          frame.minX + position.x * frame.width + offset.x,
          frame.maxY - position.y * frame.height + offset.y))
    default: break
    }
  }

  private func clipped(to frame: Rectangle, _ body: () throws -> Void) rethrows {
    try isolated {
      rectangle(frame)
      cairo_clip(context)
      try body()
    }
  }

  private func drawCurves(of mark: Mark, in panel: Panel) {
    switch mark {
    case .line(let points, let stroke):
      polyline(points.map(panel.project), stroke, in: panel)
    case .steps(let steps):
      let corners = steps.corners.map(panel.project)
      if let fill = steps.fill { area(corners, fill, in: panel) }
      if let stroke = steps.stroke { polyline(corners, stroke, in: panel) }
    case .band(let x, let lower, let upper, let fill):
      let outline = [Point](x: x, y: upper) + [Point](x: x, y: lower).reversed()
      area(outline.map(panel.project), fill, in: panel)
    case .circle(let center, let radius, let stroke):
      polyline(Canvas.circle(center, radius).map(panel.project), stroke, in: panel)
    case .arrow(var arrow):
      arrow.start = panel.project(arrow.start)
      arrow.end = panel.project(arrow.end)
      draw(arrow)
    case .contours(let field, let levels, let stroke):
      for level in levels {
        for line in field.contours(at: level) {
          polyline(line.map(panel.project), stroke, in: panel)
        }
      }
    case .points, .image, .text, .note: break
    }
  }

  /// A circle in the units of the axes, which may differ: 360 sides deviate by 4e-5 of the radius.
  private static func circle(_ center: Point, _ radius: Double) -> [Point] {
    (0...360).map { degree in
      let angle = Double(degree % 360) * .pi / 180
      return Point(center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
  }

  /// What lies this far outside the frame cannot show, however wide the line.
  private func clipping(_ panel: Panel, width: Double) -> Clipping {
    let margin = 4 * width + 4
    return Clipping(
      box: panel.frame.inset(left: -margin, top: -margin, right: -margin, bottom: -margin))
  }

  private func polyline(_ points: [Point], _ stroke: Stroke, in panel: Panel) {
    for part in clipping(panel, width: stroke.width).lines(points) {
      trace(part, closed: part.count > 2 && part.first == part.last)
    }
    paint(stroke)
  }

  private func area(_ points: [Point], _ fill: Color, in panel: Panel) {
    trace(clipping(panel, width: 0).polygon(points), closed: true)
    paint(fill: fill, stroke: nil)
  }

  /// Draws the markers whose centers lie inside the frame, each of them whole.
  private func draw(_ points: [Point], _ marker: Marker, in panel: Panel) {
    let places = points.map(panel.project).filter {
      $0.isFinite && panel.frame.contains($0, slack: 1e-6)
    }
    guard marker.shape == .circle, let fill = marker.fill, marker.stroke == nil else {
      for place in places { draw(marker, at: place) }
      return
    }
    // A dot is a line without length and with a round end: small in a PDF with many of them.
    isolated {
      set(fill)
      cairo_set_line_width(context, marker.size)
      cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
      cairo_set_dash(context, nil, 0, 0)
      for place in places {
        cairo_move_to(context, place.x, place.y)
        cairo_line_to(context, place.x, place.y)
        cairo_stroke(context)
      }
    }
  }
}
