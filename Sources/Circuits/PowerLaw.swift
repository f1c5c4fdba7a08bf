import NumericalMethods
import RealModule

/// f(z) = a z + b sign(z)|z|^θ at one θ, with the coefficients' derivatives by θ.
///
///     h = a z²/2 + b |z|^(θ+1)/(θ+1)
///     φ = (a/2)(z² − 1) + b/(θ+1) · (|z|^(θ+1) − C)
///     ∂φ/∂θ = (a′/2)(z² − 1) + ((θ+1) b′ − b)/(θ+1)² · (|z|^(θ+1) − C)
///             + b/(θ+1) · (|z|^(θ+1) ln|z| − C′)
///
/// with C = E|Z|^(θ+1) and C′ = E|Z|^(θ+1) ln|Z|, Z normal. Source: science A2.
public struct PowerLaw: Activation, Equatable {
  /// θ.
  public let theta: Double
  /// a.
  public let linear: Double
  /// b.
  public let power: Double
  /// ∂a/∂θ.
  public let linearDerivative: Double
  /// What learning takes for ∂b/∂θ.
  public let powerDerivative: Double
  /// C(θ + 1).
  let moment: Double
  /// C′(θ + 1).
  let momentDerivative: Double

  /// The function with given coefficients.
  public init(
    theta: Double, linear: Double, power: Double, linearDerivative: Double, powerDerivative: Double
  ) {
    self.theta = theta
    self.linear = linear
    self.power = power
    self.linearDerivative = linearDerivative
    self.powerDerivative = powerDerivative
    moment = StandardNormal.absoluteMoment(theta + 1)
    momentDerivative = StandardNormal.absoluteMomentDerivative(theta + 1)
  }

  /// h, f and f′ at z, all from |z|^(θ−1).
  public func response(_ z: Double) -> (potential: Double, output: Double, slope: Double) {
    let x = abs(z)
    let p = derivativePower(x)
    return (
      z * z * (0.5 * linear + power * p / (theta + 1)), z * (linear + power * p),
      linear + power * theta * p
    )
  }

  /// f, φ and ∂φ/∂θ at z.
  public func plasticity(
    _ z: Double
  ) -> (output: Double, objective: Double, thetaGradient: Double) {
    let x = abs(z)
    let q = theta + 1
    let p = derivativePower(x)
    let excess = z * z * p - moment  // |z|^(θ+1) − C
    // z² p ln|z| → 0 with z.
    let logExcess = (x > 0 ? z * z * p * Double.log(x) : 0) - momentDerivative
    let width = 0.5 * (z * z - 1)
    return (
      z * (linear + power * p),
      linear * width + power / q * excess,
      linearDerivative * width + (q * powerDerivative - power) / (q * q) * excess
        + power / q * logExcess
    )
  }

  /// |z|^(θ−1); at 0 its limit for θ > 1 (and 0, not ∞, for θ < 1), and 1 for θ = 1.
  private func derivativePower(_ x: Double) -> Double {
    guard x > 0 else { return theta == 1 ? 1 : 0 }
    return Double.pow(x, theta - 1)
  }
}
