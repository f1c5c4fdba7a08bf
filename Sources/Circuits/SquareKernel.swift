import NumericalMethods

/// Responses of eight circuits with as many interneurons as primary neurons, one or two, a lane each,
/// and their learning sums.
///
/// W is square: s = W n gives the outputs n = W⁻¹s before any response is known, and the input of
/// each interneuron is the root of an equation of its own,
///
///     g f(θ, z) = n,      then   r = W⁻ᵀ z
///
/// With x = |z|: A x + B x^(θ) = |n|, A = g a, B = g b. The start is the root for θ = 2; two Halley
/// steps follow in single precision and one in double, repeated where it moved by more than
/// `PairKernel.moveLimit`: what it leaves is then of third order in the move, as in ``PairKernel``, and
/// is not evaluated.
///
/// Accuracy: residual ≤ 1e-12 (1 + ‖s‖) (tested), or the lane is returned as failed. Source: derived.
enum SquareKernel {
  typealias Mask = PairKernel.Mask
  private typealias Field = LaneParameters.Field
  /// The least |det W|, the sine of the angle between two weights: below, rounding in n could matter.
  private static let leastDeterminant = 1e-3

  /// Finds all responses; gives the lanes in which some response failed, or W cannot be inverted: one
  /// weight that is not ±1, or two that are nearly parallel.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    invert(parameters, batch)
    for index in 0..<batch.size &* batch.interneurons {
      batch.roughSignals[index] = batch.forces[index].rounded.magnitudes
    }
    start(parameters, batch)
    roughSteps(parameters, batch, first: true)
    roughSteps(parameters, batch, first: false)
    for index in 0..<batch.size &* batch.interneurons {
      batch.inputs[index] = batch.roughResponses[index].widened
    }
    powers(parameters, batch, 0..<batch.fours)
    for four in 0..<batch.fours {
      step(parameters, batch, four)
      if !batch.settled[four].isAllTrue { repeatStep(parameters, batch, four) }
    }
    respond(parameters, batch)
    return batch.failed .| .!invertible(parameters)
  }

  // MARK: W

  /// W of half of the lanes; one weight is the first of a W that is diagonal.
  private struct Weights {
    let w00, w01, w10, w11: HalfLanes
    /// det W.
    let determinant: HalfLanes

    @inline(__always)
    init(_ parameters: LaneParameters, half: Int) {
      let w = halves(parameters.weights) + half
      let isOne = parameters.primaryNeurons == 1
      w00 = w[0]
      w01 = isOne ? .zero : w[2]
      w10 = isOne ? .zero : w[4]
      w11 = isOne ? HalfLanes(repeating: 1) : w[6]
      determinant = w00 * w11 - w01 * w10
    }
  }

  /// The lanes whose W can be inverted.
  private static func invertible(_ parameters: LaneParameters) -> Mask {
    let (low, high) = (Weights(parameters, half: 0), Weights(parameters, half: 1))
    let determinant = Lanes(lowHalf: low.determinant, highHalf: high.determinant).magnitudes
    return parameters.primaryNeurons == 1 ? determinant .== 1 : determinant .>= leastDeterminant
  }

  /// n = W⁻¹s of all signals, in `forces`.
  private static func invert(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (s, n) = (halves(batch.signals), halves(batch.forces))
    for half in 0..<2 {
      let w = Weights(parameters, half: half)
      if batch.primaryNeurons == 1 {
        for index in stride(from: half, to: 2 &* batch.size, by: 2) { n[index] = w.w00 * s[index] }
      } else {
        let scale = 1 / w.determinant
        for index in stride(from: half, to: 4 &* batch.size, by: 4) {
          let (s0, s1) = (s[index], s[index &+ 2])
          n[index] = (w.w11 * s0 - w.w01 * s1) * scale
          n[index &+ 2] = (w.w00 * s1 - w.w10 * s0) * scale
        }
      }
    }
  }

  /// r = W⁻ᵀz of all inputs, which have the signs of n.
  private static func respond(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (r, n) = (halves(batch.responses), halves(batch.forces))
    let (inputs, steps) = (halves(batch.inputs), halves(batch.steps))
    // |z| may end a rounding below 0 at n = 0.
    func z(_ index: Int) -> HalfLanes {
      (inputs[index] + steps[index]).magnitudes.withSigns(of: n[index])
    }
    for half in 0..<2 {
      let w = Weights(parameters, half: half)
      if batch.primaryNeurons == 1 {
        for index in stride(from: half, to: 2 &* batch.size, by: 2) { r[index] = w.w00 * z(index) }
      } else {
        let scale = 1 / w.determinant
        for index in stride(from: half, to: 4 &* batch.size, by: 4) {
          let (z0, z1) = (z(index), z(index &+ 2))
          r[index] = (w.w11 * z0 - w.w10 * z1) * scale
          r[index &+ 2] = (w.w00 * z1 - w.w01 * z0) * scale
        }
      }
    }
  }

  // MARK: The equation of one interneuron

  /// |z| in single precision: the root for θ = 2.
  private static func start(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let k = batch.interneurons
    for i in 0..<k {
      let p = parameters.rough + i &* Field.count
      let (a, b) = (p[Field.force1], p[Field.force2])
      for index in stride(from: i, to: batch.size &* k, by: k) {
        let n = batch.roughSignals[index]
        // 10⁻³⁰: no logarithm of 0 later.
        batch.roughResponses[index] = (n + n) / (a + roughSquareRoot(a * a + 4 * b * n)) + 1e-30
      }
    }
  }

  /// Halley: δ = −F F′ / (F′² − ½ F F″), the bracket held at a quarter of F′²; for the first step
  /// powers of four digits do.
  @inline(__always)
  private static func roughSteps(
    _ parameters: LaneParameters, _ batch: LaneBatch, first: Bool
  ) {
    let (k, inputs) = (batch.interneurons, batch.roughResponses)
    let (logarithms, powers) = (roughs(batch.logarithms), roughs(batch.powers))
    for index in 0..<batch.size &* k {
      let x = inputs[index]
      logarithms[index] = first ? crudeLogarithmToBaseTwo(x) : roughLogarithmToBaseTwo(x)
    }
    for i in 0..<k {
      let p = parameters.rough + i &* Field.count
      for index in stride(from: i, to: batch.size &* k, by: k) {
        let logarithm = p[Field.exponent] * logarithms[index]
        powers[index] = first ? crudePowerOfTwo(logarithm) : roughPowerOfTwo(logarithm)
      }
      for index in stride(from: i, to: batch.size &* k, by: k) {
        let (x, d) = (inputs[index], powers[index])
        let xd = x * d
        let force = x * (p[Field.force1] + p[Field.force2] * xd) - batch.roughSignals[index]
        let slope = p[Field.force1] + p[Field.slope] * xd
        let square = slope * slope
        let bent = square - force * p[Field.bend] * d
        let least = 0.25 * square
        let moved = x - force * slope / bent.replacing(with: least, where: bent .< least)
        inputs[index] = moved.replacing(with: 1e-30, where: moved .< 1e-30)
      }
    }
  }

  /// log₂ x and x^(θ−2) of some fours.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ fours: Range<Int>
  ) {
    let k = batch.interneurons
    let (inputs, logarithms) = (halves(batch.inputs), halves(batch.logarithms))
    let powers = halves(batch.powers)
    for i in 0..<k {
      let exponents = halves(parameters.values + (i &* Field.count &+ Field.exponent))
      for four in fours {
        let index = batch.index(four: four, i, of: k)
        logarithms[index] = logarithmToBaseTwo(inputs[index])
      }
      for four in fours {
        let index = batch.index(four: four, i, of: k)
        powers[index] = powerOfTwo(exponents[four & 1] * logarithms[index])
      }
    }
  }

  /// The Halley steps of a four from `inputs` in double precision, and which lanes they settle.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
    var settled = SIMDMask<SIMD4<Int64>>(repeating: true)
    for i in 0..<batch.interneurons {
      let p = halves(parameters.values + i &* Field.count) + (four & 1)
      let index = batch.index(four: four, i, of: batch.interneurons)
      let (x, d) = (halves(batch.inputs)[index], halves(batch.powers)[index])
      let xd = x * d
      let residual =
        x * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
        - halves(batch.forces)[index].magnitudes
      let slope = p[2 &* Field.force1] + p[2 &* Field.slope] * xd
      let c = -residual * slope / (slope * slope - residual * (p[2 &* Field.bend] * d))
      halves(batch.powers)[index] = xd
      halves(batch.steps)[index] = c
      let limit = PairKernel.moveLimit.absolute + PairKernel.moveLimit.relative * x
      settled .&= c.magnitudes .<= limit
    }
    batch.settled[four] = settled
  }

  /// Further steps of a four, in the lanes that have not settled.
  private static func repeatStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int
  ) {
    let inputs = halves(batch.inputs)
    for _ in 1..<PairKernel.attempts {
      for i in 0..<batch.interneurons {
        let index = batch.index(four: four, i, of: batch.interneurons)
        let end = inputs[index] + halves(batch.steps)[index]
        let moved = end.replacing(with: 1e-300, where: end .< 1e-300)
        inputs[index] = moved.replacing(with: inputs[index], where: batch.settled[four])
      }
      powers(parameters, batch, four..<four &+ 1)
      step(parameters, batch, four)
      if batch.settled[four].isAllTrue { return }
    }
  }

  // MARK: Sums for learning

  /// What one input of a four adds to the sums, as in ``PairKernel``.
  private struct Terms {
    let square: HalfLanes
    let power: HalfLanes
    let logarithm: HalfLanes
    /// n.
    let output: HalfLanes

    @inline(__always)
    init(_ batch: LaneBatch, _ index: Int, theta: HalfLanes) {
      let (x, xd) = (halves(batch.inputs)[index], halves(batch.powers)[index])
      let c = halves(batch.steps)[index]
      let end = x + c
      square = end * end
      power = xd * (x * x + (theta + 1) * c * (x + 0.5 * theta * c))
      let rest = xd * c * (x + (theta + 0.5) * c)
      // 1 / ln 2
      logarithm = halves(batch.logarithms)[index] * power + 1.4426950408889634 * rest
      output = halves(batch.forces)[index]
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| (q = θ + 1) and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, sums, r) = (batch.interneurons, halves(batch.sums), halves(batch.responses))
    for place in 0..<2 &* k {
      let (i, half) = (place >> 1, place & 1)
      let theta = halves(parameters.values)[2 &* (i &* Field.count &+ Field.theta) &+ half]
      var (squares, powers, logarithms) = (HalfLanes.zero, HalfLanes.zero, HalfLanes.zero)
      var (n0, n1) = (HalfLanes.zero, HalfLanes.zero)
      for sample in 0..<batch.size {
        let first = 2 &* sample &* k &+ half
        let terms = Terms(batch, first &+ 2 &* i, theta: theta)
        squares += terms.square
        powers += terms.power
        logarithms += terms.logarithm
        n0 += terms.output * r[first]
        if k == 2 { n1 += terms.output * r[first &+ 2] }
      }
      sums[place] = squares
      sums[2 &* k &+ place] = powers
      sums[4 &* k &+ place] = naturalLogarithmOfTwo * logarithms
      sums[6 &* k &+ place] = n0
      if k == 2 { sums[8 &* k &+ place] = n1 }
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes, added in the
  /// same order. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (k, r) = (batch.interneurons, halves(batch.responses))
    for i in 0..<k {
      let theta = halves(parameters.values)[2 &* (i &* Field.count &+ Field.theta)]
      var (squares, powers, logarithms, n0, n1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for four in 0..<batch.fours {
        let terms = Terms(batch, batch.index(four: four, i, of: k), theta: theta)
        let first = batch.index(four: four, 0, of: k)
        let output0 = terms.output * r[first]
        let output1 = k == 2 ? terms.output * r[first &+ 2] : .zero
        for lane in 0..<min(4, count &- 4 &* four) {
          squares += terms.square[lane]
          powers += terms.power[lane]
          logarithms += terms.logarithm[lane]
          n0 += output0[lane]
          n1 += output1[lane]
        }
      }
      batch.sums[i] = Lanes(repeating: squares)
      batch.sums[k &+ i] = Lanes(repeating: powers)
      batch.sums[2 &* k &+ i] = Lanes(repeating: naturalLogarithmOfTwo * logarithms)
      batch.sums[3 &* k &+ i] = Lanes(repeating: n0)
      if k == 2 { batch.sums[4 &* k &+ i] = Lanes(repeating: n1) }
    }
  }
}
