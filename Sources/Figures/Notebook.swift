import Drawing
import Pipeline
import Stages

/// What the authors' notebook shows, at the notebook's own schedules: figure 2's row (A–E), and
/// pairs at offset 2 before and after a circuit with three interneurons (F–H). Science A5, A6.
public struct Notebook: Figure {
  public static let id = "notebook"
  public static let summary = "The authors' notebook: a scalar circuit and one for pairs."

  @Gathered public var photograph: [Gathered<GrayPhotograph>.Cell]
  @Gathered public var signals: [Gathered<CountedSamples>.Cell]
  @Gathered public var signalDescription: [Gathered<SampleDescription>.Cell]
  @Gathered public var fit: [Gathered<FittedGeneralizedGaussian>.Cell]
  @Gathered public var circuit: [Gathered<LearnedCircuit>.Cell]
  @Gathered public var curve: [Gathered<TransferCurve>.Cell]
  @Gathered public var optimum: [Gathered<OptimalTransport>.Cell]
  @Gathered public var responses: [Gathered<CountedSamples>.Cell]
  @Gathered public var responseDescription: [Gathered<SampleDescription>.Cell]
  @Gathered public var pairs: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var pairInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var whitened: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var whitenedInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var pairCircuit: [Gathered<LearnedCircuit>.Cell]
  @Gathered public var pairResponses: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var pairResponseInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    guard let image = photograph.images.first else {
      throw FigureError.missingCell(artifact: GrayPhotograph.kind, labels: [:])
    }
    let row = try GaussianizationRow(
      image: image, photograph: photograph.artifact(of: image),
      signals: signals.artifact(of: image),
      signalDescription: signalDescription.artifact(of: image), fit: fit.artifact(of: image),
      circuit: circuit.artifact(of: image), curve: curve.artifact(of: image),
      optimum: optimum.artifact(of: image), responses: responses.artifact(of: image),
      responseDescription: responseDescription.artifact(of: image))
    let panels = [
      (
        Text("signal"),
        ContourPanel(
          density: try pairs.artifact(of: image),
          information: try pairInformation.artifact(of: image), circuit: nil)
      ),
      (
        "ZCA",
        ContourPanel(
          density: try whitened.artifact(of: image),
          information: try whitenedInformation.artifact(of: image), circuit: nil)
      ),
      (
        .math("K = \(try pairCircuit.artifact(of: image).parameters.gains.count)"),
        ContourPanel(
          density: try pairResponses.artifact(of: image),
          information: try pairResponseInformation.artifact(of: image),
          circuit: try pairCircuit.artifact(of: image))
      ),
    ]
    return Sheet(
      drawing: draw(row, panels), caption: try caption(row), values: row.values + pairValues)
  }

  private var offset: String { pairs.first?.labels["offset"] ?? "" }

  private var pairValues: [TidyValue] {
    pairInformation.tidyValues(signal: "signal") + whitenedInformation.tidyValues(signal: "zca")
      + pairResponseInformation.tidyValues(signal: "responses")
      + pairResponseInformation.unsettledValues + pairCircuit.tidyValues
  }

  private func caption(_ row: GaussianizationRow) throws -> String {
    let pairSchedule = try pairCircuit.artifact(of: row.image).parameters.learning
    let unsettled =
      row.responseDescription.unsettled
      + pairResponseInformation.map(\.value.unsettled).reduce(0, +)
    let settling =
      unsettled == 0
      ? "All responses settled." : "\(unsettled) responses did not settle and are left out."
    return """
      \(experiment.title), after the notebook that Lipshutz & Simoncelli published with their code; \
      data set \(experiment.dataSet), \(row.image). (A–E) As figure 2: photograph, filter responses \
      with the fitted generalized Gaussian, output of the interneuron and response of the circuit \
      with the optimal curves (gray), responses with N(0, 1). (F–H) As figure 3: pairs \(offset) pixels \
      apart, whitened by ZCA, and the responses of a circuit for pairs; I is the mutual information \
      in nats, plug-in estimate of every 10th pair. The scalar circuit learned at \
      \(row.circuit.parameters.learning), the circuit for pairs at \(pairSchedule). \
      Responses of the scalar circuit: \(row.summary). \(settling) Different from the notebook: its \
      single runs had no seed, so that only their spread over seeds can be met.
      """
  }

  private func draw(_ row: GaussianizationRow, _ panels: [(Text, ContourPanel)]) -> Drawing {
    let side = GaussianizationRow.side
    let contourSide = 104.0
    let top = 22.0
    let second = top + side + 56
    var drawing = Drawing(title: experiment.title, height: second + contourSide + 17)
    let area = Rectangle(x: 15, y: top, width: drawing.width - 20, height: side)
    let grid = Grid(
      in: area, columns: Array(repeating: .points(side), count: 5), rows: [.points(side)],
      columnGaps: GaussianizationRow.gaps, rowGaps: [])
    row.add(
      to: &drawing, frames: (0..<5).map { grid[0, $0] },
      at: GaussianizationRow.Place(isFirst: true, isLast: true))
    for (index, (title, panel)) in panels.enumerated() {
      var surroundings = ContourPanel.Surroundings()
      surroundings.title = title
      surroundings.letter = ["F", "G", "H"][index]
      surroundings.showsY = index == 0
      if index == 0 { surroundings.yLabel = .math("d = \(offset)") }
      let frame = Rectangle(
        x: 62 + Double(index) * (contourSide + 34), y: second, width: contourSide,
        height: contourSide)
      drawing.add(panel.panel(in: frame, surroundings))
    }
    return drawing
  }
}
