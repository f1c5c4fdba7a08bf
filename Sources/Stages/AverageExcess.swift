import Pipeline
import Statistics

/// How far the objective of circuits is above that of better ones, on average over the photographs:
/// J − J′, with the 95 % interval of Student's t.
///
/// A circuit's loss against optimal transport splits in two: what the schedule loses (its J above the
/// least of its family) and what the family loses (that above J*, or above the best that is known).
public struct AverageExcess: Stage {
  public static let id = "average-excess"
  public static let summary = "How far circuits are above the objective of better ones, on average."

  @Gathered(over: .image) public var of: Cells<LearnedCircuit, String>
  @Gathered(over: .image) public var above: Cells<LearnedCircuit, String>
  @Parameter(in: 0.5...0.999, "of the intervals") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> AveragedExcess {
    let excesses = of.values.map {
      of[$0].parameters.semidual - above[$0].parameters.semidual
    }
    return AveragedExcess(mean: try MeanInterval(excesses, confidence: confidence))
  }
}

/// The mean of J − J′ over photographs.
public struct AveragedExcess: RecordArtifact {
  public static let kind = "averaged-excess"
  public static let legend = describing(
    "mean and interval of J − J′, in signal times target standard deviations")

  /// Mean and interval.
  public let mean: MeanInterval
}
