import Pipeline
import Statistics

/// Mutual information between the two coordinates of pairs, in nats, by three estimators.
///
/// Plug-in estimates after floor(x / width) of every 10th pair, as published, and of all pairs; and
/// of all pairs with the bias removed after Miller and Madow (science A4).
public struct EstimateMutualInformation: Stage {
  public static let id = "estimate-mutual-information"
  public static let summary = "Mutual information of pairs in nats, by three estimators."

  @Input public var of: Samples
  @Parameter(in: 0.01...10, "of the bins, in standard deviations")
  public var binWidth = MutualInformation.publishedBinWidth

  public init() {}

  public func run(_ context: Context) throws -> MutualInformationEstimates {
    try of.check(dimension: 2)
    return MutualInformationEstimates(
      estimates: try MutualInformation.estimates(of: of.settled, binWidth: binWidth),
      unsettled: of.unsettled)
  }
}

/// Estimates of the mutual information of one list of pairs.
public struct MutualInformationEstimates: RecordArtifact {
  public static let kind = "mutual-information"
  public static let legend = describing("mutual information in nats")

  /// One for each estimator.
  public let estimates: [MutualInformation]
  /// The number of pairs that did not settle and are left out.
  public let unsettled: Int

  /// The estimate of an estimator, in nats.
  public func value(_ estimator: MutualInformation.Estimator) -> Double? {
    estimates.first { $0.estimator == estimator }?.value
  }
}
