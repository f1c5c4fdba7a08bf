import NumericalMethods
import Pipeline

/// Independent normal signals with a given covariance: x = C^(1/2) ξ, ξ standard normal.
public struct GaussianSignals: Stage {
  public static let id = "gaussian-signals"
  public static let summary = "Independent normal signals with a given covariance."
  public static let dependence = Dependence.recipe

  @Input public var covariance: CovarianceMatrix
  @Parameter(in: 2...10_000_000, "of signals") public var count = 100_000
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    let root = try LinearAlgebra.squareRoot(of: covariance.matrix)
    var stream = RandomStream(seed: context.streamSeed)
    var normals = Matrix(rows: count, columns: root.rows)
    for index in normals.values.indices {
      if index % 4096 == 0 { try context.checkpoint() }
      normals.values[index] = stream.normal()
    }
    return Samples(values: LinearAlgebra.product(normals, root))
  }
}
