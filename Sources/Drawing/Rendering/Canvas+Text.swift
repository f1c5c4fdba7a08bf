import CCairo

/// Proportions of DejaVu Sans, in parts of the font size (its OS/2 and hhea tables), and of raised
/// and lowered text.
enum FontProportions {
  static let capitalHeight = 0.729
  static let descent = 0.236
  static let scriptSize = 0.7
  static let superscriptRise = 0.38
  static let subscriptDrop = 0.17
}

extension Canvas {
  /// The width in points of a text set in a size.
  func width(of text: Text, size: Double) throws -> Double {
    try text.runs.reduce(0) { try $0 + advance(of: fitted($1, size: size), size: size) }
  }

  /// A run without its middle, where it has not enough room for all of it.
  private func fitted(_ run: Text.Run, size: Double) throws -> Text.Run {
    guard let room = run.room, try advance(of: run, size: size) > room else { return run }
    var (fits, tooMany) = (0, run.string.count)
    while tooMany - fits > 1 {
      let count = (fits + tooMany) / 2
      let isRoom = try advance(of: run.shortened(to: count), size: size) <= room
      (fits, tooMany) = isRoom ? (count, tooMany) : (fits, count)
    }
    return run.shortened(to: fits)
  }

  /// Draws a label with its anchor at a position.
  func draw(_ label: Label, at position: Point) throws {
    let width = try width(of: label.text, size: label.size)
    let left: Double
    switch label.horizontal {
    case .left: left = 0
    case .center: left = -width / 2
    case .right: left = -width
    }
    let baseline: Double
    switch label.vertical {
    case .top: baseline = FontProportions.capitalHeight * label.size
    case .middle: baseline = FontProportions.capitalHeight * label.size / 2
    case .baseline: baseline = 0
    case .bottom: baseline = -FontProportions.descent * label.size
    }
    try isolated {
      cairo_translate(context, position.x, position.y)
      cairo_rotate(context, -label.rotation * .pi / 180)
      if let background = label.background {
        let margin = 0.12 * label.size
        let top = baseline - FontProportions.capitalHeight * label.size - margin
        rectangle(
          Rectangle(
            x: left - margin, y: top, width: width + 2 * margin,
            height: baseline + margin - top))
        paint(fill: background, stroke: nil)
      }
      set(label.color)
      try show(label.text, size: label.size, from: Point(left, baseline))
    }
    try check(during: "drawing the text “\(label.text.plain)”")
  }

  /// Draws runs one after another on a baseline, in the current color and rotation.
  private func show(_ text: Text, size: Double, from start: Point) throws {
    var x = start.x
    for run in try text.runs.map({ try fitted($0, size: size) }) {
      let rise: Double
      switch run.position {
      case .baseline: rise = 0
      case .superscript: rise = FontProportions.superscriptRise * size
      case .subscript: rise = -FontProportions.subscriptDrop * size
      }
      let advance = try advance(of: run, size: size)
      show(run.string, at: Point(x, start.y - rise))
      x += advance
    }
  }

  /// Selects the font of a run and gives its advance in points.
  private func advance(of run: Text.Run, size: Double) throws -> Double {
    try fonts.check(run.string, face: run.face)
    let scale = run.position == .baseline ? 1 : FontProportions.scriptSize
    cairo_set_font_face(context, try fonts.cairoFace(run.face))
    cairo_set_font_size(context, scale * size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, run.string, &extents)
    return extents.x_advance
  }

  /// Draws a string in the selected font and records where its ink lies on the page.
  private func show(_ string: String, at origin: Point) {
    cairo_move_to(context, origin.x, origin.y)
    cairo_show_text(context, string)
    cairo_new_path(context)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, string, &extents)
    guard extents.width > 0 else { return }
    let left = origin.x + extents.x_bearing
    let top = origin.y + extents.y_bearing
    let corners = [
      Point(left, top), Point(left + extents.width, top),
      Point(left, top + extents.height), Point(left + extents.width, top + extents.height),
    ].map(pagePoint)
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    guard let minX = xs.min(), let maxX = xs.max(), let minY = ys.min(), let maxY = ys.max() else {
      return
    }
    let box = Rectangle(x: minX, y: minY, width: maxX - minX, height: maxY - minY)
    textBoxes.append((string, box))
  }

  /// Where a position of the current coordinates lies on the page, in points.
  private func pagePoint(_ point: Point) -> Point {
    var (x, y) = (point.x, point.y)
    cairo_user_to_device(context, &x, &y)
    return Point(x / pixelsPerPoint, y / pixelsPerPoint)
  }
}
