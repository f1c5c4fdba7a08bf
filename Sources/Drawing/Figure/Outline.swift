extension Drawing {
  /// The figure as text, one line per element and mark: what tests compare in place of pixels.
  ///
  /// Numbers have six significant digits; long lists are told by count, first and last value, range
  /// and a weighted sum.
  public func outline() -> String {
    let size = "\(Outline.number(width)) × \(Outline.number(height)) pt"
    let head = "drawing “\(title)” \(size) on \(Outline.color(.white))"
    return ([head] + elements.flatMap(\.outline)).joined(separator: "\n") + "\n"
  }
}

// MARK: - Elements

extension Element {
  fileprivate var outline: [String] {
    switch self {
    case .panel(let panel): return panel.outline
    case .text(let label, let position):
      return ["text \(Outline.label(label)) at \(Outline.point(position))"]
    case .line(let points, let stroke):
      return ["line \(Outline.points(points)) \(Outline.stroke(stroke))"]
    case .arrow(let arrow): return ["arrow \(Outline.arrow(arrow))"]
    case .ellipse(let center, let horizontal, let vertical, let fill, let stroke):
      let radii = "\(Outline.number(horizontal)) × \(Outline.number(vertical))"
      return [
        "ellipse \(Outline.point(center)) \(radii) \(Outline.paint(fill: fill, stroke: stroke))"
      ]
    case .rectangle(let rectangle, let cornerRadius, let fill, let stroke):
      let corner = cornerRadius == 0 ? "" : " corners \(Outline.number(cornerRadius))"
      let paint = Outline.paint(fill: fill, stroke: stroke)
      return ["rectangle \(Outline.rectangle(rectangle))\(corner) \(paint)"]
    }
  }
}

extension Panel {
  fileprivate var outline: [String] {
    var head = "panel \(Outline.rectangle(frame)) \(border.rawValue)"
    if let letter { head += " letter “\(letter)”" }
    if let title { head += " title “\(title.plain)”" }
    if let grid { head += " grid \(Outline.stroke(grid))" }
    var lines = [head, "  x \(x.outline)", "  y \(y.outline)"]
    lines += marks.map { "  " + $0.outline }
    if let legend {
      lines.append("  legend \(legend.corner.rawValue) \(Outline.number(legend.size)) pt")
      lines += legend.entries.map { "    " + $0.outline }
    }
    return lines
  }
}

extension Axis {
  fileprivate var outline: String {
    let ticks = resolvedTicks
    let labels = ticks.labels.map(\.plain).joined(separator: " ")
    let name = label.map { " “\($0.plain)”" } ?? ""
    let isShown = showsTickLabels ? "" : " hidden"
    return "\(scale.rawValue) \(Outline.number(lower))…\(Outline.number(upper))\(name) "
      + "ticks \(labels)\(isShown), \(ticks.minor.count) minor"
  }
}

extension Legend.Entry {
  fileprivate var outline: String {
    let parts = [
      "“\(text.plain)”", stroke.map { "line \(Outline.stroke($0))" },
      marker.map { "marker \(Outline.marker($0))" },
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }
}

// MARK: - Marks

extension Mark {
  var outline: String {
    switch self {
    case .line(let points, let stroke):
      return "line \(Outline.points(points)) \(Outline.stroke(stroke))"
    case .steps(let steps):
      return "steps \(steps.heights.count) edges \(Outline.series(steps.edges)) heights "
        + "\(Outline.series(steps.heights)) from \(Outline.number(steps.baseline)) "
        + Outline.paint(fill: steps.fill, stroke: steps.stroke)
    case .band(let x, let lower, let upper, let fill):
      return "band \(x.count) x \(Outline.series(x)) lower \(Outline.series(lower)) upper "
        + "\(Outline.series(upper)) fill \(Outline.color(fill))"
    case .points(let points, let marker):
      return "markers \(Outline.points(points)) \(Outline.marker(marker))"
    case .circle(let center, let radius, let stroke):
      return "circle \(Outline.point(center)) radius \(Outline.number(radius)) "
        + Outline.stroke(stroke)
    case .arrow(let arrow): return "arrow \(Outline.arrow(arrow))"
    case .contours(let field, let levels, let stroke):
      return "contours \(field.x.count) × \(field.y.count) x \(Outline.series(field.x)) "
        + "y \(Outline.series(field.y)) values \(Outline.series(field.values)) "
        + "levels [\(levels.map(Outline.number).joined(separator: ", "))] \(Outline.stroke(stroke))"
    case .image(let raster, let x, let y, let sampling):
      let ranges = [x.lowerBound, x.upperBound, y.lowerBound, y.upperBound].map(Outline.number)
      return "image \(raster.width) × \(raster.height) \(sampling.rawValue) x \(ranges[0])…"
        + "\(ranges[1]) y \(ranges[2])…\(ranges[3]) crc \(CRC32.checksum(raster.pixels))"
    case .text(let label, let position, let offset):
      return "text \(Outline.label(label)) at \(Outline.point(position)) + \(Outline.point(offset))"
    case .note(let label, let position, let offset):
      return "note \(Outline.label(label)) at \(Outline.point(position)) + \(Outline.point(offset))"
    }
  }
}

// MARK: - Words and numbers

/// Builds the text of an outline: fixed rounding, one line per thing.
private enum Outline {
  static func number(_ value: Double) -> String { NumberFormat.significant(value) }

