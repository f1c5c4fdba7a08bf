import Drawing
import Foundation

extension CircuitSchematic {
  /// Primary neurons, their axons and their responses. Blue and orange of Okabe and Ito are told
  /// apart by readers with any color vision; the orange is darkened for thin lines.
  static let primaryColor = Color.blue
  private static let interneuronColor = Color(hex: 0xC77700)
  private static let primaryRadius = 14.0
  private static let interneuronRadius = 10.5
  /// From the first interneuron to the last.
  private static let interneuronSpan = 110.0
  private static let symbolSize = 8.5
  /// How deep below the area's upper edge the primary neurons and the broad arrows lie.
  private static let flowDepth = 124.0

  /// A neuron: where it lies and how large it is.
  private struct Neuron {
    let center: Point
    let radius: Double

    /// The direction to another neuron, as an angle.
    func direction(to other: Neuron) -> Double {
      atan2(other.center.y - center.y, other.center.x - center.x)
    }

    /// The point in a direction, at a distance from the membrane.
    func membrane(at angle: Double, distance: Double) -> Point {
      let reach = radius + distance
      return Point(center.x + reach * cos(angle), center.y + reach * sin(angle))
    }
  }

  /// The circuit with two primary neurons, from the flow of signals to the equations.
  static func schematic(interneurons count: Int, leaks: Bool, in area: Rectangle) -> [Element] {
    let middle = area.center.x
    let primary = [-38.0, 38].map {
      Neuron(center: Point(middle + $0, area.minY + flowDepth), radius: primaryRadius)
    }
    let interneurons = (0..<count).map { i in
      let fraction = count > 1 ? Double(i) / Double(count - 1) - 0.5 : 0
      return Neuron(
        center: Point(middle + interneuronSpan * fraction, area.minY + 54),
        radius: min(interneuronRadius, 0.42 * interneuronSpan / Double(max(1, count - 1))))
    }
    let inset = Rectangle(x: middle - 76, y: area.minY + 3, width: 152, height: 27)
    return heading(in: area) + enlargement(of: interneurons[count / 2], in: inset)
      + synapses(primary, interneurons) + names(of: interneurons)
      + neurons(primary, "r", primaryColor) + neurons(interneurons, "n", interneuronColor)
      + inputs(of: primary) + flow(around: primary, in: area)
      + equations(leaks: leaks, middle: middle, baseline: area.minY + 169)
  }

  private static func heading(in area: Rectangle) -> [Element] {
    let style = PanelStyle.journal
    return [
      .text(
        Label(.bold("B"), size: style.letterSize),
        at: Point(area.minX - 2, area.minY + style.letterOffset.y)),
      .text(
        Label("circuit", size: style.titleSize, horizontal: .center),
        at: Point(area.center.x, area.minY - style.titleDistance)),
    ]
  }

  private static func neurons(_ neurons: [Neuron], _ symbol: String, _ color: Color) -> [Element] {
    neurons.enumerated().flatMap { index, neuron -> [Element] in
      [
        .circle(
          center: neuron.center, radius: neuron.radius, fill: .white, stroke: nil),
        .circle(
          center: neuron.center, radius: neuron.radius, fill: color.opacity(0.22),
          stroke: Stroke(color, width: 1)),
        .text(
          Label(
            .math(symbol) + .subscript("\(index + 1)"),
            size: min(symbolSize, 0.81 * neuron.radius), horizontal: .center,
            vertical: .middle), at: neuron.center),
      ]
    }
  }

  /// Excitation from every primary neuron to every interneuron, inhibition back.
  private static func synapses(_ primary: [Neuron], _ interneurons: [Neuron]) -> [Element] {
    primary.flatMap { neuron -> [Element] in
      let directions = interneurons.map(neuron.direction)
      let mean = directions.reduce(0, +) / Double(max(1, directions.count))
      return zip(interneurons, directions).flatMap { other, direction in
        // Fanned out, so that crossbars do not touch the lines of neighbors.
        let fanned = mean + 1.5 * (direction - mean)
        return pair(neuron, at: fanned, turned: 0.17, with: other)
      }
    }
  }

  /// Excitation and inhibition between two neurons, each to the left of the other as it sees it: y
  /// points down, so left is a smaller angle.
  private static func pair(
    _ neuron: Neuron, at angle: Double, turned turn: Double, with other: Neuron
  ) -> [Element] {
    let back = other.direction(to: neuron)
    return [
      .arrow(
        Arrow(
          from: neuron.membrane(at: angle - turn, distance: 0),
          to: other.membrane(at: back + 0.16, distance: 0.8), bend: 0.045,
          stroke: Stroke(primaryColor, width: 0.8), headLength: 4.5)),
      .arrow(
        Arrow(
          from: other.membrane(at: back - 0.16, distance: 0),
          to: neuron.membrane(at: angle + turn, distance: 1.8), bend: 0.045,
          stroke: Stroke(interneuronColor, width: 0.8), head: .bar, headLength: 4.2)),
    ]
  }

