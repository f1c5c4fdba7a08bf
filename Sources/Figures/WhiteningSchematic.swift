import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 1 of the acceleration paper: two networks that whiten, and how they learn.
///
/// A n primary neurons with direct connections −M, each to all and to itself; B the same neurons
/// with k interneurons, excited through Wᵀ, inhibiting through −W. Under each network its dynamics,
/// where they settle, and the learning rule; C what both networks descend and reach, and how soon.
/// It shows no data.
///
/// | symbol | shape        | unit               |
/// |--------|--------------|--------------------|
/// | x, y   | n            | that of the inputs; 1 for whitened y |
/// | z      | k            | root of that of x  |
/// | M      | n × n        | that of x          |
/// | W      | n × k, k ≥ n | root of that of x  |
///
/// Source: acceleration paper, Algorithms 1 and 2; science B (equations derived, layout ours).
public struct WhiteningSchematic: Figure {
  public static let id = "whitening-schematic"
  public static let summary = "Two networks that whiten, drawn with their update rules."

  @Parameter(in: 2...4, "n, primary neurons that are drawn") public var neurons = 3
  @Parameter(in: 2...6, "k, interneurons that are drawn, n at least") public var interneurons = 4
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  /// - Throws: ``FigureError/tooFewInterneurons(interneurons:neurons:)``.
  public func sheet() throws -> Sheet {
    guard interneurons >= neurons else {
      throw FigureError.tooFewInterneurons(interneurons: interneurons, neurons: neurons)
    }
    return Sheet(pages: [drawing], caption: caption, values: values)
  }

  // MARK: Numbers

  /// What is drawn, counted.
  ///
  /// `neurons` are the circles. `synapses` are the connections, each with its direction: n² in A,
  /// those to itself among them, and 2nk in B, where Wᵀ and −W are drawn apart. `freeWeights` are
  /// the numbers that learning can choose: n(n+1)/2 in A, where M stays symmetric, and nk in B,
  /// where one W serves both ways.
  private var values: [TidyValue] {
    let (n, k) = (neurons, interneurons)
    func value(
      _ quantity: String, _ count: Int, of network: NetworkName, _ population: String? = nil
    ) -> TidyValue {
      var labels: [String: JSONValue] = ["network": .string(network.rawValue)]
      if let population { labels["population"] = .string(population) }
      return TidyValue(quantity, Double(count), labels: labels)
    }
    return [
      value("neurons", n, of: .direct, "primary"),
      value("neurons", n, of: .interneurons, "primary"),
      value("neurons", k, of: .interneurons, "interneurons"),
      value("synapses", n * n, of: .direct),
      value("synapses", 2 * n * k, of: .interneurons),
      value("freeWeights", n * (n + 1) / 2, of: .direct),
      value("freeWeights", n * k, of: .interneurons),
    ]
  }

  private var caption: String {
    """
    \(experiment.title), after Lipshutz, Pehlevan & Chklovskii (2023), figure 1; data set \
    \(experiment.dataSet), of which nothing is shown. Two linear networks adapt until their responses \
    y to centered inputs x with covariance C are white. (A) Direct connections: each of \(neurons) \
    primary neurons (blue) connects to all and to itself through −M, M symmetric. \
    (B) Interneurons: the primary neurons excite \(interneurons) interneurons (orange) through Wᵀ, \
    which inhibit them through −W, so that W Wᵀ takes the place of M. Triangles stand for positive, \
    bars for negative signs in the dynamics; an entry of M or W may have either sign. Below: the \
    dynamics for one input, the responses when they have settled, and the update that follows, with \
    learning rate η. (C) On average over inputs, both networks descend V, A along M and B along W, \
    to its minimum 0, where the responses have covariance I. Time to learn, in units of 1/η, from \
    initial weights with M = m₀ I or W Wᵀ = m₀ I much larger than C^(1/2): linear in m₀ with direct \
    connections, logarithmic with interneurons, as the paper finds; the factors 1 and ½ are derived. \
    Different from the published figure: its drawing was not at hand, so that the layout is ours; \
    the equations are derived, and consistent with the paper's Algorithms 1 and 2.
    """
  }

  // MARK: Picture

  private static let top = 22.0
  /// The room for the networks.
  private static let networkHeight = 158.0
  private static let equationsHeight = 46.0
  private static let outcomeHeight = 34.0

