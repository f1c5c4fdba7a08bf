import Pipeline
import Statistics

/// Mutual information averaged over the photographs, with 95 % confidence intervals of Student's t:
/// one average for each estimator.
public struct AverageOverImages: Stage {
  public static let id = "average-over-images"
  public static let summary = "Mean mutual information over the images, with its 95 % interval."

  @Gathered(over: .image) public var of: Cells<MutualInformationEstimates, String>
  @Parameter(in: 0.5...0.999, "of the intervals") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> AveragedMutualInformation {
    let averages = try MutualInformation.Estimator.allCases.map { estimator in
      AveragedMutualInformation.Average(
        estimator: estimator,
        mean: try MeanInterval(
          of.artifacts.compactMap { $0.value(estimator) }, confidence: confidence))
    }
    return AveragedMutualInformation(averages: averages, confidence: confidence)
  }
}

/// Averages over images.
public struct AveragedMutualInformation: RecordArtifact {
  public static let kind = "averaged-mutual-information"
  public static let legend = describing("mean and interval of the mutual information in nats")

  /// An average for each estimator.
  public let averages: [Average]
  /// The probability of the intervals.
  public let confidence: Double

  /// An average over images.
  public struct Average: Codable, Equatable, Sendable {
    /// The estimator.
    public let estimator: MutualInformation.Estimator
    /// Mean and interval, in nats.
    public let mean: MeanInterval
  }

  /// Mean and interval of an estimator, in nats.
  public func mean(_ estimator: MutualInformation.Estimator) -> MeanInterval? {
    averages.first { $0.estimator == estimator }?.mean
  }
}
