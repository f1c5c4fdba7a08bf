import Drawing
import Foundation
import Pipeline
import Stages

/// Figure 3 on whitening networks: convergence time against initial weights.
///
/// A both networks over all starts, measured points on the formulas; B the same for interneurons
/// alone, where the logarithmic law is a straight line. Dashed: the laws fitted to large starts.
/// Science B.
public struct ConvergenceScaling: Figure {
  public static let id = "convergence-scaling"
  public static let summary = "Convergence time against initial weights, with the fitted laws."

  @Gathered(over: .network, .eigenvalue.atMost(shapes.count))
  public var times: Cells<ConvergenceTimes, NetworkName, Double>
  @Gathered(over: .network) public var laws: Cells<ScalingLaw, NetworkName>
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    let measured = times.labeled.flatMap { labels, times in
      times.rows.flatMap { row -> [TidyValue] in
        func values(_ source: JSONValue, _ time: Double?) -> [TidyValue] {
          labels.with(["start": .label(row.start), "source": source])
            .time("convergenceTime", time, unit: "1/η")
        }
        return values("formula", row.formula) + values("measured", row.measured)
      }
    }
    return measured + laws.artifacts.flatMap(fitted)
  }

  private func fitted(_ law: ScalingLaw) -> [TidyValue] {
    let labels: [String: JSONValue] = ["network": .string(law.network.rawValue)]
    return labels.slope(law.own)
      + [("linear", law.linear), ("logarithmic", law.logarithmic)].flatMap { name, fit in
        labels.with(["law": .string(name)]).values(["lawResidual": fit.residual], unit: "1/η")
      }
  }

  private var caption: String {
    let tolerance = times.artifacts[0].tolerance
    let fits = laws.artifacts.map { law in
      "\(law.network.title): slope \(Self.slope(law)) on \(law.variable)"
    }
    return """
      \(experiment.opening(ofFigure: 3)) Time until a mode m of the recurrence is within \
      \(String(format: "%g", tolerance)) of its solution √c, against its initial value m₀, for \
      signals of variance c, in units of the inverse learning rate. Points: measured on the mean flow \
      of networks with one neuron; lines: formulas of the closed form. (A) Both networks; (B) \
      interneurons on a linear axis of time. Dashed: least squares over m₀ from \(range), c = \
      \(String(format: "%g", laws.artifacts[0].eigenvalue)); \(fits.joined(separator: ", ")) \
      (\(percent(laws.artifacts[0].confidence)) intervals; as the points are without noise, the intervals tell how far the \
      formulas still are from the law). The paper's claim: from large weights direct connections \
      need time in proportion, interneurons in proportion to the logarithm. \(counterexamples) \
      \(experiment.withoutPhotographs)
      """
  }

  private var range: String {
    let starts = laws.artifacts.flatMap(\.starts)
    return String(format: "%g to %g", starts.min() ?? 0, starts.max() ?? 0)
  }

  private static func slope(_ law: ScalingLaw) -> String {
    let fit = law.own
    guard let half = fit.slopeHalfWidth, half > 0 else { return String(format: "%.4f", fit.slope) }
    // As many decimals as the interval's first digit needs.
    let decimals = max(2, Int((-log10(half)).rounded(.up)))
    return String(format: "%.\(decimals)f ± %.\(decimals)f", fit.slope, half)
  }

  /// Where direct connections are faster.
  private var counterexamples: String {
    guard networks == NetworkName.both else { return "" }
    let faster = eigenvalues.compactMap { eigenvalue -> String? in
      let direct = times[.direct, eigenvalue]
      let other = times[.interneurons, eigenvalue]
      let starts = direct.rows.filter { row in
        other.rows.contains { $0.start == row.start && row.formula < $0.formula }
      }.map(\.start)
      guard let least = starts.min(), let most = starts.max() else { return nil }
      let span =
        least == most
        ? String(format: "m₀ = %g", least) : String(format: "m₀ from %g to %g", least, most)
      return "\(span) (c = \(String(format: "%g", direct.eigenvalue)))"
    }
    return faster.isEmpty
      ? "Nowhere here are direct connections faster."
      : "Direct connections are the faster ones, among the points shown, at "
        + faster.joined(separator: ", ") + "."
  }

  // MARK: Picture

  private static let shapes: [Marker.Shape] = [.triangle, .circle, .square]

  private var networks: [NetworkName] { NetworkName.shown(times.values.0) }

  private var eigenvalues: [Double] { times.values.1.sorted() }

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 232)
    let area = drawing.page.inset(left: 40, top: 24, right: 8, bottom: 32)
    let showsInterneurons = networks.contains(.interneurons)
    let grid = Grid(
      in: area, columns: [.share(1.15)] + (showsInterneurons ? [.share(1)] : []),
      rows: [.share(1)], columnGaps: showsInterneurons ? [46] : [], rowGaps: [])
    drawing.add(all(in: grid[0, 0]))
    if showsInterneurons { drawing.add(interneurons(in: grid[0, 1])) }
    return drawing
  }

  private func horizontal() -> Axis {
    let starts = times.artifacts.flatMap { $0.rows.map(\.start) }
    return Axis(
      (starts.min() ?? 0.1) / 1.5, (starts.max() ?? 10) * 1.5, scale: .logarithmic,
      ticks: .automatic(atMost: 8), label: "initial value " + Text.math("m") + .subscript("0"))
  }

  private func all(in frame: Rectangle) -> Panel {
    let all = times.artifacts.flatMap { $0.rows.map(\.formula) }.filter { $0 > 0 }
    let shapes = eigenvalues.enumerated().map { index, c in
      Legend.Entry(
        Text.math("c = ") + Text(String(format: "%g", c)),
        marker: .hollow(Self.shapes[index % 3], size: 3.4, Stroke(width: 0.7)))
    }
    let names = networks.map {
      Legend.Entry(Text($0.title), stroke: Stroke($0.color, width: 1.1))
    }
    return Panel(
      frame: frame, x: horizontal(),
      y: Axis(
        (all.min() ?? 0.1) / 2, (all.max() ?? 10) * 2, scale: .logarithmic,
        label: Text("convergence time (1/") + .math("η") + ")"),
      grid: .grid,
      title: networks.count > 1 ? "both networks" : Text(networks[0].title),
      letter: "A",
      marks: times.artifacts.flatMap { marks(of: $0, isLinear: false) }
        + laws.artifacts.flatMap(line),
      legend: Legend(
        names + shapes + [
          Legend.Entry("fitted law", stroke: .dashed(.black, width: 0.9))
        ], corner: .topLeft))
  }

  private func interneurons(in frame: Rectangle) -> Panel {
    let own = times.artifacts.filter { $0.network == .interneurons }
    let top = own.flatMap { $0.rows.map(\.formula) }.max() ?? 1
    let laws = laws.artifacts.filter { $0.network == .interneurons }
    return Panel(
      frame: frame, x: horizontal(),
      y: Axis(0, 1.08 * top, label: Text("convergence time (1/") + .math("η") + ")"),
      grid: .grid, title: "interneurons", letter: "B",
      marks: own.flatMap { marks(of: $0, isLinear: true) } + laws.flatMap(line),
      legend: Legend(
        laws.map {
          Legend.Entry(
            Text("slope on ln ") + .math("m") + .subscript("0") + ": \(Self.slope($0))",
            stroke: .dashed(.black, width: 0.9))
        }, corner: .topLeft))
  }

  private func marks(of times: ConvergenceTimes, isLinear: Bool) -> [Mark] {
    let index = eigenvalues.firstIndex(of: times.eigenvalue) ?? 0
    let color = times.network.color
    let measured = times.rows.compactMap { row in row.measured.map { Point(row.start, $0) } }
    let missing = times.rows.filter { $0.measured == nil }.map { Point($0.start, $0.formula) }
    // Near the solution the time is 0, which lies below a logarithmic axis.
    let curve = [Point](x: times.curve.starts, y: times.curve.times.map { max($0, 1e-9) })
    return [
      .line(curve, Stroke(color, width: 0.9)),
      .points(
        measured.filter { $0.y > 0 || isLinear },
        .hollow(Self.shapes[index % 3], size: 3.4, Stroke(color, width: 0.7))),
    ] + missing.map { .cross(at: $0, color) }
  }

  /// The law that is the network's own, over the starts to which it was fitted.
  private func line(of law: ScalingLaw) -> [Mark] {
    let (fit, ends) = (law.own, law.starts)
    guard ends.count == 2, ends[0] > 0 else { return [] }
    let starts = (0...100).map { ends[0] * pow(ends[1] / ends[0], Double($0) / 100) }
    let points = starts.map {
      Point($0, fit.intercept + fit.slope * (law.network == .direct ? $0 : log($0)))
    }
    return [.line(points.filter { $0.y > 0 }, .dashed(.black, width: 0.9))]
  }
}
