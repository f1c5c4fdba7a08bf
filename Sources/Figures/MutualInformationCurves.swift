import Drawing
import Foundation
import Pipeline
import Stages
import Statistics

/// Figure 4 of the shaping paper: mutual information against offset, averaged over photographs.
///
/// A by the published estimator, plug-in of every 10th pair; B of all pairs with the bias removed
/// after Miller and Madow. The dotted line is what the estimator gives for independent normal pairs.
/// Science A6.
public struct MutualInformationCurves: Figure {
  public static let id = "mutual-information-curves"
  public static let summary = "Mutual information against offset before and after circuits."

  @Gathered public var signals: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var whitened: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var responses: [Gathered<MutualInformationEstimates>.Cell]
  @Gathered public var circuit: [Gathered<LearnedCircuit>.Cell]
  @Input public var meanSignal: AveragedMutualInformation
  @Input public var meanWhitened: AveragedMutualInformation
  @Input public var meanResponses: AveragedMutualInformation
  @Input public var meanFloor: AveragedMutualInformation
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(drawing: draw(), caption: caption, values: values)
  }

  // MARK: Numbers

  private var averages: [(signal: String, averages: [AveragedMutualInformation.Average])] {
    [
      ("signal", meanSignal.averages), ("zca", meanWhitened.averages),
      ("responses", meanResponses.averages), ("independent", meanFloor.averages),
    ]
  }

  private var values: [TidyValue] {
    let means = averages.flatMap { signal, averages in
      averages.flatMap { average -> [TidyValue] in
        let labels = average.labels.tidy(signal: signal, estimator: average.estimator)
        let mean = average.mean
        let interval = mean.halfWidth.map { half in
          [
            TidyValue(
              "meanMutualInformationLower", mean.mean - half, unit: "nat", labels: labels),
            TidyValue(
              "meanMutualInformationUpper", mean.mean + half, unit: "nat", labels: labels),
          ]
        }
        return [TidyValue("meanMutualInformation", mean.mean, unit: "nat", labels: labels)]
          + (interval ?? [])
      }
    }
    return signals.tidyValues(signal: "signal") + whitened.tidyValues(signal: "zca")
      + responses.tidyValues(signal: "responses") + means + responses.unsettledValues
  }

  private var caption: String {
    let images = signals.values(of: "image")
    let schedules = Set(circuit.map(\.value.parameters.learning)).sorted()
    let unsettled = responses.map(\.value.unsettled).reduce(0, +)
    let interval =
      images.count > 1
      ? "Band: \(Self.percent(meanSignal.confidence)) confidence interval over the photographs (Student's t)."
      : "With a single photograph there is no confidence interval."
    let settling =
      unsettled == 0
      ? "All responses settled." : "\(unsettled) responses did not settle and are left out."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure 4; data set \
      \(experiment.dataSet), \(images.count == 1 ? "one photograph" : "mean over \(images.count) photographs"). Mutual information between \
      filter responses d pixels apart (signal), whitened by ZCA, and between the responses of \
      circuits with K interneurons. \(interval) (A) Published estimator: plug-in of every 10th pair \
      after binning. (B) All pairs, bias removed to first order (Miller–Madow); some is left where \
      bins are sparse. Dotted: the same estimators for as many independent normal pairs; \
      dependence below it cannot be told from none. The circuits learned at \
      \(schedules.joined(separator: " and ")). \(settling) Different from the published figure: \
      its list of offsets and its axis scales are not known; panel B and the dotted lines are ours. \
      The published code pairs responses vertically, the paper says horizontally; the manifest \
      chooses, as published if it says nothing.
      """
  }

  /// 0.95 as "95 %".
  private static func percent(_ probability: Double) -> String {
    String(format: "%g %%", 100 * probability)
  }

  // MARK: Picture

  private static let height = 208.0

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: Self.height)
    let area = drawing.page.inset(left: 38, top: 24, right: 8, bottom: 32)
    let grid = Grid(in: area, columns: 2, rows: 1, columnGap: 46, rowGap: 0)
    let panels = [
      (MutualInformation.Estimator.pluginEvery10th, "every 10th pair, as published", "A"),
      (.millerMadow, "all pairs, bias removed", "B"),
    ]
    for (index, (estimator, title, letter)) in panels.enumerated() {
      drawing.add(panel(estimator, in: grid[0, index], title: title, letter: letter))
    }
    return drawing
  }

  private func panel(
    _ estimator: MutualInformation.Estimator, in frame: Rectangle, title: String, letter: String
  ) -> Panel {
    let series = allSeries(estimator)
    let offsets = series.flatMap(\.points).map(\.x)
    let range = verticalRange(series)
    return Panel(
      frame: frame,
      x: Axis(
        (offsets.min() ?? 2) / 1.12, (offsets.max() ?? 64) * 1.12, scale: .logarithmic,
        ticks: .at(Array(Set(offsets)).sorted()), label: Text("offset ") + .math("d") + " (pixels)"),
      y: Axis(
        range.lowerBound, range.upperBound, scale: .logarithmic,
        label: "mutual information (nat)"),
      grid: Stroke(.lightGray, width: 0.4), title: Text(title), letter: letter,
      marks: series.flatMap(\.marks),
      legend: letter == "A"
        ? Legend(series.map { Legend.Entry($0.name, stroke: $0.stroke, marker: $0.marker) }) : nil)
  }

  /// One curve of a panel.
  private struct Series {
    let name: Text
    let points: [Point]
    let band: (lower: [Double], upper: [Double])?
    let stroke: Stroke
    let marker: Marker?

    var marks: [Mark] {
      var marks: [Mark] = []
      if let band {
        marks.append(
          .band(
            x: points.map(\.x), lower: band.lower, upper: band.upper,
            fill: stroke.color.opacity(0.13)))
      }
      marks.append(.line(points, stroke))
      if let marker { marks.append(.points(points, marker)) }
      return marks
    }
  }

  private func allSeries(_ estimator: MutualInformation.Estimator) -> [Series] {
    let colors: [Color] = [.vermilion, .blue, .bluishGreen]
    let numbers = responses.values(of: "K")
    let shapes: [Marker.Shape] = [.triangle, .circle, .square]
    var series = [
      curve("signal", meanSignal, estimator, .black, .circle, band: true),
      curve("ZCA", meanWhitened, estimator, .gray(0.5), .diamond),
    ]
    for (index, number) in numbers.enumerated() {
      series.append(
        curve(
          .math("K = \(number)"), meanResponses, estimator, colors[index % colors.count],
          shapes[index % shapes.count], labels: ["K": number]))
    }
    series.append(curve("independent normals", meanFloor, estimator, .darkGray, nil))
    return series
  }

  private func curve(
    _ name: Text, _ table: AveragedMutualInformation,
    _ estimator: MutualInformation.Estimator, _ color: Color, _ shape: Marker.Shape?,
    labels: Labels = [:], band: Bool = false
  ) -> Series {
    let averages = table.averages.filter { average in
      average.estimator == estimator
        && labels.allSatisfy { average.labels[$0.key] == $0.value }
    }.sorted { offset($0) < offset($1) }
    // On a logarithmic axis an interval that reaches 0 goes down to the frame.
    let lower = averages.map { max($0.mean.mean - ($0.mean.halfWidth ?? 0), 1e-9) }
    let upper = averages.map { $0.mean.mean + ($0.mean.halfWidth ?? 0) }
    let hasInterval = band && averages.allSatisfy { $0.mean.halfWidth != nil }
    return Series(
      name: name, points: averages.map { Point(offset($0), $0.mean.mean) },
      band: hasInterval ? (lower, upper) : nil,
      stroke: shape == nil ? .dotted(color, width: 1) : Stroke(color, width: 1.1),
      marker: shape.map { Marker($0, size: 3.6, fill: color) })
  }

  private func offset(_ average: AveragedMutualInformation.Average) -> Double {
    average.labels["offset"].flatMap(Double.init) ?? .nan
  }

  /// Around means and intervals, with room for the legend above.
  private func verticalRange(_ series: [Series]) -> ClosedRange<Double> {
    let means = series.flatMap(\.points).map(\.y).filter { $0 > 0 }
    let tops = series.compactMap(\.band).flatMap(\.upper) + means
    let least = max(means.min() ?? 1e-3, 1e-5)
    let greatest = tops.max() ?? 1
    return (least / 1.5)...(greatest * 4)
  }
}
