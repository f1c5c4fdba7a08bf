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
  @Parameter(in: 1...1000, "lists of pairs that are averaged") public var draws = 4
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> MutualInformationEstimates {
    let stream = RandomStream(seed: context.streamSeed)
    var sums: [MutualInformation] = []
    var values = [Double](repeating: 0, count: MutualInformation.Estimator.allCases.count)
    for draw in 0..<draws {
      try context.checkpoint()
      context.progress(Double(draw) / Double(draws))
      let pairs = Self.independentPairs(of.values.rows, stream.substream(UInt64(draw)))
      sums = try MutualInformation.estimates(of: pairs, binWidth: binWidth)
      for (index, estimate) in sums.enumerated() { values[index] += estimate.value }
    }
    return MutualInformationEstimates(
      estimates: zip(sums, values).map { $0.with(value: $1 / Double(draws)) }, unsettled: 0)
  }

  private static func independentPairs(_ count: Int, _ stream: RandomStream) -> Matrix {
    var stream = stream
    return Matrix(rows: count, columns: 2, values: (0..<2 * count).map { _ in stream.normal() })
  }
}
