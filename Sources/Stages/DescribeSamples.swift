import NumericalMethods
import Pipeline
import Statistics

/// Describes one-dimensional samples: moments, and how far they are from N(0, 1).
public struct DescribeSamples: Stage {
  public static let id = "describe-samples"
  public static let summary = "Moments of samples and their distance from N(0, 1)."

  @Input public var of: Samples

  /// What counts as near 0, in standard deviations of the target.
  private static let center = 0.1

  public init() {}

  public func run(_ context: Context) throws -> SampleDescription {
    try of.check(dimension: 1)
    let samples = of.settled.values
    // P(|Z| ≤ 0.1) for Z normal.
    let normalShare = 2 * StandardNormal.cumulative(Self.center) - 1
    let share = Double(samples.count { abs($0) <= Self.center }) / Double(max(samples.count, 1))
    return SampleDescription(
      moments: try Moments(samples), centralDensity: share / normalShare,
      kolmogorovDistance: try kolmogorovDistanceToStandardNormal(samples),
      unsettled: of.unsettled)
  }
}

/// What one-dimensional samples are like.
public struct SampleDescription: RecordArtifact {
  public static let kind = "description"
  public static let legend = describing(
    "moments in powers of standard deviations; shares and distances dimensionless")

  /// Mean, variance, skewness, kurtosis of the samples that settled.
  public let moments: Moments
  /// The share of samples within 0.1 of 0, relative to that of N(0, 1): below 1 in a dip.
  public let centralDensity: Double
  /// The Kolmogorov distance between the samples that settled and N(0, 1).
  public let kolmogorovDistance: Double
  /// The number of samples that did not settle and are left out.
  public let unsettled: Int
}
