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

  @Gathered(over: .image(writtenIn: .regular).atMost(2))
  public var photograph: Cells<GrayPhotograph, String>
  @Gathered(over: .image, .units, .ridge)
  public var covariance: Cells<CovarianceMatrix, String, ImagePatches.Units, Double>
  @Gathered(over: .units.atMost(2), .ridge.atMost(2), .network)
  public var spread: Cells<CourseSpread, ImagePatches.Units, Double, NetworkName>
  @Gathered(over: .units, .ridge, .network)
  public var flow: Cells<LearningCourse, ImagePatches.Units, Double, NetworkName>
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    let conditions = conditions
    return Sheet(
      pages: [draw(conditions)], caption: caption(conditions), values: values(conditions))
  }

  /// Units and ridge, and what both networks do there.
  struct Condition {
    let units: ImagePatches.Units
    let ridge: Double
    /// Of the photograph after the switch.
    let conditionNumber: Double
    let networks: [Network]

    struct Network {
      let name: NetworkName
      let spread: CourseSpread
      let flow: LearningCourse.Record
    }

    /// The network that whitens again first, if one of two does.
    var first: NetworkName? {
      guard networks.count > 1 else { return nil }
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

    /// Of the panel: `pixels, ridge 0.001, κ = 3130`.
    var title: String {
      let units = units == .unitVariance ? "unit variance" : "pixels"
      return units + String(format: ", ridge %g, κ = %.0f", ridge, conditionNumber)
    }
  }

  private var conditions: [Condition] {
    let (units, ridges, networks) = spread.values
    let last = photograph.values.count - 1
    return units.flatMap { units in
      ridges.map { ridge in
        Condition(
          units: units, ridge: ridge,
          conditionNumber: covariance[photograph.values[last], units, ridge].summary.condition,
          networks: NetworkName.shown(networks).map { name in
            Condition.Network(
              name: name, spread: spread[units, ridge, name],
              flow: flow[units, ridge, name].record)
          })
      }
    }
  }

  // MARK: Numbers

  private func values(_ conditions: [Condition]) -> [TidyValue] {
    conditions.flatMap { condition in
      condition.networks.flatMap { network in
        network.spread.phases.indices.suffix(1).flatMap { phase in
          values(of: network, in: condition, phase: phase)
        }
      }
    }
      + covariance.labeled.map { labels, covariance in
        TidyValue("conditionNumber", covariance.summary.condition, labels: labels)
      }
  }

  private func values(of network: Condition.Network, in condition: Condition, phase index: Int)
    -> [TidyValue]
  {
    let labels: [String: JSONValue] = [
      "units": .string(condition.units.rawValue), "ridge": .label(condition.ridge),
      "network": .string(network.name.rawValue), "phase": .integer(index + 1),
    ]
    let phase = network.spread.phases[index]
    let flows = network.flow.phases
    let flow = flows.indices.contains(index) ? flows[index] : nil
    return labels.values(["seedsConverged": Double(phase.converged)])
      + labels.values(["lostOrDiverged": Double(phase.lost)], .unsettled(phase.lost))
      + labels.values([
        "whitensFirst": network.name == condition.first ? 1 : 0,
        "whiteningError": phase.whiteningError.median.last,
      ]) + labels.time("samplesUntilConvergence", phase.medianSamples)
      + labels.values(["stabilityBound": flow?.stabilityBound])
      + labels.time("convergenceTime", flow?.course.convergenceTime, unit: "1/η")
  }

  private func caption(_ conditions: [Condition]) -> String {
    let names = photograph.values
    let record = flow.artifacts[0].record
    let seeds = spread.artifacts[0].seeds
    let comparison =
      names.count > 1
      ? "relative to that at the switch: median over \(seeds) seeds, band from the smallest to the "
        + "largest; dashed: mean flow. Marks on the dotted line: down to "
        + "\(percent(record.criterion.threshold)), \(verdicts(conditions)). Near the solution a mode (i, j) decays at 1/√cᵢ + 1/√cⱼ with "
        + "direct connections, faster for weaker signals, and with interneurons at "
        + "2 + √(cᵢ/cⱼ) + √(cⱼ/cᵢ), whatever the unit; unit variance also takes away what the "
        + "photographs differ in contrast."
      : "relative to its largest value: median over \(seeds) seeds, band from the smallest to the "
        + "largest."
    return """
      \(experiment.opening(ofFigure: 6)) Networks of \(record.neurons) neurons learn from \
      random patches, \(pace); data set \(experiment.dataSet). \(switching(names)) \
      (\(letter(0))–\(letter(conditions.count - 1))) Whitening error ‖C_y − I‖, \(comparison) The ridge \
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
    let spread = spread.artifacts[0]
    guard let rate = spread.rate else { return "" }
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
      return "\(letter(index)) after \(counts.joined(separator: " and ")) samples"
    }.joined(separator: "; ")
  }

  /// Of the panels behind those of the photographs.
  private func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(65 + photograph.values.count + index)))
  }

  // MARK: Picture

  private func draw(_ conditions: [Condition]) -> Drawing {
    var drawing = Drawing(title: experiment.title, height: 330)
    let area = drawing.page.inset(left: 8, top: 26, right: 8, bottom: 32)
    let grid = Grid(
      in: area, columns: [.points(104), .share(1), .share(1)], rows: [.share(1), .share(1)],
      columnGaps: [52, 18], rowGaps: [36])
    let names = photograph.values
    for (index, name) in names.enumerated() {
      drawing.add(
        picture(
          name, in: grid[index, 0], letter: ["A", "B"][index],
          title: names.count == 1 ? name : ["before: ", "after: "][index] + name))
    }
    for (index, condition) in conditions.enumerated() {
      let panel = SwitchPanel(condition: condition, letter: letter(index))
      drawing.add(
        panel.panel(
          in: grid[index / 2, 1 + index % 2], isLeft: index % 2 == 0,
          isLowest: index + 2 >= conditions.count, hasLegend: index == 0))
    }
    return drawing
  }

  private func picture(_ name: String, in frame: Rectangle, letter: String, title: String)
    -> Panel
  {
    var style = PanelStyle.journal
    style.letterOffset = Point(0, -5)
    let square = frame.centeredSquare
    return Panel(
      image: photograph[name].raster, frame: square, title: .name(title, room: square.width),
      letter: letter, style: style)
  }
}
