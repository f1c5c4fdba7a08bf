import NumericalMethods
import Photographs
import Pipeline
import Statistics

/// One band of a steerable pyramid, divided by its standard deviation.
///
/// The coefficients at all pixels, in units of their standard deviation (dividing by n, about their
/// mean, which itself is not subtracted). Source: science A3; the paper's band is scale 0,
/// orientation 0 of 3 orientations (order 2) and 3 scales.
public struct FilterResponses: Stage {
  public static let id = "filter-responses"
  public static let summary = "One band of a steerable pyramid, in standard deviations."

  @Input public var of: GrayPhotograph
  @Parameter("which part of the pyramid") public var part = Part.band
  @Parameter(in: 0...9, "0 is the finest") public var scale = 0
  @Parameter(in: 0...15, "0 responds to variation along the rows") public var orientation = 0
  @Parameter(in: 0...15, "one less than the number of orientations") public var order = 2
  @Parameter(in: 1...10, "the number of scales") public var scales = 3

  /// The parts of a pyramid.
  public enum Part: String, ParameterChoice {
    /// The band at `scale` and `orientation`.
    case band
    /// What is finer than the finest scale.
    case highPass = "high-pass"
    /// What is coarser than the coarsest scale.
    case lowPass = "low-pass"
  }

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    let pyramid = SteerablePyramid(order: order, scales: scales)
    guard part != .band || (scale < scales && orientation < pyramid.orientations) else {
      throw StageError.noSuchBand(
        scale: scale, scales: scales, orientation: orientation, orientations: pyramid.orientations)
    }
    let decomposition = pyramid.decomposition(of: of.luminance)
    try context.checkpoint()
    var coefficients =
      switch part {
      case .band: decomposition.band(scale: scale, orientation: orientation)
      case .highPass: decomposition.highPassResidual
      case .lowPass: decomposition.lowPassResidual
      }
    let deviation = try Moments(coefficients.values).standardDeviation
    guard deviation > 1e-12 else { throw StageError.constantBand(value: coefficients.values[0]) }
    for index in coefficients.values.indices { coefficients.values[index] /= deviation }
    return Samples(pixels: coefficients)
  }
}
