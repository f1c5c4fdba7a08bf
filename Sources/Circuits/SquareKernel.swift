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
/// `moveLimit`: what it leaves is then of third order in the move, as in ``PairKernel``, and is not
/// evaluated.
///
/// Accuracy: residual ≤ 1e-12 (1 + ‖s‖) (tested), or the lane is returned as failed. Source: derived.
enum SquareKernel {
  typealias Mask = PairKernel.Mask
  private typealias Field = LaneParameters.Field
  /// The least |det W|, the sine of the angle between two weights: below, rounding in n could matter.
  private static let leastDeterminant = 1e-3

  /// The largest move of |z| in the last step: absolute part and share. Near z = 0 the last step
  /// leaves at most g b δ^θ < 10⁻¹² · ¼ for θ ≥ 2; at θ = 2 it leaves nothing.
  private static let moveLimit = (absolute: 5e-7, relative: 2e-5)

  /// Whether this is the kernel of a shape.
  static func takes(_ primaryNeurons: Int, _ interneurons: Int) -> Bool {
    primaryNeurons == interneurons && primaryNeurons <= 2
  }

  /// Finds all responses; gives the lanes in which some response failed, or W cannot be inverted: one
  /// weight that is not ±1, or two that are nearly parallel.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    invert(parameters, batch)
    batch.round(batch.forces, batch.interneurons, to: batch.roughSignals)
    start(parameters, batch)
    roughSteps(parameters, batch, first: true)
    roughSteps(parameters, batch, first: false)
    batch.widen(batch.roughResponses, batch.interneurons, to: batch.inputs)
    powers(parameters, batch, 0..<batch.parts)
    for part in 0..<batch.parts {
      step(parameters, batch, part)
      if !batch.settled[part].isAllTrue { repeatStep(parameters, batch, part) }
    }
    respond(parameters, batch)
    return batch.failed .| .!invertible(parameters)
  }

  // MARK: W

  /// W of a part of the lanes; one weight is the first of a W that is diagonal.
  private struct Weights {
    let w00, w01, w10, w11: PartLanes
    /// 1/det W.
    let scale: PartLanes

    @inline(__always)
    init(_ parameters: LaneParameters, part: Int) {
      let w = LanePart(part, of: parameters.weights)
      let isOne = parameters.primaryNeurons == 1
      w00 = w[0]
      w01 = isOne ? .zero : w[1]
      w10 = isOne ? .zero : w[2]
      w11 = isOne ? PartLanes(repeating: 1) : w[3]
      scale = 1 / (w00 * w11 - w01 * w10)
    }
  }

  /// The lanes whose W can be inverted.
  private static func invertible(_ parameters: LaneParameters) -> Mask {
    let w = parameters.weights
    return parameters.primaryNeurons == 1
      ? w[0].magnitudes .== 1 : (w[0] * w[3] - w[1] * w[2]).magnitudes .>= leastDeterminant
  }

  /// n = W⁻¹s of all signals, in `forces`.
  private static func invert(_ parameters: LaneParameters, _ batch: LaneBatch) {
    for part in 0..<LanePart.count {
      let w = Weights(parameters, part: part)
      let (s, n) = (LanePart(part, of: batch.signals), LanePart(part, of: batch.forces))
      if batch.primaryNeurons == 1 {
        for index in 0..<batch.size { n[index] = w.w00 * s[index] }
      } else {
        for index in stride(from: 0, to: 2 &* batch.size, by: 2) {
          let (s0, s1) = (s[index], s[index &+ 1])
          n[index] = (w.w11 * s0 - w.w01 * s1) * w.scale
          n[index &+ 1] = (w.w00 * s1 - w.w10 * s0) * w.scale
        }
      }
    }
  }

  /// r = W⁻ᵀz of all inputs, which have the signs of n.
  private static func respond(_ parameters: LaneParameters, _ batch: LaneBatch) {
    for part in 0..<LanePart.count {
      let (r, n) = (LanePart(part, of: batch.responses), LanePart(part, of: batch.forces))
      let (inputs, steps) = (LanePart(part, of: batch.inputs), LanePart(part, of: batch.steps))
      // |z| may end a rounding below 0 at n = 0.
      func z(_ index: Int) -> PartLanes {
        (inputs[index] + steps[index]).magnitudes.withSigns(of: n[index])
      }
      let w = Weights(parameters, part: part)
      if batch.primaryNeurons == 1 {
        for index in 0..<batch.size { r[index] = w.w00 * z(index) }
      } else {
        for index in stride(from: 0, to: 2 &* batch.size, by: 2) {
          let (z0, z1) = (z(index), z(index &+ 1))
          r[index] = (w.w11 * z0 - w.w10 * z1) * w.scale
          r[index &+ 1] = (w.w00 * z1 - w.w01 * z0) * w.scale
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
      for index in stride(from: i, to: batch.twos &* k, by: k) {
        let n = batch.roughSignals[index].magnitudes
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
    for index in 0..<batch.twos &* k {
      let x = inputs[index]
      logarithms[index] = first ? crudeLogarithmToBaseTwo(x) : roughLogarithmToBaseTwo(x)
    }
    for i in 0..<k {
      let p = parameters.rough + i &* Field.count
      for index in stride(from: i, to: batch.twos &* k, by: k) {
        let logarithm = p[Field.exponent] * logarithms[index]
        powers[index] = first ? crudePowerOfTwo(logarithm) : roughPowerOfTwo(logarithm)
      }
      for index in stride(from: i, to: batch.twos &* k, by: k) {
        let (x, d) = (inputs[index], powers[index])
        let xd = x * d
        let force =
          x * (p[Field.force1] + p[Field.force2] * xd) - batch.roughSignals[index].magnitudes
        let slope = p[Field.force1] + p[Field.slope] * xd
        let square = slope * slope
        let bent = square - force * p[Field.bend] * d
        let least = 0.25 * square
        let moved = x - force * slope / bent.replacing(with: least, where: bent .< least)
        inputs[index] = moved.replacing(with: 1e-30, where: moved .< 1e-30)
      }
    }
  }

  /// log₂ x and x^(θ−2) of some parts.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ parts: Range<Int>
  ) {
    let k = batch.interneurons
    for i in 0..<k {
      for part in parts {
        let x = batch.part(part, of: batch.inputs, k)[i]
        batch.part(part, of: batch.logarithms, k)[i] = logarithmToBaseTwo(x)
      }
      for part in parts {
        let p = batch.part(part, of: parameters.values + i &* Field.count, 0)
        let logarithm = batch.part(part, of: batch.logarithms, k)[i]
        batch.part(part, of: batch.powers, k)[i] = powerOfTwo(p[Field.exponent] * logarithm)
      }
    }
  }

  /// The Halley steps of a part from `inputs` in double precision, and which lanes they settle.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ part: Int) {
    let k = batch.interneurons
    let inputs = batch.part(part, of: batch.inputs, k)
    let powers = batch.part(part, of: batch.powers, k)
    let forces = batch.part(part, of: batch.forces, k)
    let steps = batch.part(part, of: batch.steps, k)
    var settled = PartMask(repeating: true)
    for i in 0..<k {
      let p = batch.part(part, of: parameters.values + i &* Field.count, 0)
      let (x, d) = (inputs[i], powers[i])
      let xd = x * d
      let residual =
        x * (p[Field.force1] + p[Field.force2] * xd) - forces[i].magnitudes
      let slope = p[Field.force1] + p[Field.slope] * xd
      let c = -residual * slope / (slope * slope - residual * (p[Field.bend] * d))
      powers[i] = xd
      steps[i] = c
      let limit = moveLimit.absolute + moveLimit.relative * x
      settled .&= c.magnitudes .<= limit
    }
    batch.settled[part] = settled
  }

  /// Further steps of a part, in the lanes that have not settled.
  private static func repeatStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ part: Int
  ) {
    let inputs = batch.part(part, of: batch.inputs, batch.interneurons)
    let steps = batch.part(part, of: batch.steps, batch.interneurons)
    for _ in 1..<PairKernel.attempts {
      for i in 0..<batch.interneurons {
        let end = inputs[i] + steps[i]
        let moved = end.replacing(with: 1e-300, where: end .< 1e-300)
        inputs[i] = moved.replacing(with: inputs[i], where: batch.settled[part])
      }
      powers(parameters, batch, part..<part &+ 1)
      step(parameters, batch, part)
      if batch.settled[part].isAllTrue { return }
    }
  }

  // MARK: Sums for learning

  /// What interneuron i adds to the sums for a part, as in ``PairKernel``.
  private struct Terms {
    let square: PartLanes
    let power: PartLanes
    let logarithm: PartLanes
    /// n r.
    let output0: PartLanes
    let output1: PartLanes

    @inline(__always)
    init(_ batch: LaneBatch, _ part: Int, _ i: Int, theta: PartLanes) {
      let k = batch.interneurons
      let x = batch.part(part, of: batch.inputs, k)[i]
      let xd = batch.part(part, of: batch.powers, k)[i]
      let c = batch.part(part, of: batch.steps, k)[i]
      let end = x + c
      square = end * end
      power = xd * (x * x + (theta + 1) * c * (x + 0.5 * theta * c))
      let rest = xd * c * (x + (theta + 0.5) * c)
      // 1 / ln 2
      logarithm =
        batch.part(part, of: batch.logarithms, k)[i] * power + 1.4426950408889634 * rest
      let n = batch.part(part, of: batch.forces, k)[i]
      let r = batch.part(part, of: batch.responses, k)
      output0 = n * r[0]
      output1 = k == 2 ? n * r[1] : .zero
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| (q = θ + 1) and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let k = batch.interneurons
    for i in 0..<k {
      for part in 0..<LanePart.count {
        let theta = LanePart(part, of: parameters.values + i &* Field.count)[Field.theta]
        var (squares, powers, logarithms) = (PartLanes.zero, PartLanes.zero, PartLanes.zero)
        var (n0, n1) = (PartLanes.zero, PartLanes.zero)
        for sample in 0..<batch.size {
          let terms = Terms(batch, LanePart.count &* sample &+ part, i, theta: theta)
          squares += terms.square
          powers += terms.power
          logarithms += terms.logarithm
          n0 += terms.output0
          n1 += terms.output1
        }
        let sums = LanePart(part, of: batch.sums + i)
        sums[0] = squares
        sums[k] = powers
        sums[2 &* k] = naturalLogarithmOfTwo * logarithms
        sums[3 &* k] = n0
        if k == 2 { sums[4 &* k] = n1 }
      }
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes, added in the
  /// same order. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (k, width) = (batch.interneurons, PartLanes.scalarCount)
    for i in 0..<k {
      let theta = LanePart(0, of: parameters.values + i &* Field.count)[Field.theta]
      var (squares, powers, logarithms, n0, n1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for part in 0..<batch.parts {
        let terms = Terms(batch, part, i, theta: theta)
        for lane in 0..<min(width, count &- width &* part) {
          squares += terms.square[lane]
          powers += terms.power[lane]
          logarithms += terms.logarithm[lane]
          n0 += terms.output0[lane]
          n1 += terms.output1[lane]
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
