import NumericalMethods
import RealModule

/// Generalized Gaussian distribution with location 0.
///
///     p(s) = β / (2 α Γ(1/β)) · exp(−|s/α|^β)
///
/// | symbol | here    | unit                |
/// |--------|---------|---------------------|
/// | α      | `scale` | that of the samples |
/// | β      | `shape` | 1                   |
///
/// β = 2 is a Gaussian of variance α²/2, β = 1 a Laplacian, β → ∞ uniform on (−α, α).
/// Source: science A4 (the paper's figure 2).
public struct GeneralizedGaussian: Codable, Equatable, Sendable {
  /// The exponent β > 0.
  public let shape: Double
  /// The width α > 0.
  public let scale: Double

  /// The distribution with an exponent and a width.
  ///
  /// - Precondition: both are positive and finite.
  public init(shape: Double, scale: Double) {
    precondition(
      shape > 0 && shape.isFinite && scale > 0 && scale.isFinite,
      "no generalized Gaussian has shape \(shape) and scale \(scale)")
    self.shape = shape
    self.scale = scale
  }

  /// ln p(s).
  public func logDensity(_ s: Double) -> Double {
    Double.log(shape) - Double.log(2 * scale) - logGamma(1 / shape)
      - Double.pow(abs(s) / scale, shape)
  }

  /// p(s), per unit of the samples.
  public func density(_ s: Double) -> Double { Double.exp(logDensity(s)) }

  /// P(S ≤ s) = ½ (1 + sign(s) P(1/β, |s/α|^β)), P the regularized incomplete gamma function.
  ///
  /// Accuracy: absolute error about 10⁻¹⁴ for shapes above 0.05.
  public func cumulative(_ s: Double) -> Double {
    let mass = 0.5 * regularizedGamma(1 / shape, Double.pow(abs(s) / scale, shape))
    return s < 0 ? 0.5 - mass : 0.5 + mass
  }

  /// The s with P(S ≤ s) = p, 0 < p < 1; infinite at the ends, not a number outside.
  ///
  /// Bisection on ln|s|, then Newton's method. Accuracy: the error of ``cumulative(_:)`` divided by
  /// the density.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    guard p != 0.5 else { return 0 }
    let target = 2 * abs(p - 0.5)  // of P(1/β, y), y = |s/α|^β
    let a = 1 / shape
    // P(a, y) ≈ yᵃ/Γ(a + 1) below, and y ≤ 800 + 2a holds all mass that a double can resolve.
    var low = (Double.log(target) + logGamma(a + 1)) * shape - 1
    var high = Double.log(800 + 2 * a)
    var x = low + 1
    for _ in 0..<200 {
      let y = Double.exp(x)
      let error = regularizedGamma(a, y) - target
      if error < 0 { low = x } else { high = x }
      let slope = Double.exp(a * x - y - logGamma(a))  // dP/d ln y
      let next = x - error / slope
      let inside = next > low && next < high
      let step = (inside ? next : 0.5 * (low + high)) - x
      x += step
      if abs(step) <= 0x1p-50 * max(1, abs(x)) { break }
    }
    let magnitude = scale * Double.exp(x * a)
    return p < 0.5 ? -magnitude : magnitude
  }
}
