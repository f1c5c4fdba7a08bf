import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 2 on whitening networks: one mode on its way to the solution.
///
/// A, B the mean flow, simulated points on closed-form curves; C, D the steps that a network makes at
/// a learning rate, stable and not. Direct connections left, interneurons right. Science B.
public struct ModeDynamics: Figure {
  public static let id = "mode-dynamics"
  public static let summary = "One mode of both whitening networks, from large and small starts."

  @Gathered(over: .network, .start) public var flows: Cells<ModeCourse, NetworkName, Double>
  @Gathered(over: .rate.atMost(4).independent) public var directSteps: Cells<ModeCourse, Double>
  @Gathered(over: .rate.atMost(4).independent)
  public var interneuronSteps: Cells<ModeCourse, Double>
  @Gathered(over: .network) public var overshoot: Cells<ModeCourse, NetworkName>
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  /// All networks that take steps of a learning rate.
  private var stepping: [ModeCourse] {
    directSteps.artifacts + interneuronSteps.artifacts + overshoot.artifacts
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    (flows.artifacts + stepping).flatMap { course -> [TidyValue] in
      var labels: [String: JSONValue] = [
        "network": .string(course.network.rawValue), "eigenvalue": .label(course.eigenvalue),
        "start": .label(course.start),
      ]
      if let rate = course.rate { labels["rate"] = .label(rate) }
      func became(_ outcome: ModeCourse.Outcome) -> Double { course.outcome == outcome ? 1 : 0 }
      return labels.values(["convergenceTime": course.convergenceTime], unit: "1/η")
        + labels.values([
          "largestDeviation": course.largestDeviation, "overshoot": course.overshoot,
          "stabilityBound": course.stabilityBound, "settled": became(.settled),
          "oscillates": became(.oscillates), "runsAway": became(.runsAway),
          "lostStability": became(.lostStability),
        ])
    }
  }

  private var caption: String {
    let c = flows.artifacts[0].eigenvalue
    let bounds = NetworkName.both.compactMap { name in
      stepping.first { $0.network == name }.map {
        "\(String(format: "%g", $0.stabilityBound)) for \(name.title)"
      }
    }
    let deviation = flows.artifacts.compactMap(\.largestDeviation).max()
    let agreement =
      deviation.map { String(format: "; they lie on the lines within %.0e", $0) } ?? ""
    let starts = Set((directSteps.artifacts + interneuronSteps.artifacts).map(\.start)).sorted()
    return """
      \(experiment.opening(ofFigure: 2)) One mode m of the recurrence M of two \
      whitening networks, for signals of variance c = \(String(format: "%g", c)); the solution is \
      √c (dotted). Time in units of the inverse learning rate. (A, B) Mean flow from several initial \
      weights: closed forms (lines) and simulated networks (points\(agreement)). \
      Direct connections shrink at unit speed at most, interneurons exponentially. (C, D) Steps at a \
      learning rate η, as the networks make them without noise, from m₀ = \
      \(starts.map { String(format: "%g", $0) }.joined(separator: ", ")) where nothing else is said: \
      stable below \(bounds.joined(separator: " and ")). \(outcomes) From a small start a single \
      step can overshoot. \(experiment.withoutPhotographs)
      """
  }

  /// What became of the networks that do not settle.
  private var outcomes: String {
    let told = stepping.compactMap { course -> String? in
      let name = "\(course.network.title) at η = \(String(format: "%g", course.rate ?? 0))"
      switch course.outcome {
      case .settled, .underway: return nil
      case .oscillates: return "\(name) oscillate"
      case .runsAway: return "\(name) run away (cross)"
      case .lostStability: return "\(name) lose their stability (cross)"
      }
    }
    return told.isEmpty
      ? "All of them settle or are on their way."
      : "Beyond that, \(told.joined(separator: "; "))."
  }

