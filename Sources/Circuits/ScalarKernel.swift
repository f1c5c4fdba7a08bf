import NumericalMethods

/// Responses of eight circuits with one primary neuron and one interneuron, a lane each, and their
/// learning sums: ``PairKernel`` in one dimension.
///
/// With w = ±1 the input z = w r solves g f(θ, z) = w s; x = |z| solves A x + B x^θ = |s|, A = g a,
/// B = g b. The start is the root for θ = 2; two Halley steps follow in single precision and one in
/// double, repeated where it moved by more than `PairKernel.moveLimit`: what it leaves is then of
/// third order in the move, as in ``PairKernel``, and is not evaluated.
///
/// Accuracy: residual ≤ 1e-12 (1 + |s|) (tested), or the lane is returned as failed. Source: derived.
enum ScalarKernel {
  typealias Mask = SIMDMask<SIMD8<Int64>>
  private typealias Field = LaneParameters.Field

  /// Finds all responses; gives the lanes in which some response failed or the weight is not ±1.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    for index in 0..<batch.size { batch.roughSignals[index] = batch.signals[index].rounded }
    start(parameters, batch)
    roughSteps(parameters, batch, first: true)
    roughSteps(parameters, batch, first: false)
    for index in 0..<batch.size { batch.inputs[index] = batch.roughResponses[index].widened }
    powers(parameters, batch, 0..<batch.fours)
    for four in 0..<batch.fours { step(parameters, batch, four) }
    for four in 0..<batch.fours {
      if !batch.settled[four].isAllTrue { repeatStep(parameters, batch, four) }
      // |z| may end a rounding below 0 at the signal 0; r has the sign of s.
      let end = halves(batch.inputs)[four] + halves(batch.steps)[four]
      halves(batch.responses)[four] = end.magnitudes.withSigns(of: halves(batch.signals)[four])
    }
    return batch.failed .| (parameters.weights[0].magnitudes .!= 1)
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

  /// Halley: δ = −F F′ / (F′² − ½ F F″), the bracket held at a quarter of F′²; for the first step
  /// powers of four digits do.
  @inline(__always)
  private static func roughSteps(
    _ parameters: LaneParameters, _ batch: LaneBatch, first: Bool
  ) {
    let (p, inputs) = (parameters.rough, batch.roughResponses)
    let (logarithms, powers) = (roughs(batch.logarithms), roughs(batch.powers))
    let exponent = p[Field.exponent]
    for sample in 0..<batch.size {
      let x = inputs[sample]
      logarithms[sample] = first ? crudeLogarithmToBaseTwo(x) : roughLogarithmToBaseTwo(x)
    }
    for sample in 0..<batch.size {
      let logarithm = exponent * logarithms[sample]
      powers[sample] = first ? crudePowerOfTwo(logarithm) : roughPowerOfTwo(logarithm)
    }
    for sample in 0..<batch.size {
      let (x, d) = (inputs[sample], powers[sample])
      let xd = x * d
      let force =
        x * (p[Field.force1] + p[Field.force2] * xd) - batch.roughSignals[sample].magnitudes
      let slope = p[Field.force1] + p[Field.slope] * xd
      let square = slope * slope
      let bent = square - force * p[Field.bend] * d
      let least = 0.25 * square
      let moved = x - force * slope / bent.replacing(with: least, where: bent .< least)
      inputs[sample] = moved.replacing(with: 1e-30, where: moved .< 1e-30)
    }
  }

