import Pipeline
import Statistics

/// The optimal transport from samples to N(0, 1) in one dimension (paper eq. 8).
///
/// Read one way it is the best response T(s) = Φ⁻¹(F̂(s)), read the other way the best interneuron
/// output F̂⁻¹(Φ(z)) of a circuit with one interneuron and no leak.
public struct OptimalMap: Stage {
  public static let id = "optimal-map"
  public static let summary = "The map that makes samples exactly normal, by their ranks."

  @Input public var of: Samples
  @Parameter(in: 10...100_000, "kept of the map, at even steps of the normal quantile")
  public var points = 1000

  public init() {}

  public func run(_ context: Context) throws -> OptimalTransport {
    try of.check(dimension: 1)
    let samples = of.settled.values
    return OptimalTransport(
      map: try EmpiricalTransport(samples, points: points),
      semidual: try EmpiricalTransport.largestCovariance(samples))
  }
}

/// Sorted samples against normal quantiles.
public struct OptimalTransport: RecordArtifact {
  public static let kind = "optimal-transport"
  public static let legend = describing(
    "sorted samples against normal quantiles, both in standard deviations; J* in their product")

  /// The map.
  public let map: EmpiricalTransport
  /// J*, below which the semi-dual of no circuit is.
  public let semidual: Double
}
