import Drawing
import Foundation

/// The networks, their primary neurons in the same places.
extension WhiteningSchematic {
  /// How far the primary neurons and the interneurons lie below the area's upper edge.
  private static let depths = (primary: 118.0, interneurons: 22.0)

  private func primary(in area: Rectangle) -> [NeuronSymbol] {
    row(neurons, span: min(156, 40 + 42 * Double(neurons - 1)), in: area).map {
      NeuronSymbol(
        center: Point($0, area.minY + Self.depths.primary), radius: neurons > 3 ? 13 : 14,
        population: .primary)
    }
  }

  private func others(in area: Rectangle) -> [NeuronSymbol] {
    row(interneurons, span: min(206, 96 + 42 * Double(interneurons - 2)), in: area).map {
      NeuronSymbol(
        center: Point($0, area.minY + Self.depths.interneurons),
        radius: interneurons > 5 ? 9.5 : 10.5, population: .interneurons)
    }
  }

  /// Abscissae spread evenly about the middle.
  private func row(_ count: Int, span: Double, in area: Rectangle) -> [Double] {
    (0..<count).map { area.center.x + span * (Double($0) / Double(count - 1) - 0.5) }
  }

  private func bodiesAndInputs(of neurons: [NeuronSymbol]) -> [Element] {
    neurons.enumerated().flatMap { $1.body("y", index: $0 + 1) + $1.input("x", index: $0 + 1) }
  }

  /// Primary neurons that connect to each other by arcs and to themselves by loops.
  func direct(in area: Rectangle) -> [Element] {
    let primary = primary(in: area)
    let arcs = LateralArcs(among: primary).arrows
    // To the lower left, where neither arcs nor inputs are.
    let loops = primary.map { SelfConnection(neuron: $0, direction: 0.72 * .pi) }
    return arcs.map { .arrow($0) } + loops.flatMap(\.elements) + Self.name(ofHighest: arcs)
      + bodiesAndInputs(of: primary)
  }

  /// Primary neurons that excite interneurons, which inhibit them.
  func mediated(in area: Rectangle) -> [Element] {
    let (primary, others) = (primary(in: area), others(in: area))
    let synapses = Self.synapses(primary, others)
    return synapses.flatMap(\.elements) + Self.names(beside: synapses)
      + bodiesAndInputs(of: primary)
      + others.enumerated().flatMap { $1.body("z", index: $0 + 1) }
  }

  private static func synapses(_ primary: [NeuronSymbol], _ others: [NeuronSymbol])
    -> [SynapsePair]
  {
    let below = primary.map { neuron in Fan(of: others.map(neuron.direction), widened: 1.4) }
    let above = others.map { neuron in Fan(of: primary.map(neuron.direction), widened: 1.8) }
    let isDense = primary.count * others.count > 12
    return primary.indices.flatMap { i in
      others.indices.map { j in
        SynapsePair(
          primary: .init(neuron: primary[i], angle: below[i][j], turn: below[i].turn),
          interneuron: .init(neuron: others[j], angle: above[j][i], turn: above[j].turn),
          heads: isDense ? (3.6, 3) : (4.5, 4.2), lineWidth: isDense ? 0.65 : 0.8)
      }
    }
  }

  /// Directions spread evenly, so that the lines at a membrane keep apart.
  private struct Fan {
    private let first: Double
    private let step: Double

    /// Wider by a factor than the directions are.
    init(of directions: [Double], widened factor: Double) {
      let mean = directions.reduce(0, +) / Double(directions.count)
      let span = (directions[directions.count - 1] - directions[0]) * factor
      step = span / Double(directions.count - 1)
      first = mean - span / 2
    }

    /// From a direction to the line on either side of it.
    var turn: Double { min(abs(step) / 4, 0.2) }

    subscript(index: Int) -> Double { first + Double(index) * step }
  }
}

/// The names of the weights, in the color of the neurons whose axons carry them.
extension WhiteningSchematic {
  private static let nameSize = 9.0
  /// From a line to the name beside it.
  private static let nameDistance = 4.5

  /// −M over the highest of the arcs.
  private static func name(ofHighest arcs: [Arrow]) -> [Element] {
    guard let highest = arcs.map(\.middle).min(by: { $0.y < $1.y }) else { return [] }
    return [
      .text(
        Label(
          .bold("−M"), size: nameSize, color: NeuronSymbol.Population.primary.color,
          horizontal: .center),
        at: Point(highest.x, highest.y - nameDistance))
    ]
  }

  /// Wᵀ to the left and −W to the right of the outermost synapses.
  private static func names(beside synapses: [SynapsePair]) -> [Element] {
    guard let first = synapses.first, let last = synapses.last else { return [] }
    let (left, right) = (first.excitation, last.inhibition)
    return [
      .text(
        Label(
          .bold("W") + .superscript("⊤"), size: nameSize, color: left.stroke.color,
          horizontal: .right, vertical: .middle),
        at: Point(left.middle.x - nameDistance, left.middle.y)),
      .text(
        Label(
          .bold("−W"), size: nameSize, color: right.stroke.color, vertical: .middle),
        at: Point(right.middle.x + nameDistance, right.middle.y)),
    ]
  }
}
