import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 2 of the shaping paper (and its appendix figure 5): a row for each photograph.
///
/// A the photograph; B its filter responses with the fitted generalized Gaussian; C the
/// interneuron's output g f(θ, z) with the optimal curve F̂⁻¹(Φ(z)); D the circuit's response T(s)
/// with the optimal Φ⁻¹(F̂(s)); E the distribution of the responses with N(0, 1). Science A6.
public struct Gaussianization: Figure {
  public static let id = "gaussianization"
  public static let summary = "Filter responses before and after a scalar circuit, a row an image."

  @Gathered public var photograph: [Gathered<GrayPhotograph>.Cell]
  @Gathered public var signals: [Gathered<CountedSamples>.Cell]
  @Gathered public var signalDescription: [Gathered<SampleDescription>.Cell]
  @Gathered public var fit: [Gathered<FittedGeneralizedGaussian>.Cell]
  @Gathered public var circuit: [Gathered<LearnedCircuit>.Cell]
  @Gathered public var curve: [Gathered<TransferCurve>.Cell]
  @Gathered public var optimum: [Gathered<OptimalTransport>.Cell]
  @Gathered public var responses: [Gathered<CountedSamples>.Cell]
  @Gathered public var responseDescription: [Gathered<SampleDescription>.Cell]
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  /// Everything that is known about one photograph.
  private struct Row {
    let image: String
    let photograph: GrayPhotograph
    let signals: CountedSamples
    let signalDescription: SampleDescription
    let fit: FittedGeneralizedGaussian
    let circuit: LearnedCircuit
    let curve: TransferCurve
    let optimum: OptimalTransport
    let responses: CountedSamples
    let responseDescription: SampleDescription
  }

  public func sheet() throws -> Sheet {
    let rows = try photograph.images.map { image in
      Row(
        image: image, photograph: try photograph.artifact(of: image),
        signals: try signals.artifact(of: image),
        signalDescription: try signalDescription.artifact(of: image),
        fit: try fit.artifact(of: image), circuit: try circuit.artifact(of: image),
        curve: try curve.artifact(of: image), optimum: try optimum.artifact(of: image),
        responses: try responses.artifact(of: image),
        responseDescription: try responseDescription.artifact(of: image))
    }
    return Sheet(drawing: draw(rows), caption: caption(rows), values: rows.flatMap(values))
  }

  // MARK: Numbers

  private func values(of row: Row) -> [TidyValue] {
    let image: [String: JSONValue] = ["image": .string(row.image)]
    let parameters = row.circuit.parameters
    func described(_ signal: String, _ description: SampleDescription) -> [TidyValue] {
      let labels = image.merging(["signal": .string(signal)]) { _, new in new }
      return [
        TidyValue("variance", description.moments.variance, labels: labels),
        TidyValue("kurtosis", description.moments.kurtosis, labels: labels),
        TidyValue("kolmogorovDistance", description.kolmogorovDistance, labels: labels),
      ]
    }
    let fit = row.fit.fit.distribution
    return [
      TidyValue("shape", fit.shape, labels: image),
      TidyValue("scale", fit.scale, unit: "standard deviations of the signal", labels: image),
      TidyValue("gain", parameters.gains[0], labels: image),
      TidyValue("theta", parameters.thetas[0], labels: image),
      TidyValue("unsettled", Double(row.responseDescription.unsettled), labels: image),
    ] + described("signal", row.signalDescription)
      + described("responses", row.responseDescription)
  }

