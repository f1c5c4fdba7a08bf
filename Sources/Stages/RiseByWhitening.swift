import Pipeline
import Statistics

/// By how much whitening raises the mutual information of pairs, with bins of several kinds.
///
/// The shaping paper sees a slight rise and supposes that the bins make it. Plug-in estimates of all
/// pairs: bins of a width, and bins that hold as many samples each, which do not depend on how the
/// coordinates are distributed (science D).
public struct RiseByWhitening: Stage {
  public static let id = "rise-by-whitening"
  public static let summary = "Mutual information before and after whitening, by kind of bins."

  @Input public var of: Samples
  @Input public var whitened: Samples
  @Parameter(each: 0.01...10, "of bins, in standard deviations") public var widths = [
    1, 0.5, 0.25, 0.1,
  ]
  @Parameter(each: 2...1000, "of bins that hold as many samples each, along an axis")
  public var counts = [10, 20, 40]

  public init() {}

  public func run(_ context: Context) throws -> InformationByBins {
    try of.check(dimension: 2)
    try whitened.check(dimension: 2)
    func estimates(_ samples: Samples) throws -> [Double] {
      let settled = samples.settled
      let byWidth = try widths.map {
        try MutualInformation(of: settled, estimator: .plugin, binWidth: $0).value
      }
      try context.checkpoint()
      return try byWidth
        + counts.map { try MutualInformation(of: settled, equalMassBins: $0).value }
    }
    let names =
      widths.map { "width-" + (Int(exactly: $0).map(String.init) ?? "\($0)") }
      + counts.map { "equal-mass-\($0)" }
    let (before, after) = (try estimates(of), try estimates(whitened))
    return InformationByBins(
      estimates: names.indices.map {
        .init(bins: names[$0], signal: before[$0], whitened: after[$0])
      })
  }
}

/// Mutual information before and after whitening.
public struct InformationByBins: RecordArtifact {
  public static let kind = "information-by-bins"
  public static let legend = describing("plug-in estimates in nats")

  /// One for each kind of bins.
  public let estimates: [Estimate]

  /// Two estimates with the same bins.
  public struct Estimate: Codable, Equatable, Sendable {
    /// `width-0.5`, or `equal-mass-20` for as many bins along an axis.
    public let bins: String
    /// Of the pairs.
    public let signal: Double
    /// After whitening.
    public let whitened: Double
  }
}
