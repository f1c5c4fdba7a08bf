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
  @Parameter(in: 1...6, "of the paper, for the caption") public var number = 3
  @Parameter public var experiment = ExperimentLabel()

  public typealias Estimates = Cells<MutualInformationEstimates, String, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: draw(), caption: caption, values: values)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    signalInformation.tidyValues(signal: "signal")
      + whitenedInformation.tidyValues(signal: "zca")
      + responseInformation.tidyValues(signal: "responses")
      + responseInformation.unsettledValues + circuit.tidyValues
  }

  private var caption: String {
    let (images, _, interneurons) = responses.values
    let numbers = zip(Self.letters.dropFirst(2), interneurons).map { "K = \($1) (\($0))" }
    let densities = signals.artifacts + whitened.artifacts + responses.artifacts
    let radii = Set(signals.artifacts.map(\.axes.radii)).sorted { $0.count < $1.count }.first ?? []
    let beyond = densities.reduce(0) { sum, density in
      sum + density.axes.levels.count { $0 == nil }
    }
    let missing =
      beyond == 0
      ? "" : " \(beyond) contours would leave their panels and are not drawn."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure \(number); data set \
      \(experiment.dataSet), \(images.joined(separator: ", ")). Pairs of filter responses d pixels apart (A), whitened by \
      ZCA (B), and responses of circuits with \(numbers.joined(separator: ", ")) interneurons. \
      Black: contours of a kernel density estimate (Scott's rule) with the same mass outside as the \
      circles of radius \(radii.map { "\($0)" }.joined(separator: ", ")) (red, dashed) of a standard \
      normal distribution, which it would meet.\(missing) Gray: directions of the weights. I: mutual \
      information in nats, plug-in estimate of every 10th pair after binning, which is above 0 for \
      independent pairs too (figure 4). The circuits learned at \
      \(circuit.schedules). \(settling(responseInformation.unsettled)) Different from the published figure: \
      which photographs it shows is not known; its contours have the complementary mass outside, so \
      that a normal distribution would miss the circles. The published code pairs responses \
      vertically, the paper says horizontally; the manifest chooses, as published if it says nothing.
      """
  }

  // MARK: Picture

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
  private static let leftMargin = 40.0
  private static let headHeight = 24.0
  private static let footHeight = 17.0
  private static let gap = 7.0
  private static let blockGap = 16.0

  /// As many pages as the photographs need.
  private func draw() -> [Drawing] {
    let (images, offsets, interneurons) = responses.values
    let columns = 2 + interneurons.count
    let width = Drawing.journalWidth - Self.leftMargin - 6 - Self.gap * Double(columns - 1)
    // Several blocks must fit on a page.
    let side = min(width / Double(columns), images.count > 1 ? 74 : 86)
    let block = Double(offsets.count) * side + Double(offsets.count - 1) * Self.gap
    let room = Drawing.journalHeight - Self.headHeight - Self.footHeight + Self.blockGap
    let blocks = max(1, Int(room / (block + Self.blockGap)))
    return stride(from: 0, to: images.count, by: blocks).map { first in
      page(Array(images[first..<min(first + blocks, images.count)]), side: side, block: block)
    }
  }

  private func page(_ images: [String], side: Double, block: Double) -> Drawing {
    let (all, offsets, interneurons) = responses.values
    let columns = 2 + interneurons.count
    let height =
      Self.headHeight + Double(images.count) * block + Double(images.count - 1) * Self.blockGap
      + Self.footHeight
    let used = Self.leftMargin + Double(columns) * side + Double(columns - 1) * Self.gap + 6
    var drawing = Drawing(title: experiment.title, width: used, height: height)
    for (index, image) in images.enumerated() {
      let top = Self.headHeight + Double(index) * (block + Self.blockGap)
      let area = Rectangle(
        x: Self.leftMargin, y: top, width: used - Self.leftMargin - 6, height: block)
      let grid = Grid(
        in: area, columns: columns, rows: offsets.count, columnGap: Self.gap, rowGap: Self.gap)
      if all.count > 1 {
        drawing.add(
          .text(
            Label(
              .name(image, face: .bold, room: area.height), size: 7, horizontal: .center,
              vertical: .top, rotation: 90),
            at: Point(2, area.center.y)))
      }
      for (row, offset) in offsets.enumerated() {
        let isTop = index == 0 && row == 0
        let isBottom = index == images.count - 1 && row == offsets.count - 1
        for (column, (title, content)) in panels(image, offset).enumerated() {
          let surroundings = ContourPanel.Surroundings(
            title: isTop ? title : nil, letter: isTop ? "\(Self.letters[column])" : nil,
            yLabel: column == 0 ? .math("d = \(offset)") : nil, showsX: isBottom,
            showsY: column == 0)
          drawing.add(content.panel(in: grid[row, column], surroundings))
        }
      }
    }
    return drawing
  }

  /// The panels of one photograph and offset, with the titles of their columns.
  private func panels(_ image: String, _ offset: Int) -> [(title: Text, content: ContourPanel)] {
    let (_, _, interneurons) = responses.values
    return [
      ("signal", ContourPanel(signals[image, offset], signalInformation[image, offset])),
      ("ZCA", ContourPanel(whitened[image, offset], whitenedInformation[image, offset])),
    ]
      + interneurons.map { number in
        (
          .math("K = \(number)"),
          ContourPanel(
            responses[image, offset, number], responseInformation[image, offset, number],
            circuit[image, offset, number])
        )
      }
  }
}
