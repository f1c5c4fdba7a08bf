import Drawing
import Pipeline
import Stages

/// What the authors' notebook shows, at the notebook's own schedules: figure 2's row (A–E), and
/// pairs at offset 2 before and after a circuit with three interneurons (F–H); a page for each
/// photograph. Science A5, A6.
public struct Notebook: Figure {
  public static let id = "notebook"
  public static let summary = "The authors' notebook: a scalar circuit and one for pairs."

  @Gathered(over: .image(writtenIn: .regular))
  public var photograph: Cells<GrayPhotograph, String>
  @Gathered(over: .image) public var signals: Cells<CountedSamples, String>
  @Gathered(over: .image) public var signalDescription: Cells<SampleDescription, String>
  @Gathered(over: .image) public var fit: Cells<FittedGeneralizedGaussian, String>
  @Gathered(over: .image) public var circuit: Cells<LearnedCircuit, String>
  @Gathered(over: .image) public var curve: Cells<TransferCurve, String>
  @Gathered(over: .image) public var optimum: Cells<OptimalTransport, String>
  @Gathered(over: .image) public var responses: Cells<CountedSamples, String>
  @Gathered(over: .image) public var responseDescription: Cells<SampleDescription, String>
  @Gathered(over: .image, .offset.atMost(1))
  public var pairs: Cells<DensityOnGrid, String, Int>
  @Gathered(over: .image, .offset)
  public var pairInformation: Cells<MutualInformationEstimates, String, Int>
  @Gathered(over: .image, .offset)
  public var whitened: Cells<DensityOnGrid, String, Int>
  @Gathered(over: .image, .offset)
  public var whitenedInformation: Cells<MutualInformationEstimates, String, Int>
  @Gathered(over: .image, .offset)
  public var pairCircuit: Cells<LearnedCircuit, String, Int>
  @Gathered(over: .image, .offset)
  public var pairResponses: Cells<DensityOnGrid, String, Int>
  @Gathered(over: .image, .offset)
  public var pairResponseInformation: Cells<MutualInformationEstimates, String, Int>
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    let (images, offsets) = pairs.values
    let rows = images.map(row)
    return Sheet(
      pages: rows.map { draw($0, panels($0.image, offsets[0]), offsets[0]) },
      caption: caption(rows, offsets[0]), values: rows.flatMap(\.values) + pairValues)
  }

  private func row(_ image: String) -> GaussianizationRow {
    GaussianizationRow(
      image: image, photograph: photograph[image], signals: signals[image],
      signalDescription: signalDescription[image], fit: fit[image], circuit: circuit[image],
      curve: curve[image], optimum: optimum[image], responses: responses[image],
      responseDescription: responseDescription[image])
  }

  private func panels(_ image: String, _ offset: Int) -> [(Text, ContourPanel)] {
    let trained = pairCircuit[image, offset]
    return [
      ("signal", ContourPanel(pairs[image, offset], pairInformation[image, offset])),
      ("ZCA", ContourPanel(whitened[image, offset], whitenedInformation[image, offset])),
      (
        .math("K = \(trained.parameters.gains.count)"),
        ContourPanel(
          pairResponses[image, offset], pairResponseInformation[image, offset], trained)
      ),
    ]
  }

  private var pairValues: [TidyValue] {
    pairInformation.tidyValues(signal: "signal") + whitenedInformation.tidyValues(signal: "zca")
      + pairResponseInformation.tidyValues(signal: "responses")
      + pairResponseInformation.unsettledValues + pairCircuit.tidyValues
  }

  private func caption(_ rows: [GaussianizationRow], _ offset: Int) -> String {
    let unsettled =
      rows.map(\.responseDescription.unsettled).reduce(0, +) + pairResponseInformation.unsettled
    return """
      \(experiment.title), after the notebook that Lipshutz & Simoncelli published with their code; \
      data set \(experiment.dataSet), \(rows.map(\.image).joined(separator: ", ")). (A–E) As figure 2: photograph, filter responses \
      with the fitted generalized Gaussian, output of the interneuron and response of the circuit \
      with the optimal curves (gray), responses with N(0, 1). (F–H) As figure 3: pairs \(offset) pixels \
      apart, whitened by ZCA, and the responses of a circuit for pairs; I is the mutual information \
      in nats, plug-in estimate of every 10th pair. The scalar circuit learned at \
      \(circuit.schedules), the circuit for pairs at \(pairCircuit.schedules). \
      Responses of the scalar circuit: \(rows.map(\.summary).joined(separator: "; ")). \
      \(settling(unsettled)) Different from the notebook: its \
      single runs had no seed, so that only their spread over seeds can be met.
      """
  }

  private func draw(_ row: GaussianizationRow, _ panels: [(Text, ContourPanel)], _ offset: Int)
    -> Drawing
  {
    let side = GaussianizationRow.side
    let contourSide = 104.0
    let top = 22.0
    let second = top + side + 56
    var drawing = Drawing(title: experiment.title, height: second + contourSide + 17)
    row.add(
      to: &drawing, top: top, at: GaussianizationRow.Place(isFirst: true, isLast: true))
    for (index, (title, panel)) in panels.enumerated() {
      let surroundings = ContourPanel.Surroundings(
        title: title, letter: ["F", "G", "H"][index],
        yLabel: index == 0 ? .math("d = \(offset)") : nil, showsY: index == 0)
      let frame = Rectangle(
        x: 62 + Double(index) * (contourSide + 34), y: second, width: contourSide,
        height: contourSide)
      drawing.add(panel.panel(in: frame, surroundings))
    }
    return drawing
  }
}
