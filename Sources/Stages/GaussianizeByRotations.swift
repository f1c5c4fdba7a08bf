import NumericalMethods
import Pipeline
import Statistics

/// Rotation-based iterative Gaussianization: marginals by ranks, then a random rotation, for every
/// layer (Laparra et al. 2011; science C4). Samples that did not settle are left out.
public struct GaussianizeByRotations: Stage {
  public static let id = "gaussianize-by-rotations"
  public static let summary = "Samples made normal by ranks and random rotations, layer by layer."
  public static let dependence = Dependence.recipe

  @Input public var of: Samples
  @Parameter(in: 1...1000, "each makes the marginals normal and then turns them")
  public var layers = 10
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    var stream = RandomStream(seed: context.streamSeed)
    return try of.mapSettled {
      try rotationGaussianization(
        ofRows: $0, layers: layers, from: &stream, checkpoint: context.checkpoint)
    }
  }
}