  private var drawing: Drawing {
    let height = Self.top + Self.networkHeight + Self.equationsHeight + Self.outcomeHeight + 16
    var drawing = Drawing(title: experiment.title, height: height)
    let areas = [8, 260].map {
      Rectangle(x: $0, y: Self.top, width: 236, height: Self.networkHeight)
    }
    for (area, (letter, network)) in zip(areas, zip(["A", "B"], NetworkName.both)) {
      drawing.elements += schematicHeading(letter, Text(network.title), above: area)
    }
    drawing.elements += direct(in: areas[0]) + mediated(in: areas[1])
    for (area, rows) in zip(areas, [Self.directRules, Self.mediatedRules]) {
      drawing.elements += equationRows(
        rows, left: area.center.x - 12, baseline: area.maxY + 9, distance: 11.5)
    }
    let outcome = Rectangle(
      x: 8, y: areas[0].maxY + Self.equationsHeight + 8, width: 488, height: Self.outcomeHeight)
    drawing.elements += Self.outcome(in: outcome)
    return drawing
  }
}

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
    let loops = primary.flatMap { selfConnection(of: $0, direction: 0.72 * .pi) }
    return arcs.map { .arrow($0) } + loops + Self.name(ofHighest: arcs)
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

extension WhiteningSchematic {
  private static let transpose = Text.superscript("⊤")

  /// Algorithm 1.
  static var directRules: [EquationRow?] {
    [
      nil,
      (
        "primary neurons", NeuronSymbol.Population.primary.color,
        .bold("ẏ") + " = " + .bold("x") + " − " + .bold("M y")
      ),
      ("settled", .darkGray, .bold("y") + " = " + .bold("M") + .superscript("−1") + .bold("x")),
      (
        "learning", .black,
        "Δ" + .bold("M") + .math(" = η (") + .bold("y y") + transpose + " − " + .bold("I") + ")"
      ),
    ]
  }

  /// Algorithm 2.
  static var mediatedRules: [EquationRow?] {
    [
      (
        "interneurons", NeuronSymbol.Population.interneurons.color,
        .bold("z") + " = " + .bold("W") + transpose + .bold("y")
      ),
      (
        "primary neurons", NeuronSymbol.Population.primary.color,
        .bold("ẏ") + " = " + .bold("x") + " − " + .bold("W z")
      ),
      (
        "settled", .darkGray,
        .bold("y") + " = (" + .bold("W W") + transpose + ")" + .superscript("−1") + .bold("x")
      ),
      (
        "learning", .black,
        "Δ" + .bold("W") + .math(" = η (") + .bold("y z") + transpose + " − " + .bold("W") + ")"
      ),
    ]
  }

  /// What both networks descend and reach, and how soon.
  static func outcome(in area: Rectangle) -> [Element] {
    let root = Text.superscript("1/2")
    let columns: [(title: Text, equation: Text, center: Double)] = [
      (
        "both descend, on average",
        .math("V") + "(" + .bold("M") + ") = Tr(" + .bold("M") + .superscript("−1") + .bold("C")
          + " + " + .bold("M") + " − 2 " + .bold("C") + root + ")", 0.18
      ),
      (
        "both reach",
        .bold("M") + " = " + .bold("W W") + transpose + " = " + .bold("C") + root + ",  "
          + .bold("y")
          + " = " + .bold("C") + .superscript("−1/2") + .bold("x"), 0.5
      ),
      (
        "time to learn from " + .bold("M") + .math(" = m") + .subscript("0") + " " + .bold("I")
          + ", large " + .math("m") + .subscript("0"),
        .bold("A") + .math(" ~ m") + .subscript("0") + ",   " + .bold("B") + " ~ ½ ln "
          + .math("m") + .subscript("0"), 0.83
      ),
    ]
    return [
      .rectangle(area, cornerRadius: 4, fill: .gray(0.955), stroke: nil),
      .text(Label(.bold("C"), size: 10), at: Point(area.minX + 5, area.minY + 13)),
    ]
      + columns.flatMap { column -> [Element] in
        let x = area.minX + column.center * area.width
        return [
          .text(
            Label(column.title, size: 7, color: .darkGray, horizontal: .center),
            at: Point(x, area.minY + 13)),
          .text(Label(column.equation, size: 8, horizontal: .center), at: Point(x, area.minY + 26)),
        ]
      }
  }
}
