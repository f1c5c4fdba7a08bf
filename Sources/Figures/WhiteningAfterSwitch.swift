import Drawing
import Foundation
import NumericalMethods
import Pipeline
import Stages

/// Figure 6 on whitening networks: patches of one photograph, then of another.
///
/// How fast each network whitens again, in several units and with several ridges: a panel for each
/// combination. Which network is first depends on them. Science B.
public struct WhiteningAfterSwitch: Figure {
  public static let id = "whitening-after-switch"
  public static let summary = "Whitening networks on image patches, before and after a switch."

  @Gathered public var photograph: [Gathered<GrayPhotograph>.Cell]
  @Gathered public var covariance: [Gathered<CovarianceMatrix>.Cell]
  @Input public var spread: CourseSpreads
  @Gathered public var flow: [Gathered<LearningCourse>.Cell]
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    let conditions = try conditions()
    return Sheet(
      drawing: try draw(conditions), caption: caption(conditions), values: values(conditions))
  }

  /// Units and ridge, and what both networks do there.
  struct Condition {
    let labels: Labels
    /// Of the photograph after the switch.
    let conditionNumber: Double
    let networks: [Network]

    struct Network {
      let name: NetworkName
      let spread: CourseSpreads.Spread
      let flow: LearningCourse.Record
    }

    /// The network that whitens again first, if one does.
    var first: NetworkName? {
      let times = networks.compactMap { network in
        network.spread.phases.last?.medianSamples.map { (network.name, $0) }
      }
      guard let least = times.map(\.1).min() else { return nil }
      let winners = times.filter { $0.1 == least }
      return winners.count == 1 ? winners[0].0 : nil
    }

    /// Whether there is a second photograph.
    var hasSwitch: Bool { networks.contains { $0.spread.phases.count > 1 } }

    /// How many networks lost their stability or diverged.
    var lost: Int { networks.reduce(0) { $0 + ($1.spread.phases.last?.lost ?? 0) } }

    var units: String { labels["units"] == "unit-variance" ? "unit variance" : "pixels" }
    var ridge: String { labels["ridge"] ?? "0" }
  }

  private func conditions() throws -> [Condition] {
    var seen: [Labels] = []
    for spread in spread.spreads {
      let labels = spread.labels.filter { $0.key != "network" }
      if !seen.contains(labels) { seen.append(labels) }
    }
    return try seen.map { labels in
      let networks = try NetworkName.both.compactMap { name -> Condition.Network? in
        let own = spread.spreads.first {
          $0.network == name && $0.labels.filter { $0.key != "network" } == labels
        }
        guard let own else { return nil }
        return Condition.Network(
          name: name, spread: own, flow: try flow.artifact(own.labels).record)
      }
      let after = networks.first?.flow.phases.last?.labels ?? [:]
      let shown = try covariance.artifact(labels.merging(after) { own, _ in own })
      return Condition(
        labels: labels, conditionNumber: shown.summary.condition, networks: networks)
    }
  }

  // MARK: Numbers

  private func values(_ conditions: [Condition]) -> [TidyValue] {
    conditions.flatMap { condition in
      condition.networks.flatMap { network in
        network.spread.phases.indices.suffix(1).flatMap { phase in
          values(
            of: network, labels: condition.labels, phase: phase,
            isFirst: network.name == condition.first)
        }
      }
    }
      + covariance.map {
        TidyValue(
          "conditionNumber", $0.value.summary.condition, labels: $0.labels.tidyNumbers)
      }
  }

  private func values(
    of network: Condition.Network, labels: Labels, phase index: Int, isFirst: Bool
  ) -> [TidyValue] {
    var labels = labels.tidyNumbers
    labels["network"] = .string(network.name.rawValue)
    labels["phase"] = .integer(index + 1)
    let phase = network.spread.phases[index]
    var values = [
      TidyValue("seedsConverged", Double(phase.converged), labels: labels),
      TidyValue("lostOrDiverged", Double(phase.lost), labels: labels),
      TidyValue("whitensFirst", isFirst ? 1 : 0, labels: labels),
    ]
    if let error = phase.whiteningError.median.last {
      values.append(TidyValue("whiteningError", error, labels: labels))
    }
    if let samples = phase.medianSamples {
      values.append(TidyValue("samplesUntilConvergence", samples, labels: labels))
    }
    if network.flow.phases.indices.contains(index) {
      let flow = network.flow.phases[index]
      values.append(TidyValue("stabilityBound", flow.stabilityBound, labels: labels))
      if let time = flow.course.convergenceTime {
        values.append(TidyValue("convergenceTime", time, unit: "1/η", labels: labels))
      }
    }
    return values
  }

  private func caption(_ conditions: [Condition]) -> String {
    let names = phaseNames(conditions)
    let record = flow.first?.value.record
    let seeds = spread.spreads.first?.seeds ?? 0
    let share = record.map { String(format: "%g %%", 100 * $0.criterion.threshold) } ?? ""
    let comparison =
      names.count > 1
      ? "relative to that at the switch: median over \(seeds) seeds, band from the smallest to the "
        + "largest; dashed: mean flow. Marks on the dotted line: down to \(share), "
        + "\(verdicts(conditions)). Near the solution a mode (i, j) decays at 1/√cᵢ + 1/√cⱼ with "
        + "direct connections, faster for weaker signals, and with interneurons at "
        + "2 + √(cᵢ/cⱼ) + √(cⱼ/cᵢ), whatever the unit; unit variance also takes away what the "
        + "photographs differ in contrast."
      : "relative to its largest value: median over \(seeds) seeds, band from the smallest to the "
        + "largest."
    return """
      \(experiment.opening(ofFigure: 6)) Networks of \(record?.neurons ?? 0) neurons learn from \
      random patches, \(pace); data set \(experiment.dataSet). \(switching(names)) \
      (C–\(Self.letter(conditions.count - 1))) Whitening error ‖C_y − I‖, \(comparison) The ridge \
      is white noise of that fraction of the patches' mean variance; κ is the condition number of \
      the last photograph's patches. Patch size, units, ridge and learning rate are this project's \
      choices. \(losses(conditions))Fluctuations of the samples hold the error up; with one patch in a step they would \
      hide what is seen here.
      """
  }

  private func losses(_ conditions: [Condition]) -> String {
    let lost = conditions.reduce(0) { $0 + $1.lost }
    return lost == 0
      ? "" : "\(lost) networks lost their stability or diverged (crosses): the rate is too large. "
  }

  private func switching(_ names: [String]) -> String {
    guard let first = names.first, let last = names.last, names.count > 1 else {
      return
        "The data set has a single photograph (A): there is no switch, and networks that whiten "
        + "it stay there but for fluctuations."
    }
    return "They whiten patches of \(first) (A) when, at time 0, those of \(last) (B) take their "
      + "place."
  }

  /// How many patches there are in a step, and how long a step is.
  private var pace: String {
    guard let spread = spread.spreads.first, let rate = spread.rate else { return "" }
    let batch = spread.batch ?? 1
    return (batch == 1 ? "one at a time" : "\(batch) in a step")
      + String(format: " at the learning rate %g", rate)
  }

  private func verdicts(_ conditions: [Condition]) -> String {
    conditions.enumerated().map { index, condition in
      let counts = condition.networks.map { network in
        let samples = network.spread.phases.last?.medianSamples
        return "\(samples.map { String(format: "%.0f", $0) } ?? "more than were shown") "
          + "(\(network.name.title))"
      }
      return "\(Self.letter(index)) after \(counts.joined(separator: " and ")) samples"
    }.joined(separator: "; ")
  }

  private func phaseNames(_ conditions: [Condition]) -> [String] {
    conditions.first?.networks.first?.flow.phases.compactMap { $0.labels["image"] } ?? []
  }

  static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(67 + index % 24)))
  }

  // MARK: Picture

  private func draw(_ conditions: [Condition]) throws -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 330)
    let area = drawing.page.inset(left: 8, top: 26, right: 8, bottom: 32)
    let grid = Grid(
      in: area, columns: [.points(104), .share(1), .share(1)], rows: [.share(1), .share(1)],
      columnGaps: [52, 18], rowGaps: [36])
    let names = phaseNames(conditions).suffix(2)
    for (index, name) in names.enumerated() {
      drawing.add(
        try picture(
          name, in: grid[index, 0], letter: ["A", "B"][index],
          title: names.count == 1 ? name : ["before: ", "after: "][index] + name))
    }
    for (index, condition) in conditions.prefix(4).enumerated() {
      let panel = SwitchPanel(condition: condition, letter: Self.letter(index))
      drawing.add(
        panel.panel(
          in: grid[index / 2, 1 + index % 2], isLeft: index % 2 == 0,
          isLowest: index + 2 >= min(4, conditions.count), hasLegend: index == 0))
    }
    return drawing
  }

  private func picture(_ name: String, in frame: Rectangle, letter: String, title: String) throws
    -> Panel
  {
    let luminance = try photograph.artifact(of: name).luminance
    let raster = Raster(
      width: luminance.columns, height: luminance.rows, values: luminance.values, black: 0,
      white: 1)
    var style = PanelStyle.journal
    style.letterOffset = Point(0, -5)
    return Panel(
      image: raster, frame: frame.centeredSquare, title: Text(title), letter: letter, style: style)
  }
}
