import Drawing
import Pipeline
import Stages
import Statistics

/// Figure 3 of the shaping paper and its appendix figure 6: a block for each photograph.
///
/// A row for each offset; columns A the pairs of filter responses, B whitened by ZCA, C–E the
/// responses of circuits with 2, 3 and 4 interneurons. Science A6.
public struct ContourTable: Figure {
  public static let id = "contour-table"
  public static let summary = "Contours of pairs before and after circuits, a row an offset."

  @Gathered(over: .image(writtenIn: .bold), .offset.atMost(6))
  public var signals: Cells<DensityOnGrid, String, Int>
  @Gathered(over: .image, .offset) public var signalInformation: Estimates
  @Gathered(over: .image, .offset) public var whitened: Cells<DensityOnGrid, String, Int>
  @Gathered(over: .image, .offset) public var whitenedInformation: Estimates
  @Gathered(over: .image, .offset, .interneurons.atMost(6))
  public var circuit: Cells<LearnedCircuit, String, Int, Int>
  @Gathered(over: .image, .offset, .interneurons)
  public var responses: Cells<DensityOnGrid, String, Int, Int>
  @Gathered(over: .image, .offset, .interneurons)
  public var responseInformation: Cells<MutualInformationEstimates, String, Int, Int>
  @Gathered(over: .image, .offset, .interneurons)
  public var responseRadii: Cells<RadialDescription, String, Int, Int>
  @Parameter(in: 1...6, "of the paper, for the caption") public var number = 3
  @Parameter public var experiment = ExperimentLabel()

  public typealias Estimates = Cells<MutualInformationEstimates, String, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: blocks.pages(), caption: caption, values: values)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    signalInformation.tidyValues(signal: "signal")
      + whitenedInformation.tidyValues(signal: "zca")
      + responseInformation.tidyValues(signal: "responses")
      + responseInformation.unsettledValues + circuit.tidyValues + radialValues
  }

  /// By what factor the density of responses grows from a ring around the origin to one farther out.
  private var radialValues: [TidyValue] {
    let responses: [String: JSONValue] = ["signal": "responses"]
    return responseRadii.labeled.flatMap { labels, radii in
      labels.with(responses).values(["radialRise": radii.greatestRise])
    } + responses.values(["greatestRadialRise": greatestRise])
  }

  private var greatestRise: Double? { responseRadii.artifacts.map(\.greatestRise).max() }

  private var caption: String {
    let (images, _, interneurons) = responses.values
    let numbers = zip(ContourBlocks.letters.dropFirst(2), interneurons).map { "K = \($1) (\($0))" }
    let densities = signals.artifacts + whitened.artifacts + responses.artifacts
    let radii = Set(signals.artifacts.map(\.axes.radii)).sorted { $0.count < $1.count }.first ?? []
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure \(number); data set \
      \(experiment.dataSet), \(images.joined(separator: ", ")). Pairs of filter responses d pixels apart (A), whitened by \
      ZCA (B), and responses of circuits with \(numbers.joined(separator: ", ")) interneurons. \
      Black: contours of a kernel density estimate (Scott's rule) with the same mass outside as the \
      circles of radius \(radii.map { "\($0)" }.joined(separator: ", ")) (red, dashed) of a standard \
      normal distribution, which it would meet.\(contoursBeyond(densities)) Gray: directions of the weights. I: mutual \
      information in nats, plug-in estimate of every 10th pair after binning, which is above 0 for \
      independent pairs too (figure 4). The circuits learned at \
      \(circuit.schedules). \(settling(responseInformation.unsettled)) The paper says that some \
      response densities are not monotone in the radius; here the density, mean over directions, grows \
      from a ring of width \(ringWidth) to one farther out by a factor of at most \
      \(String(format: "%.2f", greatestRise ?? .nan)). Different from the published figure: \
      \(Self.published(number)); its contours have the complementary mass outside, so \
      that a normal distribution would miss the circles. The published code pairs responses \
      vertically, the paper says horizontally; the manifest chooses, as published if it says nothing.
      """
  }

  private var ringWidth: String {
    String(format: "%g", responseRadii.artifacts.first?.profile.width ?? .nan)
  }

  /// What is known of the paper's photographs.
  private static func published(_ number: Int) -> String {
    switch number {
    case 3: "it shows the first photograph of its figure 2, whose number is not known"
    case 6: "it shows the first three photographs of its figure 5, whose numbers are not known"
    default: "which photographs it shows is not known"
    }
  }

  // MARK: Picture

  private var blocks: ContourBlocks {
    let (images, offsets, interneurons) = responses.values
    let columns: [ContourBlocks.Column] =
      [
        ("signal", { ContourPanel(signals[$0, $1], signalInformation[$0, $1]) }),
        ("ZCA", { ContourPanel(whitened[$0, $1], whitenedInformation[$0, $1]) }),
      ]
      + interneurons.map { number in
        (
          .math("K = \(number)"),
          {
            ContourPanel(
              responses[$0, $1, number], responseInformation[$0, $1, number],
              circuit[$0, $1, number])
          }
        )
      }
    return ContourBlocks(
      title: experiment.title, images: images, offsets: offsets, columns: columns)
  }
}
