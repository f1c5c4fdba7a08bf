import CCairo

/// Draws on a Cairo surface in points, y down; the same calls for images and PDF.
final class Canvas {
  let context: OpaquePointer
  let fonts: FontSet
  let pixelsPerPoint: Double
  /// The page rectangles of the texts drawn so far, ink only: tests see whether text leaves the page.
  var textBoxes: [(text: String, box: Rectangle)] = []
  /// The images drawn so far, so that a PDF holds each once.
  var images: [(raster: Raster, surface: OpaquePointer)] = []

  /// A canvas on a surface that has `pixelsPerPoint` units per point.
  init(on surface: OpaquePointer, pixelsPerPoint: Double, fonts: FontSet) throws(DrawingError) {
    guard let context = cairo_create(surface) else {
      throw .cairo(status: "no context", during: "starting a page")
    }
    self.context = context
    self.fonts = fonts
    self.pixelsPerPoint = pixelsPerPoint
    cairo_scale(context, pixelsPerPoint, pixelsPerPoint)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    let options = cairo_font_options_create()
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
  }

  deinit {
    for image in images { cairo_surface_destroy(image.surface) }
    cairo_destroy(context)
  }

  /// Throws what Cairo has found wrong so far.
  func check(during activity: String) throws(DrawingError) {
    try CairoStatus.check(cairo_status(context), during: activity)
  }

  /// Draws within a saved state of the context.
  func isolated(_ body: () throws -> Void) rethrows {
    cairo_save(context)
    defer { cairo_restore(context) }
    try body()
  }

  func set(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  /// Adds a polyline to the path.
  func trace(_ points: [Point], closed: Bool = false) {
    guard let first = points.first else { return }
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    if closed { cairo_close_path(context) }
  }

  /// Strokes the path and starts a new one.
  func paint(_ stroke: Stroke) {
    set(stroke.color)
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
    cairo_stroke(context)
  }

  /// Fills and strokes the path, whichever are given, and starts a new one.
  func paint(fill: Color?, stroke: Stroke?) {
    if let fill {
      set(fill)
      cairo_fill_preserve(context)
    }
    if let stroke {
      paint(stroke)
    } else {
      cairo_new_path(context)
    }
  }

  func rectangle(_ rectangle: Rectangle) {
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
  }
}

// MARK: - The page

extension Canvas {
  /// Draws everything on the page.
  func draw(_ drawing: Drawing) throws {
    set(.white)
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
}

// MARK: - Errors

/// Turns Cairo's statuses into errors.
enum CairoStatus {
  /// Throws unless the status is success.
  static func check(_ status: cairo_status_t, during activity: String) throws(DrawingError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .cairo(status: String(cString: cairo_status_to_string(status)), during: activity)
  }
}
