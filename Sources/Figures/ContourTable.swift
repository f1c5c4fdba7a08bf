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

  @Gathered public var signals: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var signalInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var whitened: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var whitenedInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var circuit: [Gathered<LearnedCircuit>.Cell]
  @Gathered public var responses: [Gathered<DensityOnGrid>.Cell]
  @Gathered public var responseInformation: [Gathered<MutualInformationEstimates>.Cell]
  @Parameter(in: 1...6, "of the paper, for the caption") public var number = 3
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(drawing: try draw(), caption: caption, values: values)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    return signalInformation.tidyValues(signal: "signal")
      + whitenedInformation.tidyValues(signal: "zca")
      + responseInformation.tidyValues(signal: "responses")
      + responseInformation.unsettledValues + circuit.tidyValues
  }

  private var caption: String {
    let images = signals.values(of: "image").joined(separator: ", ")
    let schedules = Set(circuit.map(\.value.parameters.learning)).sorted()
    let unsettled = responseInformation.map(\.value.unsettled).reduce(0, +)
    let settling =
      unsettled == 0
      ? "All responses settled." : "\(unsettled) responses did not settle and are left out."
    let names =
      ["A", "B"]
      + responses.values(of: "K").indices.map {
        "\(Self.letters[($0 + 2) % Self.letters.count])"
      }
    let numbers = zip(names.dropFirst(2), responses.values(of: "K")).map { "K = \($1) (\($0))" }
    let radii = Set(signals.map(\.value.axes.radii)).sorted { $0.count < $1.count }.first ?? []
    let beyond = (signals + whitened + responses).reduce(0) { sum, cell in
      sum + cell.value.axes.levels.count { $0 == nil }
    }
    let missing =
      beyond == 0
      ? "" : " \(beyond) contours would leave their panels and are not drawn."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure \(number); data set \
      \(experiment.dataSet), \(images). Pairs of filter responses d pixels apart (A), whitened by \
      ZCA (B), and responses of circuits with \(numbers.joined(separator: ", ")) interneurons. \
      Black: contours of a kernel density estimate (Scott's rule) with the same mass outside as the \
      circles of radius \(radii.map { "\($0)" }.joined(separator: ", ")) (red, dashed) of a standard \
      normal distribution, which it would meet.\(missing) Gray: directions of the weights. I: mutual \
      information in nats, plug-in estimate of every 10th pair after binning, which is above 0 for \
      independent pairs too (figure 4). The circuits learned at \
      \(schedules.joined(separator: " and ")). \(settling) Different from the published figure: \
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

  private func draw() throws -> Drawing {
    let images = signals.values(of: "image")
    let offsets = signals.values(of: "offset")
    let numbers = responses.values(of: "K")
    let columns = 2 + numbers.count
    let width = Drawing.journalWidth - Self.leftMargin - 6 - Self.gap * Double(columns - 1)
    // Several blocks must fit on a page.
    let side = min(width / Double(columns), images.count > 1 ? 74 : 86)
    let block = Double(offsets.count) * side + Double(offsets.count - 1) * Self.gap
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
      if images.count > 1 {
        drawing.add(
          .text(
            Label(.bold(image), size: 7, horizontal: .center, vertical: .top, rotation: 90),
            at: Point(2, area.center.y)))
      }
      let edges = (isFirst: index == 0, isLast: index == images.count - 1)
      for (row, offset) in offsets.enumerated() {
        let labels = ["image": image, "offset": offset]
        let ends = (
          isTop: edges.isFirst && row == 0, isBottom: edges.isLast && row == offsets.count - 1
        )
        try add(labels, numbers, (0..<columns).map { grid[row, $0] }, ends, to: &drawing)
      }
    }
    return drawing
  }

  /// Adds the panels of one photograph and offset.
  private func add(
    _ labels: Labels, _ numbers: [String], _ frames: [Rectangle],
    _ ends: (isTop: Bool, isBottom: Bool), to drawing: inout Drawing
  ) throws {
    var panels = [
      (
        Text("signal"),
        ContourPanel(
          density: try signals.artifact(labels),
          information: try signalInformation.artifact(labels), circuit: nil)
      ),
      (
        Text("ZCA"),
        ContourPanel(
          density: try whitened.artifact(labels),
          information: try whitenedInformation.artifact(labels), circuit: nil)
      ),
    ]
    for number in numbers {
      let labels = labels.merging(["K": number]) { _, new in new }
      panels.append(
        (
          Text.math("K = \(number)"),
          ContourPanel(
            density: try responses.artifact(labels),
            information: try responseInformation.artifact(labels),
            circuit: try circuit.artifact(labels))
        ))
    }
    for (index, (title, content)) in panels.enumerated() {
      var surroundings = ContourPanel.Surroundings()
      if ends.isTop {
        surroundings.title = title
        surroundings.letter = "\(Self.letters[index % Self.letters.count])"
      }
      surroundings.showsX = ends.isBottom
      surroundings.showsY = index == 0
      if index == 0 { surroundings.yLabel = .math("d = \(labels["offset"] ?? "")") }
      drawing.add(content.panel(in: frames[index], surroundings))
    }
  }
}
