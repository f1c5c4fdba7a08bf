import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 5 on whitening networks: learning from one sample at a time, on synthetic signals.
///
/// A, B the objective against time for several learning rates, medians and ranges over seeds, with
/// the mean flow; C how far networks end from the mean flow, against the learning rate. Science B.
public struct OnlineLearning: Figure {
  public static let id = "online-learning"
  public static let summary = "Whitening networks that learn from samples, beside their mean flow."

  @Gathered(over: .network, .rate.atMost(colors.count))
  public var spread: Cells<CourseSpread, NetworkName, Double>
  @Gathered(over: .network) public var flow: Cells<LearningCourse, NetworkName>
  @Gathered(over: .network) public var deviations: Cells<FlowDeviations, NetworkName>
  @Input public var covariance: CovarianceMatrix
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  /// Descending, as the legend lists them.
  private var rates: [Double] { spread.values.1.sorted(by: >) }

  private var networks: [NetworkName] { NetworkName.shown(flow.values) }

  // MARK: Numbers

  private var values: [TidyValue] {
    let ends = deviations.labeled.flatMap { labels, table in
      table.deviations.flatMap { deviation in
        let own = labels.with(["rate": .label(deviation.rate)])
        return own.values(["seeds": Double(deviation.seeds)])
          + own.values(["lostOrDiverged": Double(deviation.lost)], .unsettled(deviation.lost))
          + own.values(["relativeDeviation": deviation.deviation])
      }
    }
    let exponents = deviations.labeled.flatMap { labels, table in
      table.exponent.map(labels.slope) ?? []
    }
    let samples = spread.labeled.flatMap { labels, spread in
      labels.time("samplesUntilConvergence", spread.phases.first?.medianSamples)
    }
    let bounds = flow.labeled.flatMap { labels, course in
      labels.values(["stabilityBound": course.record.phases.first?.stabilityBound])
    }
    return ends + exponents + samples + bounds
  }

  private var caption: String {
    let seeds = spread.artifacts[0].seeds
    let lost = deviations.artifacts.flatMap(\.deviations).map(\.lost).reduce(0, +)
    let exponents = deviations.artifacts.compactMap { table -> String? in
      guard let exponent = table.exponent else { return nil }
      let half = exponent.slopeHalfWidth.map { String(format: " ± %.2f", $0) } ?? ""
      return String(format: "%.2f", exponent.slope) + half + " (\(table.network.title))"
    }
    let stability =
      lost == 0
      ? "No network lost its stability or diverged."
      : "\(lost) networks lost their stability or diverged (crosses) and are left out of C."
    return """
      \(experiment.opening(ofFigure: 5)) Whitening networks with \
      \(flow.artifacts[0].record.neurons) neurons learn from independent normal signals with \
      the variances \(covariance.spectrum), one sample at a time; both start from the same large recurrence. \
      (A, B) Objective V against time in units of the inverse learning rate η, so that t/η samples \
      were seen: median over \(seeds) seeds, band from the smallest to the largest; dashed: the mean \
      flow for the covariance of the samples. With a smaller η the networks follow it farther down, \
      to a floor of fluctuations. (C) Distance of the recurrence from that of the mean flow at the \
      end, root mean square over seeds, relative to its size; lines: least squares on the \
      logarithms, of slope \(exponents.joined(separator: " and ")) \
      (\(percent(deviations.artifacts[0].confidence)) intervals); small fluctuations fall as \
      √η, with a slope of ½, larger ones somewhat faster. \(criterion) \(stability) \(experiment.withoutPhotographs)
      """
  }

  /// What the numbers of samples in the JSON count.
  private var criterion: String {
    let criterion = spread.artifacts[0].criterion
    return criterion.measure == .objective && criterion.reference == .initial
      ? "The JSON has the median number of samples until V is down to "
        + "\(percent(criterion.threshold)) of its start." : ""
  }

  // MARK: Picture

