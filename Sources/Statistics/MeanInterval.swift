import NumericalMethods
import RealModule

/// The mean of independent values with a confidence interval.
///
///     Student's t:  mean ± t(½ + confidence/2, n − 1) · s/√n,   s² = Σ (x − mean)²/(n − 1)
///     bootstrap:    the quantiles ½ ∓ confidence/2 of the means of n values drawn with replacement
///
/// With a single value there is no interval. Accuracy of Student's: the quantile's, 2⁻⁴⁰. The bootstrap
/// interval is narrower for few values (by √(1 − 1/n), and as it is no t), and need not be symmetric.
public struct MeanInterval: Codable, Equatable, Sendable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The interval's lower end; none for a single value.
  public let lower: Double?
  /// The interval's upper end; none for a single value.
  public let upper: Double?

  /// The mean of values, with Student's interval.
  ///
  /// - Precondition: 0 < confidence < 1.
  /// - Throws: ``StatisticsError`` without values, or where one is not finite.
  public init(_ values: [Double], confidence: Double) throws(StatisticsError) {
    precondition(confidence > 0 && confidence < 1, "no interval has confidence \(confidence)")
    let (n, moments) = (Double(values.count), try Moments(values))
    self.init(values, mean: moments.mean) {
      let deviation = (moments.variance * n / (n - 1)).squareRoot()
      let t = StudentsT.quantile(0.5 + confidence / 2, degreesOfFreedom: values.count - 1)
      let halfWidth = t * deviation / n.squareRoot()
      return (moments.mean - halfWidth, moments.mean + halfWidth)
    }
  }

  /// The ends of the interval are asked for where there are several values.
  private init(_ values: [Double], mean: Double, ends: () -> (lower: Double, upper: Double)) {
    count = values.count
    self.mean = mean
    let ends = values.count > 1 ? ends() : nil
    lower = ends?.lower
    upper = ends?.upper
  }

  /// The mean of values, with the interval of percentiles of its bootstrap distribution.
  ///
  /// Quantiles are interpolated between the means in their order (R's type 7). Source: Efron &
  /// Tibshirani 1993, chapter 13.
  ///
  /// - Parameters:
  ///   - values: independent values.
  ///   - confidence: of the interval, between 0 and 1.
  ///   - resamples: how many means are drawn.
  ///   - stream: where the draws come from.
  /// - Throws: ``StatisticsError`` without values, or where one is not finite.
  public init(
    bootstrapping values: [Double], confidence: Double, resamples: Int,
    from stream: inout RandomStream
  ) throws(StatisticsError) {
    precondition(
      confidence > 0 && confidence < 1 && resamples > 1,
      "no interval has confidence \(confidence) of \(resamples) means")
    self.init(values, mean: try Moments(values).mean) {
      let means = (0..<resamples).map { _ in
        values.indices.reduce(0) { sum, _ in
          sum + values[Int(stream.integer(below: UInt64(values.count)))]
        } / Double(values.count)
      }.sorted()
      func quantile(_ p: Double) -> Double {
        let place = p * Double(resamples - 1)
        let below = min(Int(place), resamples - 2)
        return means[below] + (place - Double(below)) * (means[below + 1] - means[below])
      }
      return (quantile(0.5 - confidence / 2), quantile(0.5 + confidence / 2))
    }
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
