import NumericalMethods
import RealModule

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