  private static let colors: [Color] = [.vermilion, .reddishPurple, .bluishGreen, .skyBlue]

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 208)
    let area = drawing.page.inset(left: 40, top: 24, right: 8, bottom: 32)
    let gaps = Array([14.0, 46].suffix(networks.count))
    let grid = Grid(
      in: area, columns: Array(repeating: .share(1), count: gaps.count + 1), rows: [.share(1)],
      columnGaps: gaps, rowGaps: [])
    for (index, name) in networks.enumerated() {
      drawing.add(courses(of: name, in: grid[0, index], letter: ["A", "B"][index]))
    }
    drawing.add(deviationPanel(in: grid[0, networks.count]))
    return drawing
  }

  private var objectives: ClosedRange<Double> {
    let bands = spread.artifacts.flatMap { $0.phases.map(\.objective) }
    let shown = bands.flatMap { $0.lower + $0.upper }.filter { $0 > 0 }
    return 0.5 * (shown.min() ?? 1e-3)...2 * (shown.max() ?? 1)
  }

  private func courses(of name: NetworkName, in frame: Rectangle, letter: String) -> Panel {
    let isFirst = letter == "A"
    let times = spread.artifacts.flatMap { $0.phases.flatMap(\.times) }.filter { $0 > 0 }
    let marks = rates.flatMap { curve(of: spread[name, $0]) } + mean(of: name)
    let entries =
      rates.map { rate in
        Legend.Entry(.math("η = ") + Text(String(format: "%g", rate)), stroke: stroke(rate))
      } + [Legend.Entry("mean flow", stroke: .dashed(.black, width: 0.9))]
    return Panel(
      frame: frame,
      x: Axis(
        min(max(times.min() ?? 0.1, 0.1), (times.max() ?? 1) / 100), times.max() ?? 1,
        scale: .logarithmic,
        ticks: .automatic(atMost: 5), label: .time),
      y: Axis(
        objectives.lowerBound, objectives.upperBound, scale: .logarithmic,
        label: "objective " + Text.math("V")
      ).labeled(isFirst),
      grid: .grid, title: Text(name.title), letter: letter,
      marks: marks, legend: isFirst ? Legend(entries, corner: .bottomLeft) : nil,
      style: .journal(isLeft: isFirst))
  }

  private func stroke(_ rate: Double) -> Stroke {
    let index = rates.firstIndex(of: rate) ?? 0
    return Stroke(Self.colors[index % Self.colors.count], width: 1)
  }

  private func curve(of spread: CourseSpread) -> [Mark] {
    guard let phase = spread.phases.first else { return [] }
    let line = stroke(spread.rate ?? 0)
    let shown = phase.times.indices.filter { phase.times[$0] > 0 }
    let (times, band) = (shown.map { phase.times[$0] }, phase.objective)
    var marks: [Mark] = [
      .band(
        x: times, lower: shown.map { band.lower[$0] }, upper: shown.map { band.upper[$0] },
        fill: line.color.opacity(0.2)),
      .line([Point](x: times, y: shown.map { band.median[$0] }), line),
    ]
    if phase.lost > 0 || phase.medianSamples == nil, let last = shown.last {
      marks.append(.cross(at: Point(phase.times[last], band.median[last]), line.color))
    }
    return marks
  }

  private func mean(of name: NetworkName) -> [Mark] {
    flow[name].record.phases.map { phase in
      let points = [Point](x: phase.course.times, y: phase.course.objectives)
      return .line(points.filter { $0.x > 0 && $0.y > 0 }, .dashed(.black, width: 0.9))
    }
  }

  private func deviationPanel(in frame: Rectangle) -> Panel {
    let found = deviations.artifacts.flatMap(\.deviations).compactMap(\.deviation)
    let entries = networks.map {
      Legend.Entry(
        Text($0.title), stroke: Stroke($0.color, width: 0.9),
        marker: Marker($0.markerShape, size: 3.6, fill: $0.color))
    }
    return Panel(
      frame: frame,
      x: Axis(
        (rates.min() ?? 1e-3) / 1.6, (rates.max() ?? 1) * 1.6, scale: .logarithmic,
        label: "learning rate " + Text.math("η")),
      y: Axis(
        (found.min() ?? 0.01) / 1.5, (found.max() ?? 1) * 2.5, scale: .logarithmic,
        label: "deviation from the mean flow"),
      grid: .grid, title: "fluctuations", letter: "C",
      marks: networks.flatMap(marks), legend: Legend(entries, corner: .topLeft))
  }

  private func marks(of name: NetworkName) -> [Mark] {
    let points = deviations[name].deviations.compactMap { deviation in
      deviation.deviation.map { Point(deviation.rate, $0) }
    }
    let line = deviations[name].exponent.map { fit -> Mark in
      let ends = [points.map(\.x).min() ?? 1, points.map(\.x).max() ?? 1]
      return .line(
        ends.map { Point($0, exp(fit.intercept + fit.slope * log($0))) },
        Stroke(name.color, width: 0.9))
    }
    return [line].compactMap(\.self)
      + [.points(points, Marker(name.markerShape, size: 3.6, fill: name.color))]
  }
}
