@testable import Drawing
@testable import Figures

/// A mark as a reader tells it from others: a look in the words of legend and caption, and numbers.
struct SeenMark {
  /// `black line`, `red dashed line`, `hollow orange circles`, `text 'I = 0.12'`.
  let look: String
  /// Coordinates, heights, levels, pixels, in the units of the axes.
  let numbers: [Double]

  init(_ look: String, _ numbers: [Double] = []) {
    self.look = look
    self.numbers = numbers
  }

  init(_ look: String, _ points: [Point]) {
    self.init(look, points.flatMap { [$0.x, $0.y] })
  }

  init(_ mark: Mark) {
    switch mark {
    case .line(let points, let stroke): self.init("\(stroke.look) line", points)
    case .steps(let steps):
      let color = steps.fill ?? steps.stroke?.color ?? .white
      self.init("\(color.look) histogram", steps.edges + steps.heights)
    case .band(let x, let lower, let upper, let fill):
      self.init("\(fill.look) band", x + lower + upper)
    case .points(let points, let marker): self.init(marker.look, points)
    case .circle(let center, let radius, let stroke):
      self.init("\(stroke.look) circle", [center.x, center.y, radius])
    case .arrow(let arrow): self.init("\(arrow.stroke.look) arrow", [arrow.start, arrow.end])
    case .contours(let field, let levels, let stroke):
      self.init("\(stroke.look) contours", field.x + field.y + field.values + levels)
    case .image(let raster, _, _, _):
      self.init("image", [Double(raster.width)] + raster.pixels.map(Double.init))
    case .text(let label, let point, _):
      self.init("\(label.color.look) text '\(label.text.plain)'", [point])
    case .note(let label, _, _): self.init("\(label.color.look) text '\(label.text.plain)'")
    }
  }

  /// Equal but for rounding.
  func agrees(with other: SeenMark) -> Bool {
    look == other.look && numbers.count == other.numbers.count
      && zip(numbers, other.numbers).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0)) }
  }

  var summary: String {
    numbers.isEmpty ? look : "\(look) of \(numbers.count) numbers from \(numbers[0])"
  }
}

extension Color {
  /// As captions call it, whatever its opacity.
  var look: String {
    let names: [(Color, String)] = [
      (.black, "black"), (.white, "white"), (.gray, "gray"), (.darkGray, "dark gray"),
      (.publishedRed, "red"), (.blue, "blue"), (.orange, "orange"),
      (NeuronSymbol.Population.interneurons.color, "orange"), (.skyBlue, "sky blue"),
      (.vermilion, "vermilion"), (.bluishGreen, "green"), (.reddishPurple, "purple"),
    ]
    return names.first { $0.0 == opacity(1) }?.1 ?? "\(red) \(green) \(blue)"
  }
}

extension Stroke {
  /// `red dashed`, `black`.
  var look: String {
    guard let first = dash.first else { return color.look }
    return "\(color.look) \(first > 1.5 * width ? "dashed" : "dotted")"
  }
}

extension Marker {
  /// `hollow orange circles`.
  var look: String {
    let line = stroke?.color.look ?? "no"
    let shapes = shape == .cross ? "crosses" : "\(shape.rawValue)s"
    guard let fill else { return "\(line) \(shapes)" }
    return fill == .white ? "hollow \(line) \(shapes)" : "\(fill.look) \(shapes)"
  }
}

/// What a panel must show: every mark of it, and no other.
struct ExpectedPanel {
  let letter: String?
  let title: String?
  let marks: [SeenMark]
  /// What the axes say, with `log` where they are logarithmic.
  let x, y: String?
  /// What the legend says, and the look of the sample beside it.
  let legend: [String]

  init(
    _ letter: String?, _ title: String?, x: String? = nil, y: String? = nil, _ marks: [SeenMark],
    legend: [String] = []
  ) {
    (self.letter, self.title, self.x, self.y) = (letter, title, x, y)
    (self.marks, self.legend) = (marks, legend)
  }
}

extension Legend.Entry {
  /// `signal: black line, black circles`.
  var seen: String {
    let samples = [stroke.map { "\($0.look) line" }, marker?.look].compactMap(\.self)
    return samples.isEmpty ? text.plain : "\(text.plain): \(samples.joined(separator: ", "))"
  }
}

