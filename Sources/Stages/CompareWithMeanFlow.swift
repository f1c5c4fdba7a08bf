import Circuits
import NumericalMethods
import Pipeline
import Statistics

/// How far networks that learn from samples end from their mean flow.
///
///     RMS = √(mean over seeds of ‖M − M_flow‖²) / ‖M_flow‖        (Frobenius norms)
///
/// It falls as √η: the exponent is the slope of ln RMS on ln η by least squares. Networks that lost
/// their stability or diverged are counted and left out.
public struct CompareWithMeanFlow: Stage {
  public static let id = "deviation-from-mean-flow"
  public static let summary = "The deviation of online learning from the mean flow, by rate."

  @Gathered public var online: [Gathered<LearningCourse>.Cell]
  @Gathered public var flow: [Gathered<LearningCourse>.Cell]
  @Parameter(in: 0.5...0.999, "of the exponents' intervals") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> FlowDeviations {
    let deviations = try online.grouped(without: "seed").map { labels, cells in
      try deviation(labels, of: cells)
    }
    var exponents: [FlowDeviations.Exponent] = []
    for network in [NetworkName.direct, .interneurons] {
      let points = deviations.filter { $0.network == network && $0.deviation != nil }
      guard points.count >= 2 else { continue }
      exponents.append(
        FlowDeviations.Exponent(
          network: network,
          fit: try LinearFit(
            x: points.map { portableLog($0.rate) },
            y: points.map { portableLog($0.deviation ?? 1) }, confidence: confidence)))
    }
    return FlowDeviations(deviations: deviations, exponents: exponents, confidence: confidence)
  }

  private func checkTimes(_ cells: [LearningCourse], _ flow: LearningCourse) throws {
    let ends = flow.record.phases.compactMap(\.course.times.last)
    for cell in cells {
      for (end, phase) in zip(ends, cell.record.phases)
      where phase.course.ending != .lostStability {
        let online = phase.course.times.last ?? 0
        // A step more or less is rounding of the duration.
        guard abs(online - end) <= cell.record.rate ?? 0 else {
          throw StageError.differentTimes(online: online, flow: end)
        }
      }
    }
  }

  private func deviation(_ labels: Labels, of cells: [LearningCourse]) throws
    -> FlowDeviations.Deviation
  {
    let reference = flow.first { cell in cell.labels.allSatisfy { labels[$0.key] == $0.value } }
    guard let reference else { throw StageError.nothingGathered("mean flow of \(labels)") }
    try checkTimes(cells, reference.value)
    let mean = reference.value.network.network.recurrence
    let size = mean.values.reduce(0) { $0 + $1 * $1 }
    let ended = cells.filter { $0.record.phases.last?.course.ending == .complete }
    let squares = ended.map { cell in
      zip(cell.network.network.recurrence.values, mean.values).reduce(0.0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
    let meanSquare = squares.reduce(0, +) / Double(max(1, squares.count))
    return FlowDeviations.Deviation(
      labels: labels, network: cells[0].record.network, rate: cells[0].record.rate ?? 0,
      seeds: cells.count, lost: cells.count - ended.count,
      deviation: squares.isEmpty ? nil : (meanSquare / size).squareRoot())
  }
}

/// Deviations of online learning from the mean flow.
public struct FlowDeviations: RecordArtifact {
  public static let kind = "flow-deviations"
  public static let legend = [
    "flow-deviations.json":
      "deviations relative to the size of M; rates η"
  ]

  /// One for each network and rate.
  public let deviations: [Deviation]
  /// How the deviation goes with the rate, one for each network.
  public let exponents: [Exponent]
  /// The probability of the exponents' intervals.
  public let confidence: Double

  /// The deviation of one network at one rate.
  public struct Deviation: Codable, Equatable, Sendable {
    /// The labels other than the seed.
    public let labels: Labels
    /// Which network.
    public let network: NetworkName
    /// η.
    public let rate: Double
    /// The number of seeds.
    public let seeds: Int
    /// How many of them lost their stability or diverged.
    public let lost: Int
    /// The root mean square over the others, relative to the size of M; none without others.
    public let deviation: Double?
  }

  /// d ln RMS / d ln η.
  public struct Exponent: Codable, Equatable, Sendable {
    /// Which network.
    public let network: NetworkName
    /// The line through the logarithms.
    public let fit: LinearFit
  }
}
