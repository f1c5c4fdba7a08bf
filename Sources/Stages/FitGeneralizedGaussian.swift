import Pipeline
import Statistics

/// Fits a generalized Gaussian of location 0 by maximum likelihood (science A4).
public struct FitGeneralizedGaussian: Stage {
  public static let id = "fit-generalized-gaussian"
  public static let summary = "Shape and scale of a generalized Gaussian by maximum likelihood."

  @Input public var of: Samples
  @Parameter(in: 1...100, "the density is tabulated to this distance from 0")
  public var range = 6.0

  public init() {}

  public func run(_ context: Context) throws -> FittedGeneralizedGaussian {
    try of.check(dimension: 1)
    let fit = try GeneralizedGaussian.fit(of.settled.values)
    if fit.status != .converged {
      context.note("the fit ended as \(fit.status.rawValue), score \(fit.score)")
    }
    // Even in number, so that the peak at 0, which may be infinitely sharp, is not among them.
    let points = 1200
    let x = (0..<points).map { range * (2 * (Double($0) + 0.5) / Double(points) - 1) }
    return FittedGeneralizedGaussian(
      fit: fit, densityAt: x, density: x.map(fit.distribution.density))
  }
}

/// A generalized Gaussian that was fitted to samples.
public struct FittedGeneralizedGaussian: RecordArtifact {
  public static let kind = "generalized-gaussian"
  public static let legend = describing(
    "scale in standard deviations, shape dimensionless; density per standard deviation")

  /// Distribution, status, iterations.
  public let fit: GeneralizedGaussian.Fit
  /// Where the density is tabulated, in the samples' unit.
  public let densityAt: [Double]
  /// The density there, per unit of the samples.
  public let density: [Double]
}