  // MARK: Picture

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 330)
    let area = drawing.page.inset(left: 34, top: 24, right: 8, bottom: 32)
    let grid = Grid(in: area, columns: 2, rows: 2, columnGap: 40, rowGap: 46)
    for (column, name) in NetworkName.both.enumerated() {
      // One network may have been left out.
      if flows.artifacts.contains(where: { $0.network == name }) {
        drawing.add(flowPanel(name, in: grid[0, column], letter: ["A", "B"][column]))
      }
      if stepping.contains(where: { $0.network == name }) {
        drawing.add(stepPanel(name, in: grid[1, column], letter: ["C", "D"][column]))
      }
    }
    return drawing
  }

  private func solution(_ courses: [ModeCourse], until end: Double) -> Mark {
    let root = (courses.first?.eigenvalue ?? 1).squareRoot()
    return .line(from: Point(0, root), to: Point(end, root), .dotted(.darkGray, width: 0.9))
  }

  private func flowPanel(_ name: NetworkName, in frame: Rectangle, letter: String) -> Panel {
    let courses = flows.artifacts.filter { $0.network == name }
    let end = courses.compactMap(\.exact.times.last).max() ?? 1
    let top = flows.artifacts.map(\.start).max() ?? 1
    let marker = Marker.hollow(name.markerShape, size: 3.2, Stroke(name.color, width: 0.8))
    let curves = courses.flatMap { course -> [Mark] in
      [
        .line(
          [Point](x: course.exact.times, y: course.exact.modes), Stroke(name.color, width: 1.1)),
        .points([Point](x: course.simulated.times, y: course.simulated.modes), marker),
      ]
    }
    return Panel(
      frame: frame, x: Axis(0, end, label: .time),
      y: Axis(0, 1.06 * top, label: .math("m")), grid: .grid,
      title: Text("\(name.title): mean flow"), letter: letter,
      marks: [solution(courses, until: end)] + curves,
      legend: Legend([
        Legend.Entry("closed form", stroke: Stroke(name.color, width: 1.1)),
        Legend.Entry("simulated", marker: marker),
        Legend.Entry(.math("√c"), stroke: .dotted(.darkGray, width: 0.9)),
      ]))
  }

  private static let stepColors: [Color] = [
    .black, .bluishGreen, .reddishPurple, .vermilion, .skyBlue,
  ]

  private func stepPanel(_ name: NetworkName, in frame: Rectangle, letter: String) -> Panel {
    let courses = stepping.filter { $0.network == name }
    let end = stepping.compactMap(\.exact.times.last).max() ?? 1
    let modes = stepping.flatMap(\.simulated.modes).filter { $0 > 0 }
    // What runs away leaves the panel; above the rest there is room for the legend.
    let range = (0.6 * (modes.min() ?? 0.1))...(16 * (modes.filter { $0 < 30 }.max() ?? 10))
    var marks = [solution(courses, until: end)]
    var entries: [Legend.Entry] = []
    for (index, course) in courses.enumerated() {
      let color = Self.stepColors[index % Self.stepColors.count]
      let points = [Point](x: course.simulated.times, y: course.simulated.modes).filter {
        range.contains($0.y)
      }
      // Many small steps make a line of their own.
      let marker = points.count > 60 ? nil : Marker(.circle, size: 2.2, fill: color)
      marks.append(.line(points, Stroke(color, width: 0.8)))
      if let marker { marks.append(.points(points, marker)) }
      if [.lostStability, .runsAway].contains(course.outcome), let last = points.last {
        marks.append(.cross(at: last, color, size: 7))
      }
      entries.append(
        Legend.Entry(
          entry(of: course, among: courses),
          stroke: Stroke(color, width: 0.8), marker: marker))
    }
    return Panel(
      frame: frame, x: Axis(0, end, label: .time),
      y: Axis(range.lowerBound, range.upperBound, scale: .logarithmic, label: .math("m")),
      grid: .grid, title: Text("\(name.title): steps of ") + .math("η"),
      letter: letter, marks: marks, legend: Legend(entries))
  }

  private func entry(of course: ModeCourse, among courses: [ModeCourse]) -> Text {
    let rate = Text.math("η = ") + Text(String(format: "%g", course.rate ?? 0))
    guard course.start == courses.first?.start else {
      return rate + ", from " + .math("m") + .subscript("0")
        + Text(String(format: " = %g", course.start))
    }
    return rate + Text(Self.words(course.outcome))
  }

  private static func words(_ outcome: ModeCourse.Outcome) -> String {
    switch outcome {
    case .settled: ""
    case .underway: ", on its way"
    case .oscillates: ", oscillates"
    case .runsAway: ", runs away"
    case .lostStability: ", stability lost"
    }
  }
}
