import Circuits
import NumericalMethods
import Pipeline
import RealModule
import Statistics

/// How well one interneuron can make a generalized Gaussian normal: the check of the paper's
/// appendix B.1, which chose a(θ) and b(θ) so.
///
///     least over g > 0 and θ of  max_z |F_β(g f(θ, z)) − Φ(z)|
///
/// F_β is the distribution function of the generalized Gaussian of variance 1 and shape β. Without a
/// leak the circuit's response to s = g f(θ, z) is z, so that this is the Kolmogorov distance of its
/// responses from N(0, 1). Source: Lipshutz & Simoncelli 2024, B.1. Accuracy: z on a grid of step 0.02
/// to 4 (both functions are odd around ½); ln g and θ by golden sections to 5·10⁻⁶ around the best of
/// a grid.
public struct FitActivation: Stage {
  public static let id = "fit-activation"
  public static let summary = "The paper's activation nearest to a generalized Gaussian's optimum."

  @Parameter(in: 0.1...2, "β") public var shape = 0.5
  @Parameter("whose coefficients a and b") public var form = PowerActivation.Form.published

  public init() {}

  public func run(_ context: Context) throws -> ActivationFit {
    let family = PowerActivation(form: form)
    // Variance α² Γ(3/β)/Γ(1/β) = 1.
    let scale = Double.exp(0.5 * (logGamma(1 / shape) - logGamma(3 / shape)))
    let signal = GeneralizedGaussian(shape: shape, scale: scale)
    let grid = (1...200).map { 0.02 * Double($0) }
    let normal = grid.map(StandardNormal.cumulative)
    func best(theta: Double) -> (gain: Double, error: Double) {
      let member = family.member(theta: theta)
      let outputs = grid.map { member.response($0).output }
      let logarithm = Self.least(-14...2, steps: 64) { logarithm in
        let gain = Double.exp(logarithm)
        return zip(outputs, normal).reduce(0) { largest, pair in
          max(largest, abs(signal.cumulative(gain * pair.0) - pair.1))
        }
      }
      return (Double.exp(logarithm.place), logarithm.value)
    }
    let theta = try Self.least(LearningRule.thetaBounds, steps: 20) { theta in
      try context.checkpoint()
      return best(theta: theta).error
    }
    let (gain, error) = best(theta: theta.place)
    return ActivationFit(gain: gain, theta: theta.place, error: error)
  }

  /// The least value of a function on a grid, refined by golden sections.
  private static func least(
    _ range: ClosedRange<Double>, steps: Int, _ value: (Double) throws -> Double
  ) rethrows -> (place: Double, value: Double) {
    let width = (range.upperBound - range.lowerBound) / Double(steps)
    let places = (0...steps).map { range.lowerBound + width * Double($0) }
    var best = (place: places[0], value: try value(places[0]))
    for place in places.dropFirst() {
      let new = try value(place)
      if new < best.value { best = (place, new) }
    }
    let refined = try goldenSection(
      from: max(range.lowerBound, best.place - width),
      to: min(range.upperBound, best.place + width), steps: 24, value)
    return refined.value < best.value ? refined : best
  }
}

/// The activation function that is nearest to the optimum.
public struct ActivationFit: RecordArtifact {
  public static let kind = "activation-fit"
  public static let legend = describing("gain and θ, and the largest difference of probabilities")

  /// g, for signals of variance 1.
  public let gain: Double
  /// θ.
  public let theta: Double
  /// The largest |F_β(g f(θ, z)) − Φ(z)|.
  public let error: Double
}