  /// The names of the weights: of the outermost interneurons outside, of one between them among its
  /// synapses; among those of several there is no room.
  private static func names(of interneurons: [Neuron]) -> [Element] {
    let last = interneurons.count - 1
    let named = interneurons.indices.filter { $0 == 0 || $0 == last || last == 2 }
    return named.map { index in
      let center = interneurons[index].center
      let side = index == 0 ? -1.0 : 1
      let isOuter = index == 0 || index == last
      let position =
        isOuter ? Point(center.x + side * 9, center.y + 25) : Point(center.x, center.y + 22)
      return .text(
        Label(
          .bold("w") + .subscript("\(index + 1)"), size: 8, horizontal: .center,
          vertical: .middle), at: position)
    }
  }

  private static func inputs(of primary: [Neuron]) -> [Element] {
    primary.enumerated().flatMap { index, neuron -> [Element] in
      let x = neuron.center.x
      let membrane = neuron.center.y + neuron.radius + 1
      return [
        .arrow(
          Arrow(
            from: Point(x, membrane + 17), to: Point(x, membrane), stroke: Stroke(width: 0.9),
            headLength: 5)),
        .text(
          Label(.math("s") + .subscript("\(index + 1)"), size: symbolSize, vertical: .middle),
          at: Point(x + 4, membrane + 11)),
      ]
    }
  }

  /// Broad arrows from the signals on the left and to the responses on the right.
  private static func flow(around primary: [Neuron], in area: Rectangle) -> [Element] {
    let y = area.minY + flowDepth
    let middle = area.center.x
    return [(middle - 80, "s"), (middle + 58, "r")].flatMap { start, symbol -> [Element] in
      [
        .arrow(
          Arrow(
            from: Point(start, y), to: Point(start + 22, y), stroke: Stroke(.gray, width: 2.6),
            headLength: 9)),
        .text(
          Label(.bold(symbol), size: symbolSize, horizontal: .center),
          at: Point(start + 11, y - 7)),
      ]
    }
  }

  /// One interneuron in detail: z → f(θ, ·) → × g → n.
  private static func enlargement(of neuron: Neuron, in inset: Rectangle) -> [Element] {
    let color = interneuronColor
    let y = inset.center.y
    let dashes = Stroke.dashed(color, width: 0.6)
    func symbol(_ text: Text, _ x: Double, _ horizontal: Label.Horizontal = .center) -> Element {
      .text(
        Label(text, size: 8, horizontal: horizontal, vertical: .middle), at: Point(x, y))
    }
    func arrow(_ from: Double, _ to: Double) -> Element {
      .arrow(
        Arrow(
          from: Point(inset.minX + from, y), to: Point(inset.minX + to, y),
          stroke: Stroke(width: 0.8), headLength: 4.5))
    }
    func box(_ from: Double, _ to: Double) -> Element {
      .rectangle(
        Rectangle(x: inset.minX + from, y: y - 8.5, width: to - from, height: 17),
        cornerRadius: 2.5, fill: .white, stroke: Stroke(color, width: 0.8))
    }
    let index = Text.subscript("i", face: .oblique)
    return [-1.0, 1].map { side in
      let corner = side < 0 ? inset.minX + 4 : inset.maxX - 4
      return .line(
        [
          Point(
            neuron.center.x + side * neuron.radius * 0.85, neuron.center.y - neuron.radius * 0.6),
          Point(corner, inset.maxY),
        ], dashes)
    } + [
      .rectangle(
        inset, cornerRadius: 4, fill: color.opacity(0.1), stroke: Stroke(color, width: 0.6)),
      symbol(
        .math("z") + index + " = " + .bold("w") + index + " · " + .bold("r"), inset.minX + 4, .left),
      arrow(46, 56), box(57, 92),
      symbol(.math("f(θ") + index + .math(", ·)"), inset.minX + 74.5),
      arrow(92, 102), box(103, 128), symbol(.math("× g") + index, inset.minX + 115.5),
      arrow(128, 138), symbol(.math("n") + index, inset.minX + 144),
    ]
  }

  /// What the neurons do, in their colors.
  private static func equations(leaks: Bool, middle: Double, baseline: Double) -> [Element] {
    let leak: Text = leaks ? .math("μ") + " " + .bold("r") + " − " : ""
    let rows: [(String, Color, Text)] = [
      (
        "primary neurons", primaryColor,
        .bold("ṙ") + " = " + .bold("s") + " − " + leak + .bold("W n")
      ),
      (
        "interneurons", interneuronColor,
        .bold("n") + " = " + .bold("g") + " ∘ " + .math("f(") + .bold("θ") + ", " + .bold("W")
          + .superscript("⊤") + .bold("r") + ")"
      ),
    ]
    return rows.enumerated().flatMap { index, row -> [Element] in
      let y = baseline + 11 * Double(index)
      return [
        .text(
          Label(Text(row.0), size: 7, color: row.1, horizontal: .right), at: Point(middle - 10, y)),
        .text(Label(row.2, size: 8), at: Point(middle - 4, y)),
      ]
    }
  }
}
