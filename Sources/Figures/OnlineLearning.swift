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

  @Input public var spread: CourseSpreads
  @Gathered public var flow: [Gathered<LearningCourse>.Cell]
  @Input public var deviations: FlowDeviations
  @Gathered public var covariance: [Gathered<CovarianceMatrix>.Cell]
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(drawing: draw(), caption: caption, values: values)
  }

  private func spreads(of name: NetworkName) -> [CourseSpreads.Spread] {
    spread.spreads.filter { $0.network == name }.sorted { ($0.rate ?? 0) > ($1.rate ?? 0) }
  }

  private var rates: [Double] {
    Array(Set(spread.spreads.compactMap(\.rate))).sorted(by: >)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    let ends = deviations.deviations.flatMap { deviation -> [TidyValue] in
      let labels: [String: JSONValue] = [
        "network": .string(deviation.network.rawValue), "rate": .label(deviation.rate),
      ]
      return [
        TidyValue("seeds", Double(deviation.seeds), labels: labels),
        TidyValue("lostOrDiverged", Double(deviation.lost), labels: labels),
      ]
        + (deviation.deviation.map { [TidyValue("relativeDeviation", $0, labels: labels)] } ?? [])
    }
    let exponents = deviations.exponents.flatMap { exponent -> [TidyValue] in
      let labels: [String: JSONValue] = ["network": .string(exponent.network.rawValue)]
      let (slope, half) = (exponent.fit.slope, exponent.fit.slopeHalfWidth)
      return [TidyValue("slope", slope, labels: labels)]
        + (half.map {
          [
            TidyValue("slopeLower", slope - $0, labels: labels),
            TidyValue("slopeUpper", slope + $0, labels: labels),
          ]
        } ?? [])
    }
    let bounds = flow.compactMap { cell in
      cell.value.record.phases.first.map {
        TidyValue(
          "stabilityBound", $0.stabilityBound,
          labels: ["network": .string(cell.value.record.network.rawValue)])
      }
    }
    return ends + exponents + samples + bounds
  }

  /// The median number of samples until convergence, where there is one.
  private var samples: [TidyValue] {
    spread.spreads.compactMap { spread in
      spread.phases.first?.medianSamples.map {
        TidyValue(
          "samplesUntilConvergence", $0,
          labels: [
            "network": .string(spread.network.rawValue), "rate": .label(spread.rate ?? 0),
          ])
      }
    }
  }

  private var caption: String {
    let seeds = spread.spreads.first?.seeds ?? 0
    let lost = deviations.deviations.map(\.lost).reduce(0, +)
    let spectrum =
      covariance.first.map {
        $0.value.summary.eigenvalues.map { String(format: "%.3g", $0) }.joined(separator: ", ")
      } ?? ""
    let exponents = deviations.exponents.map { exponent in
      let half = exponent.fit.slopeHalfWidth.map { String(format: " ± %.2f", $0) } ?? ""
      return String(format: "%.2f", exponent.fit.slope) + half + " (\(exponent.network.title))"
    }
    let stability =
      lost == 0
      ? "No network lost its stability or diverged."
      : "\(lost) networks lost their stability or diverged (crosses) and are left out of C."
    return """
      \(experiment.opening(ofFigure: 5)) Whitening networks with \
      \(flow.first?.value.record.neurons ?? 0) neurons learn from independent normal signals with \
      the variances \(spectrum), one sample at a time; both start from the same large recurrence. \
      (A, B) Objective V against time in units of the inverse learning rate η, so that t/η samples \
      were seen: median over \(seeds) seeds, band from the smallest to the largest; dashed: the mean \
      flow for the covariance of the samples. With a smaller η the networks follow it farther down, \
      to a floor of fluctuations. (C) Distance of the recurrence from that of the mean flow at the \
      end, root mean square over seeds, relative to its size; lines: least squares on the \
      logarithms, of slope \(exponents.joined(separator: " and ")) \
      (\(String(format: "%g %%", 100 * deviations.confidence)) intervals); small fluctuations fall as \
      √η, with a slope of ½, larger ones somewhat faster. \(criterion) \(stability) \(experiment.withoutPhotographs)
      """
  }

  /// What the numbers of samples in the JSON count.
  private var criterion: String {
    guard let criterion = spread.spreads.first?.criterion else { return "" }
    let share = String(format: "%g %%", 100 * criterion.threshold)
    return criterion.measure == .objective && criterion.reference == .initial
      ? "The JSON has the median number of samples until V is down to \(share) of its start." : ""
  }

  // MARK: Picture

  private static let colors: [Color] = [.vermilion, .reddishPurple, .bluishGreen, .skyBlue]

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 208)
    let area = drawing.page.inset(left: 40, top: 24, right: 8, bottom: 32)
    let grid = Grid(
      in: area, columns: [.share(1), .share(1), .share(1)], rows: [.share(1)],
      columnGaps: [14, 46], rowGaps: [])
    for (index, name) in NetworkName.both.enumerated() {
      drawing.add(courses(of: name, in: grid[0, index], letter: ["A", "B"][index]))
    }
    drawing.add(deviationPanel(in: grid[0, 2]))
    return drawing
  }

  private var objectives: ClosedRange<Double> {
    let bands = spread.spreads.flatMap { $0.phases.map(\.objective) }
    let shown = bands.flatMap { $0.lower + $0.upper }.filter { $0 > 0 }
    return 0.5 * (shown.min() ?? 1e-3)...2 * (shown.max() ?? 1)
  }

  private func courses(of name: NetworkName, in frame: Rectangle, letter: String) -> Panel {
    let isFirst = letter == "A"
    let times = spread.spreads.flatMap { $0.phases.flatMap(\.times) }.filter { $0 > 0 }
    let marks = spreads(of: name).flatMap(marks) + mean(of: name)
    let entries =
      rates.map { rate in
        Legend.Entry(.math("η = ") + Text(String(format: "%g", rate)), stroke: stroke(rate))
      } + [Legend.Entry("mean flow", stroke: .dashed(.black, width: 0.9))]
    var style = PanelStyle.journal
    if !isFirst { style.letterOffset.x = -4 }
    return Panel(
      frame: frame,
      x: Axis(
        max(times.min() ?? 0.1, 0.1), times.max() ?? 1, scale: .logarithmic,
        ticks: .automatic(atMost: 5), label: .math("t") + " (1/" + .math("η") + ")"),
      y: Axis(
        objectives.lowerBound, objectives.upperBound, scale: .logarithmic,
        label: isFirst ? "objective " + Text.math("V") : nil, showsTickLabels: isFirst),
      grid: Stroke(.lightGray, width: 0.4), title: Text(name.title), letter: letter,
      marks: marks, legend: isFirst ? Legend(entries, corner: .bottomLeft) : nil, style: style)
  }

  private func stroke(_ rate: Double) -> Stroke {
    let index = rates.firstIndex(of: rate) ?? 0
    return Stroke(Self.colors[index % Self.colors.count], width: 1)
  }

  private func marks(of spread: CourseSpreads.Spread) -> [Mark] {
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
    if phase.lost > 0, let last = shown.last {
      marks.append(
        .points(
          [Point(phase.times[last], band.median[last])],
          Marker(.cross, size: 6, fill: nil, stroke: Stroke(line.color, width: 1.4))))
    }
    return marks
  }

  private func mean(of name: NetworkName) -> [Mark] {
    flow.filter { $0.value.record.network == name }.flatMap { cell in
      cell.value.record.phases.map { phase in
        let points = [Point](x: phase.course.times, y: phase.course.objectives)
        return .line(points.filter { $0.x > 0 && $0.y > 0 }, .dashed(.black, width: 0.9))
      }
    }
  }

  private func deviationPanel(in frame: Rectangle) -> Panel {
    let found = deviations.deviations.compactMap(\.deviation)
    let rates = deviations.deviations.map(\.rate)
    let entries = NetworkName.both.map {
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
      grid: Stroke(.lightGray, width: 0.4), title: "fluctuations", letter: "C",
      marks: NetworkName.both.flatMap(marks), legend: Legend(entries, corner: .topLeft))
  }

  private func marks(of name: NetworkName) -> [Mark] {
    let points = deviations.deviations.filter { $0.network == name }.compactMap { deviation in
      deviation.deviation.map { Point(deviation.rate, $0) }
    }
    let lines = deviations.exponents.filter { $0.network == name }.map { exponent -> Mark in
      let ends = [points.map(\.x).min() ?? 1, points.map(\.x).max() ?? 1]
      let fit = exponent.fit
      return .line(
        ends.map { Point($0, exp(fit.intercept + fit.slope * log($0))) },
        Stroke(name.color, width: 0.9))
    }
    return lines + [.points(points, Marker(name.markerShape, size: 3.6, fill: name.color))]
  }
}
