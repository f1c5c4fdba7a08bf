import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 1 of the shaping paper: the circuit between its signals and its responses.
///
/// A pairs of filter responses; B two primary neurons, K interneurons, and one interneuron in detail;
/// C the responses, with the circles of the target distribution and the directions of the learned
/// weights. The scatters are real data, of one photograph. Science A6.
public struct CircuitSchematic: Figure {
  public static let id = "circuit-schematic"
  public static let summary = "The circuit drawn, between scatters of its signals and responses."

  @Gathered(over: .image.atMost(1), .offset.atMost(1))
  public var signals: Cells<Samples, String, Int>
  @Gathered(over: .image.atMost(1), .offset.atMost(1))
  public var circuit: Cells<LearnedCircuit, String, Int>
  @Gathered(over: .image.atMost(1), .offset.atMost(1))
  public var responses: Cells<Samples, String, Int>
  @Gathered(over: .image.atMost(1), .offset.atMost(1))
  public var allResponses: Cells<Samples, String, Int>
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  /// What is known about the photograph that is shown.
  private struct Shown {
    let image: String
    /// Pixels between the two filter responses of a pair.
    let offset: Int
    /// The signals of the scatter, n × 2.
    let signals: Samples
    /// The responses of the scatter, n × 2.
    let responses: Samples
    let circuit: LearnedCircuit.Parameters
    /// The number of signals and that of responses that did not settle, before some were chosen.
    let all: (count: Int, unsettled: Int)
  }

  public func sheet() throws -> Sheet {
    let (images, offsets) = circuit.values
    let (image, offset) = (images[0], offsets[0])
    let responded = allResponses[image, offset]
    let shown = Shown(
      image: image, offset: offset, signals: signals[image, offset],
      responses: responses[image, offset], circuit: circuit[image, offset].parameters,
      all: (responded.values.rows, responded.unsettled))
    try shown.signals.check(dimension: 2)
    try shown.responses.check(dimension: 2)
    return Sheet(pages: [draw(shown)], caption: caption(shown), values: values(shown))
  }

  // MARK: Numbers

  private func values(_ shown: Shown) -> [TidyValue] {
    let labels: [String: JSONValue] = [
      "image": .string(shown.image), "offset": .integer(shown.offset),
    ]
    return shown.circuit.tidyValues(labels: labels)
      + labels.values(["unsettled": Double(shown.all.unsettled)], .unsettled(shown.all.unsettled))
  }

