import Drawing
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
    return Sheet(drawing: drawing, caption: caption, values: values)
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
      drawing.elements += SchematicHeading(letter: letter, title: Text(network.title))
        .elements(above: area)
    }
    drawing.elements += direct(in: areas[0]) + mediated(in: areas[1])
    for (area, rows) in zip(areas, [Self.directRules, Self.mediatedRules]) {
      drawing.elements += Self.rules(rows, middle: area.center.x, baseline: area.maxY + 9)
    }
    let outcome = Rectangle(
      x: 8, y: areas[0].maxY + Self.equationsHeight + 8, width: 488, height: Self.outcomeHeight)
    drawing.elements += Self.outcome(in: outcome)
    return drawing
  }
}
