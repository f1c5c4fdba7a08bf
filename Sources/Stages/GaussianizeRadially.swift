import Pipeline
import Statistics

/// Samples whitened and moved along their rays to normal lengths: what suits elliptical densities
/// (Lyu & Simoncelli 2009; science C4). Samples that did not settle are left out.
public struct GaussianizeRadially: Stage {
  public static let id = "gaussianize-radially"
  public static let summary = "Whitened samples, their lengths mapped by ranks to normal ones."

  @Input public var of: Samples

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    try of.mapSettled { try radialGaussianization(ofRows: $0) }
  }
}