  private func caption(_ shown: Shown) -> String {
    let parameters = shown.circuit
    let dynamics = parameters.leak == 0 ? "ṙ = s − W n" : "ṙ = s − μ r − W n"
    let (drawn, all) = (Self.points(shown.signals).count, shown.all.count.grouped)
    let settling =
      shown.all.unsettled == 0
      ? "C shows the responses to the same pairs; all responses settled."
      : "\(shown.all.unsettled) responses did not settle; C shows \(shown.responses.values.rows) of "
        + "the others, evenly spaced."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure 1; data set \
      \(experiment.dataSet). (A) Signals s: pairs of filter responses of the photograph \(shown.image), \
      \(shown.offset) pixels apart, in standard deviations; \(drawn.grouped) of \(all), evenly spaced in their \
      list, are shown. (B) The circuit: primary neurons (blue) excite interneurons (orange) through \
      the weights w₁ … w\(Self.lowered(parameters.gains.count)), the columns of W, and the \
      interneurons return inhibition −W n, until the responses r settle; dynamics \(dynamics). \
      Inset: an interneuron's input zᵢ passes its activation function f with parameter θᵢ and its \
      gain gᵢ. (C) Responses r of the circuit; red, dashed: circles of radius 0.625, 1.25 and 1.875 \
      of the target N(0, I), which hold 18, 54 and 83 % of its mass; gray: directions of the learned \
      weights. \(settling) \(beyond(shown)) The circuit learned at \(parameters.learning), \
      to gains \(Self.list(parameters.gains, "%.3f")) and θ \(Self.list(parameters.thetas, "%.3f")). \
      Different from the published figure: its data are not known; here both scatters are real data, \
      and W, g and θ were learned from all pairs. Pairs are vertical, as in the published code, \
      unless the manifest says otherwise.
      """
  }

  /// How many of the chosen samples lie outside of the axes.
  private func beyond(_ shown: Shown) -> String {
    let counts = [shown.signals, shown.responses].map { samples in
      Self.points(samples).count { max(abs($0.x), abs($0.y)) > Self.range }
    }
    return "Of those chosen, \(counts[0]) signals and \(counts[1]) responses lie beyond the axes."
  }

  private static func list(_ numbers: [Double], _ format: String) -> String {
    let texts = numbers.map { String(format: format, $0) }
    guard let last = texts.last, texts.count > 1 else { return texts.joined() }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The digits of a number as Unicode's subscripts.
  private static func lowered(_ number: Int) -> String {
    String(
      String.UnicodeScalarView(
        "\(number)".unicodeScalars.compactMap { digit in
          Unicode.Scalar(digit.value - 0x30 + 0x2080)
        }))
  }

  // MARK: Picture

  /// Half of the side of what the scatters show, in standard deviations.
  static let range = 4.0
  private static let side = 140.0
  private static let top = 22.0
  private static let height = 208.0
  private static let radii = [0.625, 1.25, 1.875]

  private func draw(_ shown: Shown) -> Drawing {
    var drawing = Drawing(title: experiment.title, height: Self.height)
    let left = Rectangle(x: 28, y: Self.top, width: Self.side, height: Self.side)
    let right = Rectangle(
      x: drawing.width - 6 - Self.side, y: Self.top, width: Self.side, height: Self.side)
    drawing.add(
      scatter(shown.signals, color: .black, variable: "s", in: left, title: "signals", letter: "A"))
    var panel = scatter(
      shown.responses, color: NeuronSymbol.Population.primary.color, variable: "r", in: right,
      title: Text("responses" + Reservation.unsettled(shown.all.unsettled).mark), letter: "C")
    panel.marks += Self.radii.map {
      .circle(center: Point(0, 0), radius: $0, .dashed(.publishedRed, width: 0.8))
    }
    panel.legend = Legend(
      [
        Legend.Entry(
          .math("N(0, ") + .bold("I") + ")", stroke: .dashed(.publishedRed, width: 0.8))
      ], corner: .bottomLeft, background: .white.opacity(0.85))
    let weights = shown.circuit.weights
    panel.marks =
      Mark.directions(weights, reach: 2 * Self.range) + panel.marks
      + Self.names(of: [Point](x: weights[0], y: weights[1]))
    drawing.add(panel)
    let area = Rectangle(
      x: left.maxX + 6, y: Self.top, width: right.minX - 28 - left.maxX - 6,
      height: Self.height - Self.top)
    drawing.elements += Self.schematic(
      interneurons: shown.circuit.gains.count, leaks: shown.circuit.leak != 0, in: area)
    return drawing
  }

  private func scatter(
    _ samples: Samples, color: Color, variable: String, in frame: Rectangle, title: Text,
    letter: String
  ) -> Panel {
    func axis(_ number: String) -> Axis {
      Axis(
        -Self.range, Self.range, ticks: .at([-4, -2, 0, 2, 4]),
        label: .math(variable) + .subscript(number))
    }
    var style = PanelStyle.journal
    style.letterOffset.x = -22
    return Panel(
      frame: frame, x: axis("1"), y: axis("2"), title: title, letter: letter,
      marks: [
        .points(Self.points(samples), Marker(size: 1.5, fill: color.opacity(0.4)))
      ], style: style)
  }

  private static func points(_ samples: Samples) -> [Point] {
    let values = samples.values.values
    return (0..<samples.values.rows).map { Point(values[2 * $0], values[2 * $0 + 1]) }
  }

  /// The name of each weight at the end of its line that is farther from the names before.
  private static func names(of directions: [Point]) -> [Mark] {
    var placed = [Point(-0.7 * range, -0.95 * range)]  // the legend
    for w in directions {
      let length = hypot(w.x, w.y)
      let reach = 0.88 * range / max(length, .leastNonzeroMagnitude)
      let ends = [Point(reach * w.x, reach * w.y), Point(-reach * w.x, -reach * w.y)]
      func clearance(_ end: Point) -> Double {
        placed.map { hypot($0.x - end.x, $0.y - end.y) }.min() ?? .infinity
      }
      placed.append(clearance(ends[0]) >= clearance(ends[1]) ? ends[0] : ends[1])
    }
    return placed.dropFirst().enumerated().map { index, end in
      .text(
        Label(
          .bold("w") + .subscript("\(index + 1)"), size: 7, horizontal: .center, vertical: .middle,
          background: .white.opacity(0.85)), at: end, offset: Point(0, 0))
    }
  }
}