extension Axis {
  /// What it says of its numbers.
  fileprivate var seen: String? {
    let words = [label?.plain, scale == .logarithmic ? "log" : nil].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// Where panels differ from what they must show, in words.
func differences(_ panels: [Panel], _ expected: [ExpectedPanel]) -> [String] {
  guard panels.count == expected.count else {
    return ["\(panels.count) panels, not \(expected.count)"]
  }
  return zip(panels, expected).flatMap { panel, expected -> [String] in
    var found: [String] = []
    if panel.letter != expected.letter { found.append("the letter \(panel.letter ?? "none")") }
    if panel.title?.plain != expected.title {
      found.append("the title \(panel.title?.plain ?? "")")
    }
    if panel.x.seen != expected.x || panel.y.seen != expected.y {
      found.append("the axes \(panel.x.seen ?? "none"), \(panel.y.seen ?? "none")")
    }
    let legend = panel.legend?.entries.map(\.seen) ?? []
    if legend != expected.legend { found.append("the legend \(legend), not \(expected.legend)") }
    var left = panel.marks.map(SeenMark.init)
    for mark in expected.marks {
      if let index = left.firstIndex(where: { $0.agrees(with: mark) }) {
        left.remove(at: index)
      } else {
        found.append("no \(mark.summary)")
      }
    }
    found += left.map { "an unexpected \($0.summary)" }
    return found.map { "\(expected.letter ?? "-"), \(expected.title ?? "-"): \($0)" }
  }
}

// MARK: - Near misses

/// Panels that are wrong in one respect each: a number, a color, a mark too few, one panel's marks in
/// another, exchanged names.
func nearMisses(of panels: [Panel]) -> [(what: String, panels: [Panel])] {
  var misses: [(String, [Panel])] = []
  func add(_ what: String, _ change: (inout [Panel]) -> Void) {
    var changed = panels
    change(&changed)
    if changed != panels { misses.append((what, changed)) }
  }
  for (p, panel) in panels.enumerated() {
    for m in panel.marks.indices {
      add("mark \(m) of panel \(p) moved") { $0[p].marks[m] = $0[p].marks[m].moved }
      add("mark \(m) of panel \(p) in another color") {
        $0[p].marks[m] = $0[p].marks[m].recolored
      }
      add("mark \(m) of panel \(p) gone") { $0[p].marks.remove(at: m) }
    }
    add("the title of panel \(p) gone") { $0[p].title = nil }
    add("the letter of panel \(p) another") { if $0[p].letter != nil { $0[p].letter = "Z" } }
    add("the axes of panel \(p) exchanged") {
      ($0[p].x, $0[p].y) = ($0[p].y, $0[p].x)
      if $0[p].x.seen == $0[p].y.seen { $0[p] = panel }
    }
    if let legend = panel.legend, legend.entries.count > 1 {
      add("two names of panel \(p) exchanged") {
        let entries = legend.entries
        $0[p].legend?.entries[0].text = entries[1].text
        $0[p].legend?.entries[1].text = entries[0].text
      }
    }
    if p > 0 {
      add("marks of panel \(p) before it") {
        let marks = $0[p].marks
        $0[p].marks = $0[p - 1].marks
        $0[p - 1].marks = marks
      }
    }
  }
  return misses
}

extension Mark {
  /// With its numbers wrong by a thousandth, or another word.
  fileprivate var moved: Mark {
    func off(_ value: Double) -> Double { value * 1.001 + 1e-4 }
    func off(_ point: Point) -> Point { Point(point.x, off(point.y)) }
    switch self {
    case .line(let points, let stroke): return .line(points.map(off), stroke)
    case .steps(let steps):
      return .steps(
        Steps(
          edges: steps.edges, heights: steps.heights.map(off), fill: steps.fill,
          stroke: steps.stroke))
    case .band(let x, let lower, let upper, let fill):
      return .band(x: x, lower: lower, upper: upper.map(off), fill: fill)
    case .points(let points, let marker): return .points(points.map(off), marker)
    case .circle(let center, let radius, let stroke):
      return .circle(center: center, radius: off(radius), stroke)
    case .arrow: return self
    case .contours(let field, let levels, let stroke):
      return .contours(field, levels: levels.map(off), stroke)
    case .image(let raster, let x, let y, let sampling):
      let negative = Raster(
        width: raster.width, height: raster.height, pixels: raster.pixels.map { 255 - $0 })
      return .image(negative, x: x, y: y, sampling)
    case .text(var label, let point, let offset):
      label.text = label.text + "0"
      return .text(label, at: point, offset: offset)
    case .note(var label, let point, let offset):
      label.text = label.text + "0"
      return .note(label, at: point, offset: offset)
    }
  }

  fileprivate var recolored: Mark {
    func other(_ color: Color) -> Color { color.look == "blue" ? .vermilion : .blue }
    func other(_ stroke: Stroke) -> Stroke {
      var stroke = stroke
      stroke.color = other(stroke.color)
      return stroke
    }
    switch self {
    case .line(let points, let stroke): return .line(points, other(stroke))
    case .steps(var steps):
      steps.fill = steps.fill.map(other)
      steps.stroke = steps.stroke.map(other)
      return .steps(steps)
    case .band(let x, let lower, let upper, let fill):
      return .band(x: x, lower: lower, upper: upper, fill: other(fill))
    case .points(let points, var marker):
      if marker.fill != .white { marker.fill = marker.fill.map(other) }
      marker.stroke = marker.stroke.map(other)
      return .points(points, marker)
    case .circle(let center, let radius, let stroke):
      return .circle(center: center, radius: radius, other(stroke))
    case .contours(let field, let levels, let stroke):
      return .contours(field, levels: levels, other(stroke))
    case .arrow, .image: return self
    case .text(var label, let point, let offset):
      label.color = other(label.color)
      return .text(label, at: point, offset: offset)
    case .note(var label, let point, let offset):
      label.color = other(label.color)
      return .note(label, at: point, offset: offset)
    }
  }
}
