import Pipeline
import Statistics

/// The covariance of samples, with an explicit ridge.
///
///     C = Σ (x − m)(x − m)ᵀ/(count − 1) + ρ (Tr/n) I
///
/// The ridge is white noise of ρ times the signals' mean variance: it bounds the condition number,
/// which decides how small learning rates must be. A network that learns from samples is given the
/// same noise.
public struct CovarianceOfSamples: Stage {
  public static let id = "covariance"
  public static let summary = "The covariance of samples and its condition number."

  @Input public var of: Samples
  @Parameter(in: 0...10, "ρ, as a fraction of the mean variance") public var ridge = 0.0

  public init() {}

  public func run(_ context: Context) throws -> CovarianceMatrix {
    let covariance = try Covariance(ofRows: of.settled).matrix
    try context.checkpoint()
    return try CovarianceMatrix(covariance, relativeRidge: ridge)
  }
}