  private func caption(_ rows: [Row]) -> String {
    let descriptions = rows.map { row in
      let description = row.responseDescription
      return String(
        format: "%@ kurtosis %.1f, Kolmogorov distance %.3f", row.image,
        description.moments.kurtosis, description.kolmogorovDistance)
    }
    let unsettled = rows.map(\.responseDescription.unsettled).reduce(0, +)
    let schedules = Set(rows.map(\.circuit.parameters.schedule.caption)).sorted()
    let settling =
      unsettled == 0
      ? "All responses settled." : "\(unsettled) responses did not settle and are left out."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure 2; data set \
      \(experiment.dataSet). (A) Photograph. (B) Filter responses s in standard deviations (black) \
      and the generalized Gaussian of location 0 fitted by maximum likelihood (red, dashed). (C) \
      Output g f(θ, z) of the interneuron after training (black), the optimal curve from the ranks \
      of the signals (gray) and the identity (dashed). (D) Response r = T(s) of the circuit (black) \
      and the optimal one (gray). (E) Responses (black) and N(0, 1) (red, dashed). Responses: \
      \(descriptions.joined(separator: "; ")) (N(0, 1): 3 and 0). \(settling) The circuits learned \
      at \(schedules.joined(separator: " and ")). Different from the published figure: which \
      photographs it shows is not known; and where the black and gray curves differ, learning has \
      not reached the optimum: at the paper's schedule the slow direction of gain and θ would need \
      0.4 to 1.9 million iterations, and the paper's sentence that even for sparse photographs the \
      activation is close to optimal is not met.
      """
  }

  // MARK: Picture

  private static let titleHeight = 22.0
  private static let footHeight = 27.0
  private static let rowHeight = 71.0
  private static let rowGap = 14.0

  private func draw(_ rows: [Row]) -> Drawing {
    let count = Double(rows.count)
    let height =
      Self.titleHeight + count * Self.rowHeight + (count - 1) * Self.rowGap + Self.footHeight
    var drawing = Drawing(title: experiment.title, height: height)
    let area = drawing.page.inset(
      left: 15, top: Self.titleHeight, right: 5, bottom: Self.footHeight)
    let grid = Grid(
      in: area, columns: Array(repeating: .points(Self.rowHeight), count: 5),
      rows: Array(repeating: .points(Self.rowHeight), count: rows.count),
      columnGaps: [37, 29, 29, 34], rowGaps: Array(repeating: Self.rowGap, count: rows.count - 1))
    for (index, row) in rows.enumerated() {
      let isFirst = index == 0
      let isLast = index == rows.count - 1
      addImage(of: row, in: grid[index, 0], isFirst: isFirst, to: &drawing)
      drawing.add(signalPanel(row, in: grid[index, 1], isFirst: isFirst, isLast: isLast))
      drawing.add(outputPanel(row, in: grid[index, 2], isFirst: isFirst, isLast: isLast))
      drawing.add(responsePanel(row, in: grid[index, 3], isFirst: isFirst, isLast: isLast))
      drawing.add(densityPanel(row, in: grid[index, 4], isFirst: isFirst, isLast: isLast))
    }
    return drawing
  }

  private func addImage(
    of row: Row, in frame: Rectangle, isFirst: Bool, to drawing: inout Drawing
  ) {
    let luminance = row.photograph.luminance
    let raster = Raster(
      width: luminance.columns, height: luminance.rows, values: luminance.values, white: 1)
    drawing.add(
      Panel(
        image: raster, frame: frame, title: isFirst ? "image" : nil, letter: isFirst ? "A" : nil))
    drawing.add(
      .text(
        Label(Text(row.image), size: 7, horizontal: .center, vertical: .bottom, rotation: 90),
        at: Point(frame.minX - 3, frame.center.y)))
  }

  private func signalPanel(_ row: Row, in frame: Rectangle, isFirst: Bool, isLast: Bool) -> Panel {
    let fit = row.fit
    let distribution = fit.fit.distribution
    return Panel(
      frame: frame, x: abscissa(.math("s"), isLast), y: densityAxis,
      title: isFirst ? "filter responses" : nil, letter: isFirst ? "B" : nil,
      marks: [
        histogram(row.signals),
        .line(Array(x: fit.densityAt, y: fit.density), .dashed(.publishedRed, width: 1)),
      ],
      legend: Legend([
        Legend.Entry(.math("α = \(Self.short(distribution.scale))")),
        Legend.Entry(.math("β = \(Self.short(distribution.shape))")),
      ]))
  }

  private func outputPanel(_ row: Row, in frame: Rectangle, isFirst: Bool, isLast: Bool) -> Panel {
    let parameters = row.circuit.parameters
    return Panel(
      frame: frame, x: abscissa(.math("z"), isLast), y: ordinate(.math("g f(θ, z)")),
      grid: Self.gridStroke, title: isFirst ? "interneuron output" : nil,
      letter: isFirst ? "C" : nil,
      marks: [
        .line(
          Array(x: row.optimum.map.responses, y: row.optimum.map.signals), Self.optimalStroke),
        .line(Array(x: row.curve.inputs, y: row.curve.outputs), Stroke(width: 1)),
        identity,
      ],
      legend: Legend(
        [
          Legend.Entry(.math("g = \(Self.short(parameters.gains[0]))")),
          Legend.Entry(.math("θ = \(Self.short(parameters.thetas[0]))")),
        ], corner: .topLeft))
  }

  private func responsePanel(
    _ row: Row, in frame: Rectangle, isFirst: Bool, isLast: Bool
  ) -> Panel {
    Panel(
      frame: frame, x: abscissa(.math("s"), isLast), y: ordinate(.math("r = T(s)")),
      grid: Self.gridStroke, title: isFirst ? "response" : nil, letter: isFirst ? "D" : nil,
      marks: [
        .line(
          Array(x: row.optimum.map.signals, y: row.optimum.map.responses), Self.optimalStroke),
        .line(Array(x: row.curve.signals, y: row.curve.responses), Stroke(width: 1)),
        identity,
      ])
  }

  private func densityPanel(_ row: Row, in frame: Rectangle, isFirst: Bool, isLast: Bool) -> Panel {
    let x = stride(from: -6.0, through: 6, by: 0.02).map { $0 }
    let normal = x.map { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    return Panel(
      frame: frame, x: abscissa(.math("r"), isLast), y: densityAxis,
      title: isFirst ? "responses" : nil, letter: isFirst ? "E" : nil,
      marks: [
        histogram(row.responses), .line(Array(x: x, y: normal), .dashed(.publishedRed, width: 1)),
      ],
      legend: Legend([
        Legend.Entry(
          .math("N(0, 1)"), stroke: Stroke(.publishedRed, width: 1, dash: [2.5, 1.5]))
      ]))
  }

  // MARK: Parts of panels

  private static let gridStroke = Stroke(.lightGray, width: 0.4)
  private static let optimalStroke = Stroke(.gray, width: 2.6)

  private var identity: Mark {
    .line(from: Point(-6, -6), to: Point(6, 6), .dashed(.darkGray, width: 0.5))
  }

  private var densityAxis: Axis {
    Axis(1e-3, 5, scale: .logarithmic, label: "density", labelOffset: 20)
  }

  private func abscissa(_ label: Text, _ isLast: Bool) -> Axis {
    Axis(
      -6, 6, ticks: .at([-6, -3, 0, 3, 6]), label: isLast ? label : nil, showsTickLabels: isLast)
  }

  private func ordinate(_ label: Text) -> Axis {
    Axis(-6, 6, ticks: .at([-6, -3, 0, 3, 6]), label: label)
  }

  private func histogram(_ samples: CountedSamples) -> Mark {
    let histogram = samples.histogram
    let edges = (0...histogram.counts.count).map {
      histogram.lower + Double($0) * histogram.width
    }
    return .steps(
      Steps(edges: edges, heights: histogram.densities, fill: .black, stroke: nil))
  }

  private static func short(_ value: Double) -> String { String(format: "%.2f", value) }
}
