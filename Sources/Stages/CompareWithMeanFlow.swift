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

  @Gathered(over: .rate, .seed) public var online: Cells<LearningCourse, Double, Int>
  @Input public var flow: LearningCourse
  @Parameter(in: 0.5...0.999, "of the exponent's interval") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> FlowDeviations {
    let (rates, seeds) = online.values
    let deviations = try rates.map { rate in
      try deviation(rate, of: seeds.map { online[rate, $0] })
    }
    let points = deviations.filter { $0.deviation != nil }
    return FlowDeviations(
      network: flow.record.network, deviations: deviations,
      exponent: points.count < 2
        ? nil
        : try LinearFit(
          x: points.map { portableLog($0.rate) },
          y: points.map { portableLog($0.deviation ?? 1) }, confidence: confidence),
      confidence: confidence)
  }

  private func checkTimes(_ cells: [LearningCourse]) throws {
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

  private func deviation(_ rate: Double, of cells: [LearningCourse]) throws
    -> FlowDeviations.Deviation
  {
    try checkTimes(cells)
    let mean = flow.network.network.recurrence
    let size = mean.values.reduce(0) { $0 + $1 * $1 }
    let ended = cells.filter { $0.record.phases.last?.course.ending == .complete }
    let squares = ended.map { cell in
      zip(cell.network.network.recurrence.values, mean.values).reduce(0.0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
    let meanSquare = squares.reduce(0, +) / Double(max(1, squares.count))
    return FlowDeviations.Deviation(
      rate: rate, seeds: cells.count, lost: cells.count - ended.count,
      deviation: squares.isEmpty ? nil : (meanSquare / size).squareRoot())
  }
}

/// Deviations of online learning from the mean flow.
public struct FlowDeviations: RecordArtifact {
  public static let kind = "flow-deviations"
  public static let legend = describing("deviations relative to the size of M; rates η")

  /// Which network.
  public let network: NetworkName
  /// One for each rate.
  public let deviations: [Deviation]
  /// d ln RMS / d ln η: the line through the logarithms; none through fewer than two points.
  public let exponent: LinearFit?
  /// The probability of the exponent's interval.
  public let confidence: Double

  /// The deviation at one rate.
  public struct Deviation: Codable, Equatable, Sendable {
    /// η.
    public let rate: Double
    /// The number of seeds.
    public let seeds: Int
    /// How many of them lost their stability or diverged.
    public let lost: Int
    /// The root mean square over the others, relative to the size of M; none without others.
    public let deviation: Double?
  }
}
