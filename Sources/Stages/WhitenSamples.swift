import Pipeline
import Statistics

/// ZCA whitening by the samples' own covariance: what a linear circuit could do (science A4).
public struct WhitenSamples: Stage {
  public static let id = "whiten-zca"
  public static let summary = "Samples whitened symmetrically by their own covariance."

  @Input public var of: Samples

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    let whitening = try Whitening(ofRows: of.settled)
    return Samples(values: whitening.applied(toRows: of.values), grid: of.grid)
  }
}
