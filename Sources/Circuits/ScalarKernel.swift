import NumericalMethods

/// Responses of eight circuits with one primary neuron and one interneuron, a lane each, and their
/// learning sums: ``PairKernel`` in one dimension.
///
/// With w = ±1 the input z = w r solves g f(θ, z) = w s; x = |z| solves A x + B x^θ = |s|, A = g a,
/// B = g b. The start is the root for θ = 2; two Halley steps follow in single precision and one in
/// double, repeated where it moved by more than `PairKernel.moveLimit`.
///
/// Accuracy: residual ≤ 1e-12 (1 + |s|) (tested), or the lane is returned as failed. Source: derived.
enum ScalarKernel {
  typealias Mask = SIMDMask<SIMD8<Int64>>
  private typealias Field = LaneParameters.Field

  /// Finds all responses and adds up `batch.sums`; gives the lanes in which some response failed,
  /// and those whose weight is not ±1.
  static func run(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    round(batch.signals, to: batch.roughSignals, count: batch.size)
    start(parameters, batch)
    widen(batch.roughResponses, to: batch.responses, count: batch.size)
    for index in 0..<batch.sumCount { batch.sums[index] = .zero }
    var failed = parameters.weights[0].magnitudes .!= 1
    for sample in 0..<batch.size { failed .|= finish(parameters, batch, sample) }
    return failed
  }

  /// |z| in single precision.
  private static func start(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let p = parameters.rough
    let (a, b, exponent) = (p[Field.force1], p[Field.force2], p[Field.exponent])
    let (slope1, curvature) = (p[Field.slope], 0.5 * p[Field.curvature])
    for sample in 0..<batch.size {
      let s = batch.roughSignals[sample].magnitudes
      // 10⁻³⁰: no logarithm of 0 below.
      var x = (s + s) / (a + roughSquareRoot(a * a + 4 * b * s)) + 1e-30
      for _ in 0..<2 {
        let d = roughPowerOfTwo(exponent * roughLogarithmToBaseTwo(x))
        let xd = x * d
        let force = x * (a + b * xd) - s
        let slope = a + slope1 * xd
        // Halley: −F F′ / (F′² − ½ F F″), the bracket held at a quarter of F′².
        let square = slope * slope
        let bent = square - force * curvature * d
        let least = 0.25 * square
        x -= force * slope / bent.replacing(with: least, where: bent .< least)
        x = x.replacing(with: 1e-30, where: x .< 1e-30)
      }
      batch.roughResponses[sample] = x
    }
  }

  /// Steps in double precision until every lane has converged; sums and response.
  @inline(__always)
  private static func finish(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) -> Mask {
    let p = parameters.values
    let (a, b, theta) = (p[Field.force1], p[Field.force2], p[Field.theta])
    let weight = parameters.weights[0]
    let signal = batch.signals[sample]
    let s = signal.magnitudes
    var x = batch.responses[sample]
    var attempt = 1
    while true {
      let log = logarithm(x)
      let d = exponential(p[Field.exponent] * log)
      let xd = x * d
      let force = x * (a + b * xd)
      let slope = a + p[Field.slope] * xd
      let bend = 0.5 * p[Field.curvature] * d
      let residual = force - s
      let c = -residual * slope / (slope * slope - residual * bend)
      let end = x + c
      let endForce = force + c * (slope + bend * c)
      let left = endForce - s
      let settled =
        (c.magnitudes .<= PairKernel.moveLimit.absolute + PairKernel.moveLimit.relative * x)
        .& (left * left .<= 2.5e-25 * (1 + s * s))
      if settled.isAllTrue || attempt == PairKernel.attempts {
        let (sums, q) = (batch.sums, theta + 1)
        let power = x * xd  // x^θ
        let y = x * power
        let half = 0.5 * c
        let rate = q * log + 1
        sums[0] += end * end
        sums[1] += y + c * q * (power + half * theta * xd)
        sums[2] += y * log + c * (power * rate + half * xd * (theta * rate + q))
        // n = g f has the sign of z = w r: n r = w g|f| |z|.
        sums[3] += weight * endForce * end
        batch.responses[sample] = end * weight.magnitudes * sign(signal)
        return .!settled
      }
      let moved = end.replacing(with: 1e-300, where: end .< 1e-300)
      x = moved.replacing(with: x, where: settled)
      attempt &+= 1
    }
  }

  /// ±1 in each lane.
  @inline(__always)
  private static func sign(_ x: Lanes) -> Lanes { Lanes(repeating: 1).withSigns(of: x) }
}
