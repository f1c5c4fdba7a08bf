extension Drawing {
  /// The figure as text, one line per element and mark: what tests compare in place of pixels.
  ///
  /// Numbers have six significant digits; long lists are told by count, first and last value, range
  /// and a weighted sum.
  public func outline() -> String {
    let size = "\(Outline.number(width)) × \(Outline.number(height)) pt"
    let head = "drawing “\(title)” \(size) on \(Outline.color(background))"
    return ([head] + elements.flatMap(\.outline)).joined(separator: "\n") + "\n"
  }
}

extension Element {
  var outline: [String] {
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
  var outline: [String] {
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
  var outline: String {
    let ticks = resolvedTicks
    let labels = ticks.labels.map(\.plain).joined(separator: " ")
    let name = label.map { " “\($0.plain)”" } ?? ""
    let isShown = showsTickLabels ? "" : " hidden"
    return "\(scale.rawValue) \(Outline.number(lower))…\(Outline.number(upper))\(name) "
      + "ticks \(labels)\(isShown), \(ticks.minor.count) minor"
  }
}

extension Legend.Entry {
  var outline: String {
    let parts = [
      "“\(text.plain)”", stroke.map { "line \(Outline.stroke($0))" },
      marker.map { "marker \(Outline.marker($0))" },
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }
}
