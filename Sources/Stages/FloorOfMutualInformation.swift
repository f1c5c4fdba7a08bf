import NumericalMethods
import Pipeline
import Statistics

/// What the estimators of mutual information give for as many independent normal pairs: below this,
/// dependence cannot be told from none.
public struct FloorOfMutualInformation: Stage {
  public static let id = "mutual-information-floor"
  public static let summary = "Estimates for as many independent normal pairs, on average."
  public static let dependence = Dependence.recipe

  @Input public var of: Samples
  @Parameter(in: 0.01...10, "of the bins, in standard deviations")
  public var binWidth = MutualInformation.publishedBinWidth
  @Parameter(in: 1...100, "lists of pairs that are averaged") public var draws = 4
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> MutualInformationEstimates {
    MutualInformationEstimates(
      estimates: try MutualInformation.floors(
        pairs: of.values.rows, binWidth: binWidth, draws: draws,
        stream: RandomStream(seed: context.streamSeed)), unsettled: 0)
  }
}
