import Drawing
import Pipeline
import Stages
import Statistics

/// This project's figure of shapes: contours of one photograph's pairs and of what becomes of them, a
/// row for each offset.
///
/// Columns A the pairs, B and C the responses of a circuit of the paper's after its schedule and at
/// the optimum, D those of a bank, E radial Gaussianization, F rotations. Science C.
public struct ContourComparison: Figure {
  public static let id = "contour-comparison"
  public static let summary = "Contours after circuits, a bank, radial maps and rotations."

  @Gathered(over: .image(writtenIn: .bold), .offset.atMost(6)) public var signals: Densities
  @Gathered(over: .image, .offset) public var signalInformation: Estimates
  @Gathered(over: .image, .offset) public var scheduled: Circuits
  @Gathered(over: .image, .offset) public var scheduledResponses: Densities
  @Gathered(over: .image, .offset) public var scheduledInformation: Estimates
  @Gathered(over: .image, .offset) public var optimal: Circuits
  @Gathered(over: .image, .offset) public var optimalResponses: Densities
  @Gathered(over: .image, .offset) public var optimalInformation: Estimates
  @Gathered(over: .image, .offset) public var bank: Circuits
  @Gathered(over: .image, .offset) public var bankResponses: Densities
  @Gathered(over: .image, .offset) public var bankInformation: Estimates
  @Gathered(over: .image, .offset) public var radial: Densities
  @Gathered(over: .image, .offset) public var radialInformation: Estimates
  @Gathered(over: .image, .offset) public var rotations: Densities
  @Gathered(over: .image, .offset) public var rotationInformation: Estimates
  @Parameter public var experiment = ExperimentLabel()

  public typealias Densities = Cells<DensityOnGrid, String, Int>
  public typealias Estimates = Cells<MutualInformationEstimates, String, Int>
  public typealias Circuits = Cells<LearnedCircuit, String, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: blocks.pages(), caption: caption, values: values)
  }

  // MARK: What is compared

  /// A circuit's column.
  private struct Group {
    let title: Text
    let labels: [String: JSONValue]
    let circuits: Circuits
    let responses: Densities
    let information: Estimates

    var interneurons: Int { circuits.artifacts[0].parameters.gains.count }

    var values: [TidyValue] {
      let labels = labels.with(["interneurons": .integer(interneurons)])
      let own =
        information.tidyValues(signal: "responses") + information.unsettledValues
        + circuits.tidyValues
      return own.map { $0.with(labels) } + circuits.semidualValues(labels)
    }
  }

  private var groups: [Group] {
    [
      Group(
        title: "schedule", labels: ["learning": "schedule", "circuit": "power"],
        circuits: scheduled, responses: scheduledResponses, information: scheduledInformation),
      Group(
        title: "optimum", labels: ["learning": "optimum", "circuit": "power"],
        circuits: optimal, responses: optimalResponses, information: optimalInformation),
      Group(
        title: "bank",
        labels: bank.directionLabels.with([
          "learning": "optimum", "circuit": "bank", "weights": "learned",
        ]),
        circuits: bank, responses: bankResponses, information: bankInformation),
    ]
  }

  private var blocks: ContourBlocks {
    let (images, offsets) = signals.values
    func column(_ title: Text, _ densities: Densities, _ information: Estimates)
      -> ContourBlocks.Column
    {
      (title, { ContourPanel(densities[$0, $1], information[$0, $1]) })
    }
    let circuits = groups.map { group -> ContourBlocks.Column in
      (
        group.title,
        {
          ContourPanel(
            group.responses[$0, $1], group.information[$0, $1], group.circuits[$0, $1])
        }
      )
    }
    return ContourBlocks(
      title: experiment.title, images: images, offsets: offsets,
      columns: [column("signal", signals, signalInformation)] + circuits + [
        column("radial", radial, radialInformation),
        column("rotations", rotations, rotationInformation),
      ])
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    signalInformation.tidyValues(signal: "signal") + groups.flatMap(\.values)
      + radialInformation.tidyValues(signal: "radial")
      + rotationInformation.tidyValues(signal: "rotations")
  }

  private var caption: String {
    let (images, _) = signals.values
    let densities = [signals, radial, rotations] + groups.map(\.responses)
    return """
      \(experiment.title): a figure of this project, not of a paper; data set \(experiment.dataSet), \
      \(images.joined(separator: ", ")). (A) Pairs of filter responses d pixels apart. (B) Responses of \
      a circuit of Lipshutz & Simoncelli (2024) with K = \(groups[0].interneurons) interneurons after \
      learning at \(scheduled.schedules), and (C) at the minimum of the same objective. (D) Responses of \
      a bank of \(groups[2].interneurons) interneurons with fixed activation functions, at the minimum \
      over gains and directions. (E) Whitened, and the radius mapped by its ranks to that of a normal \
      pair (Lyu & Simoncelli 2009). (F) Marginals by ranks and a random rotation, again and again \
      (Laparra et al. 2011). Black: contours of a kernel density estimate (Scott's rule) with the same \
      mass outside as the circles (red, dashed) of a standard normal distribution, which it would \
      meet.\(contoursBeyond(densities.flatMap(\.artifacts))) \
      Gray: directions of the weights. I: mutual information in nats, plug-in estimate of every 10th \
      pair. \(settling(groups.map(\.information.unsettled).reduce(0, +)))
      """
  }
}
