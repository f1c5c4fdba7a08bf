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

// MARK: - Fit

extension GeneralizedGaussian {
  /// What a maximum-likelihood fit gave.
  public struct Fit: Codable, Equatable, Sendable {
    /// How a fit ended.
    public enum Status: String, Codable, Sendable {
      /// The score vanishes at the shape.
      case converged
      /// The likelihood still rises at the smallest or largest shape that is tried.
      case atBound
      /// The score's root was bracketed but not reached.
      case notConverged
    }

    /// The distribution.
    public let distribution: GeneralizedGaussian
    /// How the fit ended.
    public let status: Status
    /// The number of times that the score was computed.
    public let iterations: Int
    /// The score G(β) that is left.
    public let score: Double
  }

  /// The shapes between which a fit searches.
  public static let shapeBounds = 0.05...100.0

  /// Maximum-likelihood shape and scale of samples, location 0.
  ///
  ///     G(β) = 1 + ψ(1/β)/β − S₁/S₀ + ln(β S₀/n)/β = 0,   α = (β S₀/n)^(1/β)
  ///     Sⱼ = Σ |s|^β (ln|s|)ʲ
  ///
  /// G is β/n times the slope of the likelihood along the best α, so that it falls through a
  /// maximum. Its root is bracketed outwards from β = 1 and refined by Newton's method in ln β,
  /// with bisection where a step leaves the bracket. A sample of 0 adds nothing to the sums; but
  /// with even one of them the likelihood rises without bound as β → 0, where it no longer
  /// describes a density of real numbers: the fit is the local maximum nearest to β = 1.
  ///
  /// Samples are divided by the largest magnitude, so that no power overflows.
  ///
  /// Source: science A4. Accuracy: score within 10⁻¹² of 0 (rounding of the sums), shape to about
  /// as much. Cost: n logarithms, and n exponentials an iteration, about 8 of them.
  ///
  /// - Throws: ``StatisticsError`` for fewer than 3 samples, for values that are not finite, and
  ///   where all magnitudes are equal (the likelihood then rises with β for ever).
  public static func fit(_ samples: [Double]) throws(StatisticsError) -> Fit {
    try StatisticsError.check(samples, needed: 3)
    let magnitudes = samples.map { abs($0) }
    let (smallest, largest) = magnitudes.reduce((Double.infinity, 0.0)) {
      (min($0.0, $1), max($0.1, $1))
    }
    guard smallest < largest else { throw .constant(value: largest, samples: samples.count) }
    let likelihood = ShapeLikelihood(magnitudes: magnitudes, unit: largest)
    let root = likelihood.root(within: shapeBounds)
    let alpha = largest * Double.exp(likelihood.score(root.shape).logScale)
    // Samples at the ends of the range of a double must not give a width of 0 or infinity.
    let scale = min(max(alpha, .leastNormalMagnitude), .greatestFiniteMagnitude)
    return Fit(
      distribution: GeneralizedGaussian(shape: root.shape, scale: scale),
      status: root.status, iterations: root.iterations, score: root.score)
  }
}

/// The likelihood of the shape, maximized over the scale, of samples in units of the largest.
private struct ShapeLikelihood {
  /// ln|s| of the samples that are not 0.
  let logarithms: [Double]
  /// The number of samples, zeros included.
  let count: Double

  init(magnitudes: [Double], unit: Double) {
    logarithms = magnitudes.compactMap { $0 > 0 ? Double.log($0 / unit) : nil }
    count = Double(magnitudes.count)
  }

  /// G(β), its derivative by ln β, and ln α.
  func score(_ beta: Double) -> (value: Double, slope: Double, logScale: Double) {
    var (s0, s1, s2) = (0.0, 0.0, 0.0)
    for logarithm in logarithms {
      let power = Double.exp(beta * logarithm)
      s0 += power
      s1 += power * logarithm
      s2 += power * logarithm * logarithm
    }
    let u = 1 / beta
    let mean = s1 / s0
    let logScale = Double.log(beta * s0 / count) * u
    let value = 1 + u * digamma(u) - mean + logScale
    // β dG/dβ, term by term.
    let slope =
      -u * digamma(u) - u * u * trigamma(u) - beta * (s2 / s0 - mean * mean) + u + mean - logScale
    return (value, slope, logScale)
  }

  func root(
    within bounds: ClosedRange<Double>
  ) -> (
    shape: Double, score: Double, iterations: Int, status: GeneralizedGaussian.Fit.Status
  ) {
    // The rounding of sums of up to some million terms of one sign.
    let tolerance = 1e-12
    var iterations = 0
    var x = 0.0  // ln β
    var (low, high) = (Double.log(bounds.lowerBound), Double.log(bounds.upperBound))
    var bracketed = (low: false, high: false)
    var score = 0.0
    while iterations < 100 {
      let (value, slope, _) = self.score(Double.exp(x))
      iterations += 1
      score = value
      if abs(value) <= tolerance { return (Double.exp(x), value, iterations, .converged) }
      // The likelihood rises (G > 0) to the left of its maximum.
      if value > 0 {
        if x >= high { return (bounds.upperBound, value, iterations, .atBound) }
        (low, bracketed.low) = (x, true)
      } else {
        if x <= low { return (bounds.lowerBound, value, iterations, .atBound) }
        (high, bracketed.high) = (x, true)
      }
      let newton = x - value / slope
      let next: Double
      if slope < 0, newton > low, newton < high, abs(newton - x) <= 1 {
        next = newton
      } else if bracketed.low && bracketed.high {
        next = 0.5 * (low + high)
      } else {
        next = value > 0 ? min(x + 0.5, high) : max(x - 0.5, low)
      }
      if abs(next - x) <= 0x1p-51 { return (Double.exp(next), value, iterations, .converged) }
      x = next
    }
    return (Double.exp(x), score, iterations, .notConverged)
  }
}