  /// log₂ x and x^(θ−2) of some fours.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ fours: Range<Int>
  ) {
    let exponents = halves(parameters.values + Field.exponent)
    let (inputs, logarithms) = (halves(batch.inputs), halves(batch.logarithms))
    let powers = halves(batch.powers)
    for four in fours { logarithms[four] = logarithmToBaseTwo(inputs[four]) }
    for four in fours { powers[four] = powerOfTwo(exponents[four & 1] * logarithms[four]) }
  }

  /// The Halley step of a four from `inputs` in double precision, and which lanes it settles.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
    let p = halves(parameters.values) + (four & 1)
    let (x, d) = (halves(batch.inputs)[four], halves(batch.powers)[four])
    let xd = x * d
    let residual =
      x * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
      - halves(batch.signals)[four].magnitudes
    let slope = p[2 &* Field.force1] + p[2 &* Field.slope] * xd
    let c = -residual * slope / (slope * slope - residual * (p[2 &* Field.bend] * d))
    halves(batch.powers)[four] = xd
    halves(batch.steps)[four] = c
    let limit = PairKernel.moveLimit.absolute + PairKernel.moveLimit.relative * x
    let settled = c.magnitudes .<= limit
    batch.settled[four] = settled
  }

  /// Further steps of a four, in the lanes that have not settled.
  private static func repeatStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int
  ) {
    let inputs = halves(batch.inputs)
    for _ in 1..<PairKernel.attempts {
      let end = inputs[four] + halves(batch.steps)[four]
      let moved = end.replacing(with: 1e-300, where: end .< 1e-300)
      inputs[four] = moved.replacing(with: inputs[four], where: batch.settled[four])
      powers(parameters, batch, four..<four &+ 1)
      step(parameters, batch, four)
      if batch.settled[four].isAllTrue { return }
    }
  }

  /// F² at the responses to a four of signals, computed anew.
  static func residualSquare(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int
  ) -> HalfLanes {
    let p = halves(parameters.values) + (four & 1)
    let x = halves(batch.responses)[four].magnitudes
    let xd = x * powerOfTwo(p[2 &* Field.exponent] * logarithmToBaseTwo(x))
    let force =
      x * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
      - halves(batch.signals)[four].magnitudes
    return force * force
  }

  /// What a four adds to the sums, as in ``PairKernel``.
  private struct Terms {
    let square: HalfLanes
    let power: HalfLanes
    let logarithm: HalfLanes
    let output: HalfLanes

    @inline(__always)
    init(_ batch: LaneBatch, _ four: Int, theta: HalfLanes) {
      let (x, xd) = (halves(batch.inputs)[four], halves(batch.powers)[four])
      let c = halves(batch.steps)[four]
      let end = x + c
      square = end * end
      power = xd * (x * x + (theta + 1) * c * (x + 0.5 * theta * c))
      let rest = xd * c * (x + (theta + 0.5) * c)
      // 1 / ln 2
      logarithm = halves(batch.logarithms)[four] * power + 1.4426950408889634 * rest
      // n = g f has the sign of z = w r and is w s at the response: n r = w |s| |z|.
      output = halves(batch.signals)[four].magnitudes * end
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| (q = θ + 1) and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (sums, weights) = (halves(batch.sums), halves(parameters.weights))
    for half in 0..<2 {
      let theta = halves(parameters.values)[2 &* Field.theta &+ half]
      var (squares, powers) = (HalfLanes.zero, HalfLanes.zero)
      var (logarithms, n) = (HalfLanes.zero, HalfLanes.zero)
      for sample in 0..<batch.size {
        let terms = Terms(batch, 2 &* sample &+ half, theta: theta)
        squares += terms.square
        powers += terms.power
        logarithms += terms.logarithm
        n += terms.output
      }
      sums[half] = squares
      sums[2 &+ half] = powers
      sums[4 &+ half] = naturalLogarithmOfTwo * logarithms
      sums[6 &+ half] = weights[half] * n
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes, added in the
  /// same order. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let theta = halves(parameters.values)[2 &* Field.theta]
    var (squares, powers, logarithms, n) = (0.0, 0.0, 0.0, 0.0)
    for four in 0..<batch.fours {
      let terms = Terms(batch, four, theta: theta)
      for lane in 0..<min(4, count &- 4 &* four) {
        squares += terms.square[lane]
        powers += terms.power[lane]
        logarithms += terms.logarithm[lane]
        n += terms.output[lane]
      }
    }
    batch.sums[0] = Lanes(repeating: squares)
    batch.sums[1] = Lanes(repeating: powers)
    batch.sums[2] = Lanes(repeating: naturalLogarithmOfTwo * logarithms)
    batch.sums[3] = parameters.weights[0] * n
  }
}
