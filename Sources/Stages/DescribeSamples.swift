import Pipeline
import Statistics

/// Describes one-dimensional samples: moments, and how far they are from N(0, 1).
public struct DescribeSamples: Stage {
  public static let id = "describe-samples"
  public static let summary = "Moments of samples and their distance from N(0, 1)."

  @Input public var of: Samples

  public init() {}

  public func run(_ context: Context) throws -> SampleDescription {
    guard of.dimension == 1 else {
      throw StageError.wrongDimension(found: of.dimension, expected: 1)
    }
    let samples = of.settled.values
    return SampleDescription(
      moments: try Moments(samples),
      kolmogorovDistance: try kolmogorovDistanceToStandardNormal(samples),
      unsettled: of.unsettled)
  }
}

/// What one-dimensional samples are like.
public struct SampleDescription: RecordArtifact {
  public static let kind = "description"

  /// Mean, variance, skewness, kurtosis of the samples that settled.
  public let moments: Moments
  /// The Kolmogorov distance between the samples that settled and N(0, 1).
  public let kolmogorovDistance: Double
  /// The number of samples that did not settle and are left out.
  public let unsettled: Int
}
