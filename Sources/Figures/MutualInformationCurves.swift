import Drawing
import Foundation
import Pipeline
import Stages
import Statistics

/// Figure 4 of the shaping paper: mutual information against offset, averaged over photographs.
///
/// A by the estimator of the authors' figure, plug-in of all pairs; B with the bias removed after Miller
/// and Madow. The dotted line is what the estimator gives for independent normal pairs. Science A6, D.
public struct MutualInformationCurves: Figure {
  public static let id = "mutual-information-curves"
  public static let summary = "Mutual information against offset before and after circuits."

  @Gathered(over: .image, .offset) public var signals: Estimates
  @Gathered(over: .image, .offset) public var whitened: Estimates
  @Gathered(over: .image, .offset, .interneurons.atMost(curveLooks.count))
  public var responses: Cells<MutualInformationEstimates, String, Int, Int>
  @Gathered(over: .image, .offset, .interneurons)
  public var circuit: Cells<LearnedCircuit, String, Int, Int>
  @Gathered(over: .offset) public var meanSignal: Cells<AveragedMutualInformation, Int>
  @Gathered(over: .offset) public var meanWhitened: Cells<AveragedMutualInformation, Int>
  @Gathered(over: .offset, .interneurons)
  public var meanResponses: Cells<AveragedMutualInformation, Int, Int>
  @Gathered(over: .offset) public var meanFloor: Cells<AveragedMutualInformation, Int>
  @Gathered(over: .offset) public var rise: Cells<AveragedRise, Int>
  @Parameter public var experiment = ExperimentLabel()

  public typealias Estimates = Cells<MutualInformationEstimates, String, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    let means =
      meanSignal.tidyValues(["signal": "signal"]) + meanWhitened.tidyValues(["signal": "zca"])
      + meanResponses.tidyValues(["signal": "responses"])
      + meanFloor.tidyValues(["signal": "independent"])
    return signals.tidyValues(signal: "signal") + whitened.tidyValues(signal: "zca")
      + responses.tidyValues(signal: "responses") + means + responses.unsettledValues
      + circuit.tidyValues.filter { $0.reservation != nil } + riseValues
  }

  /// What ZCA adds, by kind of bins: whether the bins make the rise, as the paper supposes.
  private var riseValues: [TidyValue] {
    rise.labeled.flatMap { offset, averaged in
      averaged.rises.flatMap { rise in
        let labels = offset.with(["signal": "zca", "bins": .string(rise.bins)])
        return rise.mean.tidyValues("meanRise", unit: "nat", labels)
          + labels.values(["shareRaised": rise.raised])
      }
    }
  }

  private var caption: String {
    let (images, _) = signals.values
    let interval =
      images.count > 1
      ? "Bands: \(meanSignal.artifacts[0].intervalWords) over the photographs."
      : "With a single photograph there is no confidence interval."
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure 4; data set \
      \(experiment.dataSet), \(images.count == 1 ? "one photograph" : "mean over \(images.count) photographs"). Mutual information between \
      filter responses d pixels apart (signal), whitened by ZCA, and between the responses of \
      circuits with K interneurons. \(interval) (A) Plug-in estimate of all pairs after \
      binning, as in the authors' figure, whose axis says bits; its values are nats, as here. (B) The \
      same with the bias removed to first order (Miller–Madow); some is left where bins are sparse. Dotted: the same estimators for as many independent normal pairs; \
      dependence below it cannot be told from none. What ZCA adds with bins of \
      other widths and with bins of equal mass is in the JSON (`meanRise`). The circuits learned at \
      \(circuit.schedules). \(settling(responses.unsettled)) Different from the published figure: \
      panel B and the dotted lines are ours. Its photographs are 23 of the Kodak set; offsets, numbers \
      of interneurons, estimator and axes are those of an earlier state of the authors' code, and that \
      its bands are bootstrap intervals is inferred from its plotting library. The published code \
      pairs responses vertically, the paper says horizontally; the manifest chooses, as published if \
      it says nothing.
      """
  }

  // MARK: Picture

  private static let height = 208.0

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: Self.height)
    let area = drawing.page.inset(left: 38, top: 24, right: 8, bottom: 32)
    let grid = Grid(in: area, columns: 2, rows: 1, columnGap: 46, rowGap: 0)
    let panels = [
      (MutualInformation.Estimator.plugin, "as published", "A"),
      (.millerMadow, "bias removed", "B"),
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
    let range = verticalRange(series)
    return Panel(
      frame: frame,
      x: .offsets(series, in: frame),
      y: Axis(
        range.lowerBound, range.upperBound, scale: .logarithmic,
        label: "mutual information (nat)"),
      grid: .grid, title: Text(title), letter: letter,
      marks: series.marks,
      legend: letter == "A"
        ? Legend(series.map { Legend.Entry($0.name, stroke: $0.stroke, marker: $0.marker) }) : nil)
  }

  /// What tells the curves of circuits apart.
  private static let curveLooks: [(Color, Marker.Shape)] = [
    (.vermilion, .triangle), (.blue, .circle), (.bluishGreen, .square),
  ]

  private func allSeries(_ estimator: MutualInformation.Estimator) -> [OffsetCurve] {
    func means(_ cells: Cells<AveragedMutualInformation, Int>) -> [OffsetCurve.Mean] {
      cells.values.map { ($0, cells[$0].mean(estimator)) }
    }
    let (offsets, interneurons) = meanResponses.values
    let circuits = zip(interneurons, Self.curveLooks).map { number, look in
      OffsetCurve(
        .math("K = \(number)"), offsets.map { ($0, meanResponses[$0, number].mean(estimator)) },
        look.0, look.1, band: true, reserved: Set(offsets.filter { isReserved(offset: $0, number) })
      )
    }
    return [
      OffsetCurve("signal", means(meanSignal), .black, .circle, band: true),
      OffsetCurve("ZCA", means(meanWhitened), .gray(0.5), .diamond, band: true),
    ] + circuits + [OffsetCurve("independent normals", means(meanFloor), .darkGray, nil)]
  }

  /// Whether a circuit behind a mean stands at a bound, or some of its responses did not settle.
  private func isReserved(offset: Int, _ number: Int) -> Bool {
    signals.values.0.contains { image in
      circuit[image, offset, number].parameters.reservation != nil
        || responses[image, offset, number].unsettled > 0
    }
  }

  /// Around means and intervals, with room for the legend above.
  private func verticalRange(_ series: [OffsetCurve]) -> ClosedRange<Double> {
    let means = series.flatMap(\.points).map(\.y).filter { $0 > 0 }
    let tops = series.compactMap(\.band).flatMap(\.upper) + means
    let least = max(means.min() ?? 1e-3, 1e-5)
    let greatest = tops.max() ?? 1
    return (least / 1.5)...(greatest * 4)
  }
}
