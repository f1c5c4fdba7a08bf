import Pipeline
import Statistics

/// Samples whitened and turned to independent components, which are mapped by their ranks to normal
/// ones: what a linear circuit and single neurons behind it could do (science C4). Samples that did
/// not settle are left out.
public struct GaussianizeIndependentComponents: Stage {
  public static let id = "gaussianize-independent-components"
  public static let summary = "Independent components of samples, mapped by ranks to normal ones."

  @Input public var of: Samples

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    try of.mapSettled {
      try independentComponentGaussianization(ofRows: $0, checkpoint: context.checkpoint)
    }
  }
}
