import Circuits
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

  @Gathered(over: .scale.atMost(colors.count), .kind.atMost(2), .network)
  public var flows: Cells<LearningCourse, Double, InitialRecurrence.Kind, NetworkName>
  @Input public var covariance: CovarianceMatrix
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  private typealias Kind = InitialRecurrence.Kind

  private var scales: [Double] { flows.values.0 }
  private var kinds: [Kind] { flows.values.1 }
  private var networks: [NetworkName] { NetworkName.shown(flows.values.2) }

  // MARK: Numbers

  private var values: [TidyValue] {
    flows.labeled.flatMap { labels, flow -> [TidyValue] in
      guard let course = flow.record.phases.first?.course else { return [] }
      return labels.with(["time": .label(course.times.last ?? 0)])
        .values(["whiteningError": course.whiteningErrors.last ?? .nan])
        + labels.time("convergenceTime", course.convergenceTime, unit: "1/η")
    }
  }

  private var caption: String {
    let record = flows.artifacts[0].record
    return """
      \(experiment.opening(ofFigure: 4)) Mean flow of two whitening networks with \
      \(record.neurons) neurons, for signals with the variances \
      \(covariance.spectrum) along their principal axes. The initial recurrence M₀, the same for both networks, has the \
      size a (the geometric mean of its eigenvalues), and the axes of the signals ("commuting") or \
      others ("not commuting"). Above: the objective V(M) = Tr(M⁻¹C + M − 2C^(1/2)), \
      which both descend; below: ‖C_y − I‖, how far the responses are from white. Time in units of \
      the inverse learning rate. Circles: V reaches \
      \(String(format: "%g", record.criterion.threshold)) (dotted). \(times) The paper's \
      claim, derived for single modes: for large a direct connections need time in proportion to a, \
      interneurons to its logarithm. \(experiment.withoutPhotographs)
      """
  }

  /// When the largest start converges.
  private var times: String {
    let largest = scales[scales.count - 1]
    let told = networks.compactMap { name -> String? in
      let times = kinds.compactMap { kind in
        flows[largest, kind, name].record.phases.first?.course.convergenceTime
      }
      guard let least = times.min(), let most = times.max() else { return nil }
      let ends = [Self.short(least), Self.short(most)]
      let span = ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
      return "\(span) with \(name.title)"
    }
    return "From a = \(String(format: "%g", largest)) that takes \(told.joined(separator: ", "))."
  }

  private static func short(_ time: Double) -> String { String(format: "%.3g", time) }

  // MARK: Picture

  private static let colors: [Color] = [.skyBlue, .bluishGreen, .reddishPurple, .black]

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 300)
    let columns = networks.flatMap { name in kinds.map { (name, $0) } }
    let area = drawing.page.inset(left: 40, top: 36, right: 8, bottom: 32)
    let grid = Grid(in: area, columns: columns.count, rows: 2, columnGap: 9, rowGap: 12)
    for (index, (name, kind)) in columns.enumerated() {
      drawing.add(
        objectivePanel(
          name, kind, in: grid[0, index], first: index == 0,
          letter: String(UnicodeScalar(UInt8(65 + index)))))
      drawing.add(errorPanel(name, kind, in: grid[1, index], first: index == 0))
    }
    for (index, name) in networks.enumerated() {
      let (left, right) = (grid[0, index * kinds.count], grid[0, (index + 1) * kinds.count - 1])
      drawing.add(
        .text(
          Label(.bold(name.title), size: 8, color: name.color, horizontal: .center),
          at: Point(0.5 * (left.minX + right.maxX), left.minY - 19)))
    }
    return drawing
  }

  private static func title(_ kind: Kind) -> Text {
    switch kind {
    case .commuting: "commuting"
    case .random: "not commuting"
    case .solution: "in proportion"
    }
  }

  private var horizontal: (lower: Double, upper: Double) {
    let times = phases.flatMap(\.course.times).filter { $0 > 0 }
    return (times.min() ?? 0.01, times.max() ?? 1)
  }

  private var axis: Axis {
    Axis(
      horizontal.lower, horizontal.upper, scale: .logarithmic, ticks: .automatic(atMost: 4),
      label: .time)
  }

  /// Of all networks.
  private var phases: [LearningCourse.Phase] { flows.artifacts.flatMap(\.record.phases) }

  /// The courses of a panel with their colors.
  private func courses(_ name: NetworkName, _ kind: Kind) -> [(WhiteningCourse, Color)] {
    zip(scales, Self.colors).compactMap { scale, color in
      flows[scale, kind, name].record.phases.first.map { ($0.course, color) }
    }
  }

  private static func line(_ course: WhiteningCourse, _ values: [Double], _ color: Color) -> Mark {
    let points = [Point](x: course.times, y: values).filter { $0.x > 0 && $0.y > 0 }
    return .line(points, Stroke(color, width: 1.1))
  }

  private func objectivePanel(
    _ name: NetworkName, _ kind: Kind, in frame: Rectangle, first: Bool, letter: String
  ) -> Panel {
    let threshold = flows.artifacts[0].record.criterion.threshold
    let all = phases.flatMap(\.course.objectives)
    let courses = courses(name, kind)
    var marks = [
      Mark.line(
        from: Point(horizontal.lower, threshold), to: Point(horizontal.upper, threshold),
        .dotted(.darkGray, width: 0.9))
    ]
    marks += courses.map { Self.line($0, $0.objectives, $1) }
    marks += courses.compactMap { course, color in
      guard let time = course.convergenceTime else {
        let shown = [Point](x: course.times, y: course.objectives).last { $0.x > 0 && $0.y > 0 }
        return shown.map { .cross(at: $0, color) }
      }
      return .points([Point(time, threshold)], .hollow(.circle, size: 4, Stroke(color, width: 1)))
    }
    return Panel(
      frame: frame, x: axis.labeled(false),
      y: Axis(
        threshold / 30, 3 * (all.max() ?? 1), scale: .logarithmic,
        label: "objective " + Text.math("V")
      ).labeled(first),
      grid: .grid, title: Self.title(kind), letter: letter, marks: marks,
      style: .journal(isLeft: first))
  }

  private func errorPanel(
    _ name: NetworkName, _ kind: Kind, in frame: Rectangle, first: Bool
  ) -> Panel {
    let all = phases.flatMap { $0.course.whiteningErrors.dropFirst() }
    let entries = zip(scales, Self.colors).map { scale, color in
      Legend.Entry(
        .math("a = ") + Text(String(format: "%g", scale)), stroke: Stroke(color, width: 1.1))
    }
    return Panel(
      frame: frame, x: axis,
      y: Axis(
        1e-3, 12 * (all.max() ?? 1), scale: .logarithmic,
        label: Text("‖") + .math("C") + .subscript("y", face: .oblique) + " − " + .math("I") + "‖"
      ).labeled(first), grid: .grid,
      marks: courses(name, kind).map { Self.line($0, $0.whiteningErrors, $1) },
      legend: first ? Legend(entries) : nil)
  }
}
