import NumericalMethods
import Pipeline
import Statistics

/// Mutual information averaged over the photographs, with 95 % confidence intervals: one average for
/// each estimator.
///
/// Intervals are Student's t or, as those of the shaping paper (inferred from its plotting library),
/// percentiles of a bootstrap of the mean.
public struct AverageOverImages: Stage {
  public static let id = "average-over-images"
  public static let summary = "Mean mutual information over the images, with its 95 % interval."

  public static let dependence = Dependence.recipe

  @Gathered(over: .image) public var of: Cells<MutualInformationEstimates, String>
  @Parameter("how intervals are found") public var interval = IntervalKind.studentsT
  @Parameter(in: 0.5...0.999, "of the intervals") public var confidence = 0.95
  @Parameter(in: 100...1_000_000, "means that a bootstrap draws") public var resamples = 10_000
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> AveragedMutualInformation {
    let averages = try MutualInformation.Estimator.allCases.map { estimator in
      AveragedMutualInformation.Average(
        estimator: estimator,
        mean: try mean(of: of.artifacts.compactMap { $0.value(estimator) }, context))
    }
    return AveragedMutualInformation(
      averages: averages, interval: interval, confidence: confidence)
  }

  private func mean(of values: [Double], _ context: Context) throws -> MeanInterval {
    switch interval {
    case .studentsT: return try MeanInterval(values, confidence: confidence)
    case .bootstrap:
      // Every estimator draws the same photographs.
      var stream = RandomStream(seed: context.streamSeed)
      return try MeanInterval(
        bootstrapping: values, confidence: confidence, resamples: resamples, from: &stream)
    }
  }
}

/// How a confidence interval of a mean is found.
public enum IntervalKind: String, Codable, ParameterChoice {
  /// From Student's t.
  case studentsT = "students-t"
  /// From percentiles of a bootstrap.
  case bootstrap
}

/// Averages over images.
public struct AveragedMutualInformation: RecordArtifact {
  public static let kind = "averaged-mutual-information"
  public static let legend = describing("mean and interval of the mutual information in nats")

  /// An average for each estimator.
  public let averages: [Average]
  /// How the intervals were found.
  public let interval: IntervalKind
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
