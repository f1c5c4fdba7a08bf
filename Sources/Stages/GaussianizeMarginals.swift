import Pipeline
import Statistics

/// Every coordinate mapped by its ranks to a standard normal one: what circuits without any
/// connection could do (science C4). Samples that did not settle are left out.
public struct GaussianizeMarginals: Stage {
  public static let id = "gaussianize-marginals"
  public static let summary = "Samples, each coordinate mapped by its ranks to a normal one."

  @Input public var of: Samples

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    try of.mapSettled { try marginalGaussianization(ofRows: $0) }
  }
}
