import NumericalMethods

/// The optimal map from samples to N(0, 1) in one dimension: sorted samples against normal
/// quantiles.
///
///     s₍ₖ₎ ↔ z₍ₖ₎ = Φ⁻¹((k − ½)/n),   k = 1 … n
///
/// Read from `signals` to `responses` it is T(s) = Φ⁻¹(F̂(s)), from `responses` to `signals` it is
/// F̂⁻¹(Φ(z)), which for one interneuron and μ = 0 equals the best g f(θ, z) (paper eq. 8).
///
/// Equal samples have one F̂: they share the mean of their ranks and make one point, so that the map
/// is a function of s and strictly increasing.
///
/// Of many points only some are kept, at equal steps of z rather than of rank: equal steps of rank
/// would leave a handful for the tails, which are what the figure is about. The first and the last
/// sample are always kept.
public struct EmpiricalTransport: Codable, Equatable, Sendable {
  /// Sample values, increasing.
  public let signals: [Double]
  /// The normal quantile of each, increasing.
  public let responses: [Double]

  /// The map of samples, thinned to at most `points` points.
  ///
  /// - Precondition: at least two points are asked for.
  /// - Throws: ``StatisticsError`` for fewer than two samples, or one that is not finite, or where
  ///   all are equal.
  public init(_ samples: [Double], points: Int) throws(StatisticsError) {
    precondition(points >= 2, "a map needs two points, not \(points)")
    try StatisticsError.check(samples, needed: 2)
    let sorted = samples.sorted()
    let n = sorted.count
    guard sorted[0] < sorted[n - 1] else { throw .constant(value: sorted[0], samples: n) }
    var (signals, responses) = ([Double](), [Double]())
    let last = StandardNormal.quantile((Double(n) - 0.5) / Double(n))
    let step = 2 * last / Double(points - 1)
    var (index, next) = (0, -last)
    while index < n {
      let value = sorted[index]
      var end = index + 1
      while end < n, sorted[end] == value { end += 1 }
      // Ranks index + 1 … end have the mean (index + 1 + end)/2.
      let z = StandardNormal.quantile(0.5 * Double(index + end) / Double(n))
      if z >= next || index == 0 || end == n {
        signals.append(value)
        responses.append(z)
        // The next multiple of the step beyond z.
        next = -last + (((z + last) / step).rounded(.down) + 1) * step
      }
      index = end
    }
    if signals.count > points {
      // Rounding let two points share a step: the last sample replaces its neighbor.
      signals.remove(at: signals.count - 2)
      responses.remove(at: responses.count - 2)
    }
    self.signals = signals
    self.responses = responses
  }

  /// The largest E[s Z] of any coupling of samples with Z ~ N(0, 1): what the semi-dual of no circuit
  /// is below.
  ///
  ///     J* = Σ s₍ₖ₎ (p(z₍ₖ₋₁₎) − p(z₍ₖ₎)),   z₍ₖ₎ = Φ⁻¹(k/n),   p the normal density
  ///
  /// Every sample meets its n-th of the normal distribution, in order. Source: derived; exact.
  ///
  /// - Throws: ``StatisticsError`` without samples, or for one that is not finite.
  public static func largestCovariance(_ samples: [Double]) throws(StatisticsError) -> Double {
    try StatisticsError.check(samples, needed: 1)
    let sorted = samples.sorted()
    let n = sorted.count
    var (sum, before) = (0.0, 0.0)
    for (index, sample) in sorted.enumerated() {
      let after =
        index + 1 < n
        ? StandardNormal.density(StandardNormal.quantile(Double(index + 1) / Double(n))) : 0
      sum += sample * (before - after)
      before = after
    }
    return sum
  }

  /// How far another map from z to s is from this one, for Z ~ N(0, 1): the root mean square of the
  /// difference, in standard deviations of the samples.
  ///
  ///     √( Σ pₖ (h(z₍ₖ₎) − s₍ₖ₎)² / Σ pₖ (s₍ₖ₎ − m)² ),   m = Σ pₖ s₍ₖ₎
  ///
  /// over the points that were kept; pₖ is the normal probability of what is nearer to z₍ₖ₎ than to any
  /// other. Where h increases, this is the Wasserstein distance W₂ between h(Z) and the samples.
  ///
  /// Source: derived. Accuracy: of the second order in the step of z, a hundredth for 1000 points.
  public func relativeError(of map: (Double) -> Double) -> Double {
    let borders = zip(responses, responses.dropFirst()).map { 0.5 * ($0 + $1) }
    let below = [0] + borders.map(StandardNormal.cumulative) + [1]
    let masses = zip(below.dropFirst(), below).map { $0 - $1 }
    func expectation(_ term: (Int) -> Double) -> Double {
      signals.indices.reduce(0) { $0 + masses[$1] * term($1) }
    }
    func square(_ x: Double) -> Double { x * x }
    let mean = expectation { signals[$0] }
    let variance = expectation { square(signals[$0] - mean) }
    return (expectation { square(map(responses[$0]) - signals[$0]) } / variance).squareRoot()
  }
}
