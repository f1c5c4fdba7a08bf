import Drawing
import Foundation

extension CircuitSchematic {
  private static let primaryRadius = 14.0
  private static let interneuronRadius = 10.5
  /// From the first interneuron to the last.
  private static let interneuronSpan = 110.0
  /// How deep below the area's upper edge the primary neurons and the broad arrows lie.
  private static let flowDepth = 124.0

  /// The circuit with two primary neurons, from the flow of signals to the equations.
  static func schematic(interneurons count: Int, leaks: Bool, in area: Rectangle) -> [Element] {
    let middle = area.center.x
    let primary = [-38.0, 38].map {
      NeuronSymbol(
        center: Point(middle + $0, area.minY + flowDepth), radius: primaryRadius,
        population: .primary)
    }
    let interneurons = (0..<count).map { i in
      let fraction = count > 1 ? Double(i) / Double(count - 1) - 0.5 : 0
      return NeuronSymbol(
        center: Point(middle + interneuronSpan * fraction, area.minY + 54),
        radius: min(interneuronRadius, 0.42 * interneuronSpan / Double(max(1, count - 1))),
        population: .interneurons)
    }
    let inset = Rectangle(x: middle - 76, y: area.minY + 3, width: 152, height: 27)
    return schematicHeading("B", "circuit", above: area)
      + enlargement(of: interneurons[count / 2], in: inset)
      + synapses(primary, interneurons) + names(of: interneurons)
      + primary.enumerated().flatMap { $1.body("r", index: $0 + 1) }
      + interneurons.enumerated().flatMap { $1.body("n", index: $0 + 1) }
      + primary.enumerated().flatMap { $1.input("s", index: $0 + 1) }
      + flow(around: primary, in: area)
      + equations(leaks: leaks, middle: middle, baseline: area.minY + 169)
  }

  /// Excitation from every primary neuron to every interneuron, inhibition back.
  private static func synapses(_ primary: [NeuronSymbol], _ interneurons: [NeuronSymbol])
    -> [Element]
  {
    primary.flatMap { neuron -> [Element] in
      let directions = interneurons.map(neuron.direction)
      let mean = directions.reduce(0, +) / Double(max(1, directions.count))
      return zip(interneurons, directions).flatMap { other, direction in
        // Fanned out, so that crossbars do not touch the lines of neighbors.
        let fanned = mean + 1.5 * (direction - mean)
        return SynapsePair(
          primary: .init(neuron: neuron, angle: fanned, turn: 0.17),
          interneuron: .init(neuron: other, angle: other.direction(to: neuron), turn: 0.16)
        ).elements
      }
    }
  }

  /// The names of the weights: of the outermost interneurons outside, of one between them among its
  /// synapses; among those of several there is no room.
  private static func names(of interneurons: [NeuronSymbol]) -> [Element] {
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

  /// Broad arrows from the signals on the left and to the responses on the right.
  private static func flow(around primary: [NeuronSymbol], in area: Rectangle) -> [Element] {
    let y = area.minY + flowDepth
    let middle = area.center.x
    return [(middle - 80, "s"), (middle + 58, "r")].flatMap { start, symbol -> [Element] in
      [
        .arrow(
          Arrow(
            from: Point(start, y), to: Point(start + 22, y), stroke: Stroke(.gray, width: 2.6),
            headLength: 9)),
        .text(
          Label(.bold(symbol), size: NeuronSymbol.letterSize, horizontal: .center),
          at: Point(start + 11, y - 7)),
      ]
    }
  }

  /// One interneuron in detail: z → f(θ, ·) → × g → n.
  private static func enlargement(of neuron: NeuronSymbol, in inset: Rectangle) -> [Element] {
    let color = neuron.population.color
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
    let rows: [EquationRow?] = [
      (
        "primary neurons", NeuronSymbol.Population.primary.color,
        .bold("ṙ") + " = " + .bold("s") + " − " + leak + .bold("W n")
      ),
      (
        "interneurons", NeuronSymbol.Population.interneurons.color,
        .bold("n") + " = " + .bold("g") + " ∘ " + .math("f(") + .bold("θ") + ", " + .bold("W")
          + .superscript("⊤") + .bold("r") + ")"
      ),
    ]
    return equationRows(rows, left: middle - 10, baseline: baseline, distance: 11)
  }
}
