import Pipeline
import Statistics

/// The rise of mutual information by whitening, on average over the photographs, with the 95 %
/// interval of Student's t.
public struct AverageRise: Stage {
  public static let id = "average-rise"
  public static let summary = "Mean rise of mutual information by whitening, by kind of bins."

  @Gathered(over: .image) public var of: Cells<InformationByBins, String>
  @Parameter(in: 0.5...0.999, "of the intervals") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> AveragedRise {
    let kinds = of.artifacts.first?.estimates.map(\.bins) ?? []
    return AveragedRise(
      rises: try kinds.map { bins in
        let rises = of.artifacts.flatMap(\.estimates).filter { $0.bins == bins }
          .map { $0.whitened - $0.signal }
        return AveragedRise.Rise(
          bins: bins, mean: try MeanInterval(rises, confidence: confidence),
          raised: Double(rises.count { $0 > 0 }) / Double(rises.count))
      })
  }
}

/// Mean rises of mutual information by whitening.
public struct AveragedRise: RecordArtifact {
  public static let kind = "averaged-rise"
  public static let legend = describing("mean and interval in nats; raised is a share")

  /// One for each kind of bins.
  public let rises: [Rise]

  /// The rise with bins of one kind.
  public struct Rise: Codable, Equatable, Sendable {
    /// As in ``InformationByBins``.
    public let bins: String
    /// Over the photographs.
    public let mean: MeanInterval
    /// The share of photographs whose mutual information whitening raises.
    public let raised: Double
  }
}
