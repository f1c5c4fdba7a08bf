import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 4 on whitening networks: the mean flow of whole recurrences.
///
/// Above the objective V, below ‖C_y − I‖, against time for several sizes of the initial recurrence;
/// columns for both networks, with starts that commute with the covariance and starts that do not.
/// Science B.
public struct WhiteningFlows: Figure {
  public static let id = "whitening-flows"
  public static let summary = "Objective and whitening error on the mean flow, from several starts."

  @Gathered public var flows: [Gathered<LearningCourse>.Cell]
  @Gathered public var covariance: [Gathered<CovarianceMatrix>.Cell]
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(drawing: draw(), caption: caption, values: values)
  }

  private typealias Cell = Gathered<LearningCourse>.Cell

  private var kinds: [String] { flows.values(of: "kind") }
  private var scales: [String] { flows.values(of: "scale") }

  private func cells(_ name: NetworkName, _ kind: String) -> [Cell] {
    flows.filter { $0.value.record.network == name && $0.labels["kind"] == kind }
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    flows.flatMap { cell -> [TidyValue] in
      guard let course = cell.value.record.phases.first?.course else { return [] }
      let labels = cell.labels.tidyNumbers
      let last = [
        TidyValue(
          "whiteningError", course.whiteningErrors.last ?? .nan,
          labels: labels.merging(["time": .label(course.times.last ?? 0)]) { _, new in new })
      ]
      return last
        + (course.convergenceTime.map {
          [TidyValue("convergenceTime", $0, unit: "1/η", labels: labels)]
        } ?? [])
    }
  }

  private var caption: String {
    let criterion = flows.first?.value.record.criterion
    let spectrum =
      covariance.first.map {
        $0.value.summary.eigenvalues.map { String(format: "%.3g", $0) }.joined(separator: ", ")
      } ?? ""
    return """
      \(experiment.opening(ofFigure: 4)) Mean flow of two whitening networks with \
      \(flows.first?.value.record.neurons ?? 0) neurons, for signals with the variances \(spectrum) \
      along their principal axes. The initial recurrence M₀, the same for both networks, has the \
      size a (the geometric mean of its eigenvalues), and the axes of the signals ("commuting") or \
      others ("not commuting"). Above: the objective V(M) = Tr(M⁻¹C + M − 2C^(1/2)), \
      which both descend; below: ‖C_y − I‖, how far the responses are from white. Time in units of \
      the inverse learning rate. Circles: V reaches \
      \(criterion.map { String(format: "%g", $0.threshold) } ?? "") (dotted). \(times) The paper's \
      claim, derived for single modes: for large a direct connections need time in proportion to a, \
      interneurons to its logarithm. \(experiment.withoutPhotographs)
      """
  }

  /// When the largest start converges.
  private var times: String {
    let told = NetworkName.both.compactMap { name -> String? in
      let times = kinds.compactMap { kind in
        cells(name, kind).last?.value.record.phases.first?.course.convergenceTime
      }
      guard let least = times.min(), let most = times.max() else { return nil }
      let ends = [Self.short(least), Self.short(most)]
      let span = ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
      return "\(span) with \(name.title)"
    }
    return "From a = \(scales.last ?? "") that takes \(told.joined(separator: ", "))."
  }

  private static func short(_ time: Double) -> String { String(format: "%.3g", time) }

  // MARK: Picture

  private static let colors: [Color] = [.skyBlue, .bluishGreen, .reddishPurple, .black]

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 300)
    let columns = NetworkName.both.flatMap { name in kinds.map { (name, $0) } }
    let area = drawing.page.inset(left: 40, top: 36, right: 8, bottom: 32)
    let grid = Grid(
      in: area, columns: max(1, columns.count), rows: 2, columnGap: 9, rowGap: 12)
    for (index, (name, kind)) in columns.enumerated() {
      drawing.add(
        objectivePanel(
          cells(name, kind), in: grid[0, index], first: index == 0,
          letter: String(UnicodeScalar(UInt8(65 + index))), title: Self.title(kind)))
      drawing.add(errorPanel(cells(name, kind), in: grid[1, index], first: index == 0))
    }
    for (index, name) in NetworkName.both.enumerated() where !kinds.isEmpty {
      let (left, right) = (grid[0, index * kinds.count], grid[0, (index + 1) * kinds.count - 1])
      drawing.add(
        .text(
          Label(.bold(name.title), size: 8, color: name.color, horizontal: .center),
          at: Point(0.5 * (left.minX + right.maxX), left.minY - 19)))
    }
    return drawing
  }

  private static func title(_ kind: String) -> Text {
    kind == "commuting" ? "commuting" : kind == "random" ? "not commuting" : Text(kind)
  }

  private var horizontal: (lower: Double, upper: Double) {
    let times = flows.flatMap { $0.value.record.phases.flatMap(\.course.times) }.filter { $0 > 0 }
    return (times.min() ?? 0.01, times.max() ?? 1)
  }

  private func axis(shown: Bool) -> Axis {
    Axis(
      horizontal.lower, horizontal.upper, scale: .logarithmic, ticks: .automatic(atMost: 4),
      label: shown ? .math("t") + " (1/" + .math("η") + ")" : nil, showsTickLabels: shown)
  }

  private func lines(_ cells: [Cell], _ values: (LearningCourse.Phase) -> [Double]) -> [Mark] {
    cells.flatMap { cell -> [Mark] in
      guard let phase = cell.value.record.phases.first else { return [] }
      let points = [Point](x: phase.course.times, y: values(phase)).filter { $0.x > 0 && $0.y > 0 }
      return [.line(points, Stroke(color(cell), width: 1.1))]
    }
  }

  private func color(_ cell: Cell) -> Color {
    let index = scales.firstIndex(of: cell.labels["scale"] ?? "") ?? 0
    return Self.colors[index % Self.colors.count]
  }

  private func objectivePanel(
    _ cells: [Cell], in frame: Rectangle, first: Bool, letter: String, title: Text
  ) -> Panel {
    let threshold = flows.first?.value.record.criterion.threshold ?? 1e-3
    let all = flows.flatMap { $0.value.record.phases.flatMap(\.course.objectives) }
    var marks = [
      Mark.line(
        from: Point(horizontal.lower, threshold), to: Point(horizontal.upper, threshold),
        .dotted(.darkGray, width: 0.9))
    ]
    marks += lines(cells) { $0.course.objectives }
    marks += cells.compactMap { cell in
      cell.value.record.phases.first?.course.convergenceTime.map {
        .points(
          [Point($0, threshold)],
          Marker(.circle, size: 4, fill: .white, stroke: Stroke(color(cell), width: 1)))
      }
    }
    var style = PanelStyle.journal
    if !first { style.letterOffset.x = -4 }
    return Panel(
      frame: frame, x: axis(shown: false),
      y: Axis(
        threshold / 30, 3 * (all.max() ?? 1), scale: .logarithmic,
        label: first ? "objective " + Text.math("V") : nil, showsTickLabels: first),
      grid: Stroke(.lightGray, width: 0.4), title: title, letter: letter, marks: marks,
      style: style)
  }

  private func errorPanel(_ cells: [Cell], in frame: Rectangle, first: Bool) -> Panel {
    let all = flows.flatMap {
      $0.value.record.phases.flatMap { $0.course.whiteningErrors.dropFirst() }
    }
    let entries = scales.enumerated().map { index, scale in
      Legend.Entry(
        .math("a = ") + Text(scale),
        stroke: Stroke(Self.colors[index % Self.colors.count], width: 1.1))
    }
    return Panel(
      frame: frame, x: axis(shown: true),
      y: Axis(
        1e-3, 12 * (all.max() ?? 1), scale: .logarithmic,
        label: first
          ? Text("‖") + .math("C") + .subscript("y", face: .oblique) + " − " + .math("I") + "‖"
          : nil,
        showsTickLabels: first), grid: Stroke(.lightGray, width: 0.4),
      marks: lines(cells) { $0.course.whiteningErrors },
      legend: first ? Legend(entries) : nil)
  }
}