  static func point(_ point: Point) -> String { "(\(number(point.x)), \(number(point.y)))" }

  static func color(_ color: Color) -> String {
    func byte(_ component: Double) -> String {
      let value = Int((min(max(component, 0), 1) * 255).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }
    let opacity = color.alpha == 1 ? "" : "@" + number(color.alpha)
    return "#" + byte(color.red) + byte(color.green) + byte(color.blue) + opacity
  }

  static func stroke(_ stroke: Stroke) -> String {
    let dash = stroke.dash.isEmpty ? "" : " dash " + stroke.dash.map(number).joined(separator: "-")
    return "\(color(stroke.color)) \(number(stroke.width)) pt\(dash)"
  }

  static func paint(fill: Color?, stroke: Stroke?) -> String {
    let parts = [fill.map { "fill " + color($0) }, stroke.map { "stroke " + Outline.stroke($0) }]
    return parts.compactMap { $0 }.joined(separator: " ")
  }

  static func rectangle(_ rectangle: Rectangle) -> String {
    "\(point(Point(rectangle.x, rectangle.y))) \(number(rectangle.width)) × "
      + number(rectangle.height)
  }

  static func marker(_ marker: Marker) -> String {
    "\(marker.shape.rawValue) \(number(marker.size)) pt "
      + paint(fill: marker.fill, stroke: marker.stroke)
  }

  static func label(_ label: Label) -> String {
    var parts = [
      "“\(label.text.plain)”", "\(number(label.size)) pt", color(label.color),
      label.horizontal.rawValue, label.vertical.rawValue,
    ]
    if label.rotation != 0 { parts.append("rotated \(number(label.rotation))") }
    if let background = label.background { parts.append("on \(color(background))") }
    return parts.joined(separator: " ")
  }

  static func arrow(_ arrow: Arrow) -> String {
    let bend = arrow.bend == 0 ? "" : " bend \(number(arrow.bend))"
    return "\(point(arrow.start)) to \(point(arrow.end))\(bend) \(arrow.head.rawValue) "
      + "\(number(arrow.headLength)) pt \(stroke(arrow.stroke))"
  }

  /// Up to four points one by one; longer lists by count, ends, bounding box and weighted sum.
  static func points(_ points: [Point]) -> String {
    if points.count <= 4 { return points.map(point).joined(separator: " ") }
    return "\(points.count) points x \(series(points.map(\.x))) y \(series(points.map(\.y)))"
  }

  /// Up to four values one by one; longer lists by ends, range and weighted sum.
  static func series(_ values: [Double]) -> String {
    guard values.count > 4, let first = values.first, let last = values.last else {
      return "[\(values.map(number).joined(separator: ", "))]"
    }
    let finite = values.filter(\.isFinite)
    let range = "\(number(finite.min() ?? .nan))…\(number(finite.max() ?? .nan))"
    return "[\(number(first))…\(number(last)) in \(range) sum \(number(checksum(values)))]"
  }

  /// Σ (1 + i mod 7) vᵢ over finite values: changes with any value that counts and with the order, and
  /// not, at six digits, with the last bits of each.
  private static func checksum(_ values: [Double]) -> Double {
    values.enumerated().reduce(0) { sum, item in
      item.element.isFinite ? sum + Double(1 + item.offset % 7) * item.element : sum
    }
  }
}
