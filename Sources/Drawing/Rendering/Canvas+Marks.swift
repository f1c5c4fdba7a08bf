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

// MARK: - Images

extension Canvas {
  /// Draws a gray image over ranges of both axes, its first row at the upper end.
  private func draw(
    _ raster: Raster, x: ClosedRange<Double>, y: ClosedRange<Double>, sampling: Mark.Sampling,
    in panel: Panel
  ) throws {
    let upperLeft = panel.project(Point(x.lowerBound, y.upperBound))
    let lowerRight = panel.project(Point(x.upperBound, y.lowerBound))
    let (width, height) = (lowerRight.x - upperLeft.x, lowerRight.y - upperLeft.y)
    guard upperLeft.isFinite && lowerRight.isFinite && width > 0 && height > 0 else { return }
    let surface = try surface(of: raster)
    isolated {
      cairo_translate(context, upperLeft.x, upperLeft.y)
      cairo_scale(context, width / Double(raster.width), height / Double(raster.height))
      cairo_set_source_surface(context, surface, 0, 0)
      let pattern = cairo_get_source(context)
      cairo_pattern_set_filter(
        pattern, sampling == .nearest ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
      // On an image the border pixels would fade into transparency without this; in a PDF it would
      // enlarge and resample the picture.
      let type = cairo_surface_get_type(cairo_get_target(context))
      if type == CAIRO_SURFACE_TYPE_IMAGE { cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD) }
      rectangle(Rectangle(x: 0, y: 0, width: Double(raster.width), height: Double(raster.height)))
      cairo_fill(context)
    }
  }

  /// The image as Cairo wants it; one surface for equal images, so that a PDF holds them once.
  private func surface(of raster: Raster) throws(DrawingError) -> OpaquePointer {
    if let known = images.first(where: { $0.raster == raster }) { return known.surface }
    let activity = "making an image of \(raster.width) × \(raster.height) pixels"
    guard
      let surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32(clamping: raster.width), Int32(clamping: raster.height))
    else { throw .cairo(status: "no surface", during: activity) }
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      cairo_surface_destroy(surface)
      throw .cairo(status: String(cString: cairo_status_to_string(status)), during: activity)
    }
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in 0..<raster.height {
      let line = UnsafeMutableRawPointer(data + row * stride)
        .assumingMemoryBound(to: UInt32.self)
      for column in 0..<raster.width {
        line[column] = UInt32(raster.pixels[row * raster.width + column]) * 0x01_01_01
      }
    }
    cairo_surface_mark_dirty(surface)
    images.append((raster, surface))
    return surface
  }
}
