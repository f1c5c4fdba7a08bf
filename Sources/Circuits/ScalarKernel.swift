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

  /// Finds all responses; gives the lanes in which some response failed or the weight is not ±1.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    round(batch.signals, to: batch.roughSignals, count: batch.size)
    start(parameters, batch)
    roughSteps(parameters, batch, first: true)
    roughSteps(parameters, batch, first: false)
    widen(batch.roughResponses, to: batch.inputs, count: batch.size)
    powers(parameters, batch, 0..<batch.size)
    var failed = parameters.weights[0].magnitudes .!= 1
    for sample in 0..<batch.size {
      step(parameters, batch, sample)
      if !batch.settled[sample].isAllTrue { repeatStep(parameters, batch, sample) }
      failed .|= .!batch.settled[sample]
      // |z| may end a rounding below 0 at the signal 0; r has the sign of s.
      let end = batch.inputs[sample] + batch.steps[sample]
      batch.responses[sample] = end.magnitudes.withSigns(of: batch.signals[sample])
    }
    return failed
  }

  /// |z| in single precision: the root for θ = 2.
  private static func start(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let p = parameters.rough
    let (a, b) = (p[Field.force1], p[Field.force2])
    for sample in 0..<batch.size {
      let s = batch.roughSignals[sample].magnitudes
      // 10⁻³⁰: no logarithm of 0 later.
      batch.roughResponses[sample] = (s + s) / (a + roughSquareRoot(a * a + 4 * b * s)) + 1e-30
    }
  }

  /// Halley: δ = −F F′ / (F′² − ½ F F″), the bracket held at a quarter of F′².
  @inline(__always)
  private static func roughSteps(
    _ parameters: LaneParameters, _ batch: LaneBatch, first: Bool
  ) {
    let p = parameters.rough
    let (a, b, exponent) = (p[Field.force1], p[Field.force2], p[Field.exponent])
    let (slope1, curvature) = (p[Field.slope], 0.5 * p[Field.curvature])
    for sample in 0..<batch.size {
      let x = batch.roughResponses[sample]
      let d =
        first
        ? crudePower(x, exponent) : roughPowerOfTwo(exponent * roughLogarithmToBaseTwo(x))
      let xd = x * d
      let force = x * (a + b * xd) - batch.roughSignals[sample].magnitudes
      let slope = a + slope1 * xd
      let square = slope * slope
      let bent = square - force * curvature * d
      let least = 0.25 * square
      let moved = x - force * slope / bent.replacing(with: least, where: bent .< least)
      batch.roughResponses[sample] = moved.replacing(with: 1e-30, where: moved .< 1e-30)
    }
  }

  /// ln x and x^(θ−2) of some samples.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ samples: Range<Int>
  ) {
    let exponent = parameters.values[Field.exponent]
    for sample in samples { batch.logarithms[sample] = logarithm(batch.inputs[sample]) }
    for sample in samples {
      batch.powers[sample] = exponential(exponent * batch.logarithms[sample])
    }
  }

  /// The Halley step from `inputs` in double precision, and which lanes it settles.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int) {
    let p = parameters.values
    let s = batch.signals[sample].magnitudes
    let (x, d) = (batch.inputs[sample], batch.powers[sample])
    let xd = x * d
    let force = x * (p[Field.force1] + p[Field.force2] * xd)
    let slope = p[Field.force1] + p[Field.slope] * xd
    let bend = 0.5 * p[Field.curvature] * d
    let residual = force - s
    let c = -residual * slope / (slope * slope - residual * bend)
    let end = force + c * (slope + bend * c)
    let left = end - s
    let square = left * left
    let settled =
      (c.magnitudes .<= PairKernel.moveLimit.absolute + PairKernel.moveLimit.relative * x)
      .& (square .<= 2.5e-25 * (1 + s * s))
    batch.powers[sample] = xd
    batch.forces[sample] = end
    batch.steps[sample] = c
    batch.settled[sample] = settled
  }

  /// Further steps of one sample, in the lanes that have not settled.
  private static func repeatStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) {
    for _ in 1..<PairKernel.attempts {
      let end = batch.inputs[sample] + batch.steps[sample]
      let moved = end.replacing(with: 1e-300, where: end .< 1e-300)
      batch.inputs[sample] = moved.replacing(
        with: batch.inputs[sample], where: batch.settled[sample])
      powers(parameters, batch, sample..<sample &+ 1)
      step(parameters, batch, sample)
      if batch.settled[sample].isAllTrue { return }
    }
  }

  /// F² at the response to one sample, computed anew.
  static func residualSquare(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) -> Lanes {
    let p = parameters.values
    let x = batch.responses[sample].magnitudes
    let xd = x * exponential(p[Field.exponent] * logarithm(x))
    let force = x * (p[Field.force1] + p[Field.force2] * xd) - batch.signals[sample].magnitudes
    return force * force
  }

  /// What one sample adds to the sums, as in ``PairKernel``.
  private struct Terms {
    let square: Lanes
    let power: Lanes
    let logarithm: Lanes
    let output: Lanes

    @inline(__always)
    init(_ batch: LaneBatch, _ sample: Int, theta: Lanes) {
      let q = theta + 1
      let (x, xd, log) = (batch.inputs[sample], batch.powers[sample], batch.logarithms[sample])
      let c = batch.steps[sample]
      let end = x + c
      let signed = x * xd  // x^θ
      let y = x * signed
      let half = 0.5 * c
      let rate = q * log + 1
      square = end * end
      power = y + c * q * (signed + half * theta * xd)
      logarithm = y * log + c * (signed * rate + half * xd * (theta * rate + q))
      // n = g f has the sign of z = w r: n r = w g|f| |z|.
      output = batch.forces[sample] * end
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| (q = θ + 1) and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let theta = parameters.values[Field.theta]
    var (squares, powers, logarithms, n) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    for sample in 0..<batch.size {
      let terms = Terms(batch, sample, theta: theta)
      squares += terms.square
      powers += terms.power
      logarithms += terms.logarithm
      n += terms.output
    }
    batch.sums[0] = squares
    batch.sums[1] = powers
    batch.sums[2] = logarithms
    batch.sums[3] = parameters.weights[0] * n
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes, added in the
  /// same order. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let theta = parameters.values[Field.theta]
    var (squares, powers, logarithms, n) = (0.0, 0.0, 0.0, 0.0)
    for sample in 0..<batch.size {
      let terms = Terms(batch, sample, theta: theta)
      for lane in 0..<min(8, count &- 8 &* sample) {
        squares += terms.square[lane]
        powers += terms.power[lane]
        logarithms += terms.logarithm[lane]
        n += terms.output[lane]
      }
    }
    batch.sums[0] = Lanes(repeating: squares)
    batch.sums[1] = Lanes(repeating: powers)
    batch.sums[2] = Lanes(repeating: logarithms)
    batch.sums[3] = parameters.weights[0] * n
  }
}
