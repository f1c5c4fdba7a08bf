import NumericalMethods
import RealModule

/// The mean of independent values with a confidence interval of Student's t.
///
///     mean ± t(½ + confidence/2, n − 1) · s/√n,   s² = Σ (x − mean)²/(n − 1)
///
/// With a single value there is no interval. Accuracy: the quantile's, 2⁻⁴⁰.
public struct MeanInterval: Codable, Equatable, Sendable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// Half of the interval's length; none for a single value.
  public let halfWidth: Double?

  /// The mean of values.
  ///
  /// - Precondition: 0 < confidence < 1.
  /// - Throws: ``StatisticsError`` without values, or where one is not finite.
  public init(_ values: [Double], confidence: Double) throws(StatisticsError) {
    precondition(confidence > 0 && confidence < 1, "no interval has confidence \(confidence)")
    let moments = try Moments(values)
    count = values.count
    mean = moments.mean
    guard count > 1 else {
      halfWidth = nil
      return
    }
    let n = Double(count)
    let deviation = (moments.variance * n / (n - 1)).squareRoot()
    let t = StudentsT.quantile(0.5 + confidence / 2, degreesOfFreedom: count - 1)
    halfWidth = t * deviation / n.squareRoot()
  }
}

/// Student's t distribution with a whole number of degrees of freedom.
public enum StudentsT {
  /// P(−t < T < t) for t ≥ 0: finite sums of the powers of cos² θ, θ = atan(t/√ν).
  ///
  /// Source: Abramowitz & Stegun, 26.7.3 (odd ν) and 26.7.4 (even ν). Accuracy: ν · 2⁻⁵².
  ///
  /// - Precondition: ν ≥ 1 and t ≥ 0.
  public static func centralProbability(_ t: Double, degreesOfFreedom nu: Int) -> Double {
    precondition(nu >= 1 && t >= 0, "no probability of t = \(t) with \(nu) degrees of freedom")
    let theta = Double.atan(t / Double(nu).squareRoot())
    let (sine, cosine) = (Double.sin(theta), Double.cos(theta))
    let isOdd = nu % 2 == 1
    // Odd: cos θ (1 + ⅔ cos² θ + …); even: 1 + ½ cos² θ + …, up to cos^(ν−2).
    var term = isOdd ? cosine : 1
    var sum = nu == 1 ? 0 : term
    var k = isOdd ? 3 : 2
    while k < nu {
      term *= cosine * cosine * Double(k - 1) / Double(k)
      sum += term
      k += 2
    }
    return isOdd ? 2 / Double.pi * (theta + sine * sum) : sine * sum
  }

  /// The t with P(T < t) = p, ½ ≤ p < 1, by bisection.
  ///
  /// - Precondition: ν ≥ 1 and ½ ≤ p < 1.
  public static func quantile(_ p: Double, degreesOfFreedom nu: Int) -> Double {
    precondition(p >= 0.5 && p < 1, "no upper quantile of \(p)")
    let wanted = 2 * p - 1
    var (low, high) = (0.0, 1.0)
    while centralProbability(high, degreesOfFreedom: nu) < wanted { high *= 2 }
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if centralProbability(middle, degreesOfFreedom: nu) < wanted {
        low = middle
      } else {
        high = middle
      }
      if high - low <= 0x1p-48 * high { break }
    }
    return 0.5 * (low + high)
  }
}
