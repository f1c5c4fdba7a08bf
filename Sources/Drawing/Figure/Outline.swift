/// Builds the text of an outline: fixed rounding, one line per thing.
enum Outline {
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
