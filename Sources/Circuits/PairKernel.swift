import NumericalMethods

/// Responses of eight circuits with two primary neurons, a lane each, and their learning sums.
///
/// For every sample of a batch, in all lanes at once:
///
/// 1. start: along v = M⁻¹s, M = Σ g (a + b) w wᵀ, as far as t with A t + B t² = s·v,
///    A = Σ g a (w·v)², B = Σ g b |w·v|³: the response if θ were 2, seen along v;
/// 2. two Halley steps in single precision, with powers of four and then of six digits;
/// 3. one third-order (Chebyshev) step δ in double precision; once more where an input moved by
///    more than `moveLimit`, or where the slope H is nearly singular;
/// 4. sums for learning, expanded to second order from where the last step started.
///
/// The double part goes by fours, half of the lanes each: its sums then stay in registers.
///
/// Only D = |z|^(θ−2) is a power: f, f′, f″ and |z|^(θ+1) follow by products. A lane that has
/// converged starts its repeated step where it started the last one and so repeats it bit by bit:
/// its results do not depend on its neighbors.
///
/// Accuracy: residual ≤ 1e-12 (1 + ‖s‖) (tested), without evaluating the forces again. With
/// c = w·d of a step that is accepted, the second-order model leaves Σ ½ g f″ (c_δ² − c²) w, of
/// order (½ f″ c / f′)² c f′ < 10⁻¹⁴ ‖s‖, since δ − d is a least-squares fit of ½ f″ c² / f′ with
/// weights g f′ and no larger; what the model leaves out is O(c³) and, at the kink, g b |c|^θ; the
/// powers have 5·10⁻¹⁴. A lane that does not get there in `attempts` is returned as failed, for the
/// damped solver. Source: derived; science A1.
///
/// The file is longer than others: its four parts are one algorithm, and none says anything alone.
enum PairKernel {
  /// The largest move of an input z in the last step: absolute part and share of |z|. At the kink,
  /// z = 0, the model's error is about g b δ^θ < 10⁻¹² · ½ for θ ≥ 2.1.
  static let moveLimit = (absolute: 2e-6, relative: 2e-5)
  /// The least det H / (tr H)²: below, rounding in H⁻¹ could matter (cond H > 10⁷).
  private static let leastDeterminant = 1e-7
  static let attempts = 6

  typealias Mask = SIMDMask<SIMD8<Int64>>
  private typealias Field = LaneParameters.Field

  /// Finds all responses; gives the lanes in which some response failed.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    for index in 0..<2 &* batch.size { batch.roughSignals[index] = batch.signals[index].rounded }
    start(parameters, batch)
    roughPowers(parameters, batch, first: true)
    roughSteps(parameters, batch)
    roughPowers(parameters, batch, first: false)
    roughSteps(parameters, batch)
    for index in 0..<2 &* batch.size {
      batch.responses[index] = batch.roughResponses[index].widened
    }
    powers(parameters, batch, 0..<batch.fours)
    for four in 0..<batch.fours {
      step(parameters, batch, four)
      if !batch.settled[four].isAllTrue { repeatStep(parameters, batch, four) }
    }
    for index in 0..<2 &* batch.size { batch.responses[index] += batch.steps[index] }
    return batch.failed
  }

  // MARK: 1. Start

  private static func start(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, p, w) = (parameters.interneurons, parameters.rough, parameters.roughWeights)
    var (m00, m01, m11) = (FloatLanes.zero, FloatLanes.zero, FloatLanes.zero)
    for i in 0..<k {
      let stiffness = p[i &* Field.count &+ Field.force1] + p[i &* Field.count &+ Field.force2]
      let (w0, w1) = (w[i], w[k &+ i])
      m00 += stiffness * w0 * w0
      m01 += stiffness * w0 * w1
      m11 += stiffness * w1 * w1
    }
    let scale = 1 / (m00 * m11 - m01 * m01)
    let (i00, i01, i11) = (m11 * scale, m01 * scale, m00 * scale)
    for sample in 0..<batch.size {
      let (s0, s1) = (batch.roughSignals[2 &* sample], batch.roughSignals[2 &* sample &+ 1])
      let v0 = i00 * s0 - i01 * s1
      let v1 = i11 * s1 - i01 * s0
      var (a, b) = (FloatLanes.zero, FloatLanes.zero)
      for i in 0..<k {
        let c = w[i] * v0 + w[k &+ i] * v1
        let square = c * c
        a += p[i &* Field.count &+ Field.force1] * square
        b += p[i &* Field.count &+ Field.force2] * square * c.magnitudes
      }
      let along = s0 * v0 + s1 * v1
      // 10⁻³⁰: no 0/0 at the signal 0.
      let t = (along + along) / (a + roughSquareRoot(a * a + 4 * b * along) + 1e-30)
      batch.roughResponses[2 &* sample] = t * v0
      batch.roughResponses[2 &* sample &+ 1] = t * v1
    }
  }

  // MARK: 2. The steps in single precision

  /// z and |z|^(θ−2) of all inputs; for the first step four digits do.
  @inline(__always)
  private static func roughPowers(
    _ parameters: LaneParameters, _ batch: LaneBatch, first: Bool
  ) {
    let (k, w) = (parameters.interneurons, parameters.roughWeights)
    let (inputs, powers) = (roughs(batch.inputs), roughs(batch.powers))
    let logarithms = roughs(batch.logarithms)
    for i in 0..<k {
      let exponent = parameters.rough[i &* Field.count &+ Field.exponent]
      let (w0, w1) = (w[i], w[k &+ i])
      for sample in 0..<batch.size {
        let r0 = batch.roughResponses[2 &* sample]
        let r1 = batch.roughResponses[2 &* sample &+ 1]
        let z = w0 * r0 + w1 * r1
        let x = z.magnitudes
        inputs[sample &* k &+ i] = z
        logarithms[sample] = first ? crudeLogarithmToBaseTwo(x) : roughLogarithmToBaseTwo(x)
      }
      for sample in 0..<batch.size {
        let logarithm = exponent * logarithms[sample]
        powers[sample &* k &+ i] =
          first ? crudePowerOfTwo(logarithm) : roughPowerOfTwo(logarithm)
      }
    }
  }

  /// Halley: (H + ½ F″d) δ = −F with d = −H⁻¹F. A slope that the second term would turn over is
  /// held at a quarter of its value.
  private static func roughSteps(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, w) = (parameters.interneurons, parameters.roughWeights)
    let (inputs, powers) = (roughs(batch.inputs), roughs(batch.powers))
    let (slopes, bends) = (roughs(batch.slopes), roughs(batch.bends))
    for sample in 0..<batch.size {
      var f0 = -batch.roughSignals[2 &* sample]
      var f1 = -batch.roughSignals[2 &* sample &+ 1]
      var (h00, h01, h11) = (FloatLanes.zero, FloatLanes.zero, FloatLanes.zero)
      for i in 0..<k {
        let p = parameters.rough + i &* Field.count
        let (w0, w1) = (w[i], w[k &+ i])
        let (z, d) = (inputs[sample &* k &+ i], powers[sample &* k &+ i])
        let xd = z.magnitudes * d
        let force = z * (p[Field.force1] + p[Field.force2] * xd)
        let slope = p[Field.force1] + p[Field.slope] * xd
        f0 += force * w0
        f1 += force * w1
        let (sw0, sw1) = (slope * w0, slope * w1)
        h00 += sw0 * w0
        h01 += sw0 * w1
        h11 += sw1 * w1
        slopes[i] = slope
        bends[i] = (p[Field.bend] * d).withSigns(of: z)
      }
      let inverse = 1 / (h00 * h11 - h01 * h01)
      let d0 = (h01 * f1 - h11 * f0) * inverse
      let d1 = (h01 * f0 - h00 * f1) * inverse
      (h00, h01, h11) = (.zero, .zero, .zero)
      for i in 0..<k {
        let (w0, w1) = (w[i], w[k &+ i])
        let bent = slopes[i] + bends[i] * (w0 * d0 + w1 * d1)
        let least = 0.25 * slopes[i]
        let held = bent.replacing(with: least, where: bent .< least)
        let (sw0, sw1) = (held * w0, held * w1)
        h00 += sw0 * w0
        h01 += sw0 * w1
        h11 += sw1 * w1
      }
      let correction = 1 / (h00 * h11 - h01 * h01)
      batch.roughResponses[2 &* sample] += (h01 * f1 - h11 * f0) * correction
      batch.roughResponses[2 &* sample &+ 1] += (h01 * f0 - h00 * f1) * correction
    }
  }

  // MARK: 3. The step in double precision

  /// z, log₂|z| and |z|^(θ−2) of the inputs of some fours.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ fours: Range<Int>
  ) {
    let (k, w, r) = (
      parameters.interneurons, halves(parameters.weights), halves(batch.responses)
    )
    let (inputs, logarithms) = (halves(batch.inputs), halves(batch.logarithms))
    let powers = halves(batch.powers)
    for i in 0..<k {
      let exponents = halves(parameters.values + (i &* Field.count &+ Field.exponent))
      for four in fours {
        let half = four & 1
        let first = batch.index(four: four, 0, of: 2)
        let z = w[2 &* i &+ half] * r[first] + w[2 &* (k &+ i) &+ half] * r[first &+ 2]
        let index = batch.index(four: four, i, of: k)
        inputs[index] = z
        logarithms[index] = logarithmToBaseTwo(z.magnitudes)
      }
      for four in fours {
        let index = batch.index(four: four, i, of: k)
        powers[index] = powerOfTwo(exponents[four & 1] * logarithms[index])
      }
    }
  }

  /// The third-order step δ = d − H⁻¹ Σ ½ g f″ (w·d)² w of a four from `responses`, d = −H⁻¹F, and
  /// which of its lanes it settles.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
    let (k, half) = (parameters.interneurons, four & 1)
    let (w, v) = (
      halves(parameters.weights) + half, halves(parameters.weights) + (2 &* k &+ half)
    )
    let first = batch.index(four: four, 0, of: k)
    let (inputs, powers) = (halves(batch.inputs) + first, halves(batch.powers) + first)
    let (forces, slopes) = (halves(batch.forces) + first, halves(batch.slopes) + first)
    let bends = halves(batch.bends) + first
    let signals = halves(batch.signals) + batch.index(four: four, 0, of: 2)
    var (f0, f1) = (-signals[0], -signals[2])
    var (h00, h01, h11) = (HalfLanes.zero, HalfLanes.zero, HalfLanes.zero)
    for i in 0..<k {
      let p = halves(parameters.values + i &* Field.count) + half
      let (w0, w1) = (w[2 &* i], v[2 &* i])
      let (z, d) = (inputs[2 &* i], powers[2 &* i])
      let xd = z.magnitudes * d
      let force = z * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
      let slope = p[2 &* Field.force1] + p[2 &* Field.slope] * xd
      f0 += force * w0
      f1 += force * w1
      let (sw0, sw1) = (slope * w0, slope * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
      powers[2 &* i] = xd
      forces[2 &* i] = force
      slopes[2 &* i] = slope
      bends[2 &* i] = (p[2 &* Field.bend] * d).withSigns(of: z)
    }
    let determinant = h00 * h11 - h01 * h01
    let trace = h00 + h11
    var settled = leastDeterminant * trace * trace .<= determinant
    let inverse = 1 / determinant
    let (i00, i01, i11) = (h11 * inverse, h01 * inverse, h00 * inverse)
    let d0 = i01 * f1 - i00 * f0
    let d1 = i01 * f0 - i11 * f1
    var (t0, t1) = (HalfLanes.zero, HalfLanes.zero)
    for i in 0..<k {
      let c = w[2 &* i] * d0 + v[2 &* i] * d1
      let limit = moveLimit.absolute + moveLimit.relative * inputs[2 &* i].magnitudes
      settled .&= c.magnitudes .<= limit
      let bend = bends[2 &* i] * c * c
      t0 += bend * w[2 &* i]
      t1 += bend * v[2 &* i]
    }
    let steps = halves(batch.steps) + batch.index(four: four, 0, of: 2)
    steps[0] = d0 + (i01 * t1 - i00 * t0)
    steps[2] = d1 + (i01 * t0 - i11 * t1)
    batch.settled[four] = settled
  }

  /// Further steps of a four, in the lanes that have not settled.
  private static func repeatStep(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
    let first = batch.index(four: four, 0, of: 2)
    let (r, steps) = (halves(batch.responses) + first, halves(batch.steps) + first)
    for _ in 1..<attempts {
      for j in [0, 2] {
        let moved = r[j] + steps[j]
        r[j] = moved.replacing(with: r[j], where: batch.settled[four])
      }
      powers(parameters, batch, four..<four &+ 1)
      step(parameters, batch, four)
      if batch.settled[four].isAllTrue { return }
    }
  }

  // MARK: 4. Sums for learning

  /// What one input of a four adds to the sums, expanded from the last step's start to its end.
  ///
  /// With z → z + c, D|z| = |z|^(θ−1) and m = z² + q c (z + ½ θ c):
  ///
  ///     |z + c|^q = |z|^(θ−1) m,   |z + c|^q ln|z + c| = |z|^(θ−1) (m ln|z| + c (z + (θ + ½) c))
  private struct Terms {
    let square: HalfLanes  // z²
    let power: HalfLanes  // |z|^q, q = θ + 1
    let logarithm: HalfLanes  // |z|^q log₂|z|
    let output0: HalfLanes  // n r
    let output1: HalfLanes

    /// `first` is the four's place among pairs, `index` that of the input, both in halves.
    @inline(__always)
    init(
      _ batch: LaneBatch, first: Int, index: Int, theta: HalfLanes, w0: HalfLanes, w1: HalfLanes
    ) {
      let (steps, responses) = (halves(batch.steps), halves(batch.responses))
      let c = w0 * steps[first] + w1 * steps[first &+ 2]
      let (z, xd) = (halves(batch.inputs)[index], halves(batch.powers)[index])
      let end = z + c
      square = end * end
      power = xd * (z * z + (theta + 1) * c * (z + 0.5 * theta * c))
      let rest = xd * c * (z + (theta + 0.5) * c)
      // 1 / ln 2
      logarithm = halves(batch.logarithms)[index] * power + 1.4426950408889634 * rest
      let force =
        halves(batch.forces)[index]
        + c * (halves(batch.slopes)[index] + halves(batch.bends)[index] * c)
      output0 = force * responses[first]
      output1 = force * responses[first &+ 2]
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let k = parameters.interneurons
    let (w, sums) = (halves(parameters.weights), halves(batch.sums))
    for index in 0..<2 &* k {
      let (i, half) = (index >> 1, index & 1)
      let theta = halves(parameters.values)[2 &* (i &* Field.count &+ Field.theta) &+ half]
      let (w0, w1) = (w[index], w[2 &* k &+ index])
      var (squares, powers, logarithms) = (HalfLanes.zero, HalfLanes.zero, HalfLanes.zero)
      var (n0, n1) = (HalfLanes.zero, HalfLanes.zero)
      for sample in 0..<batch.size {
        let terms = Terms(
          batch, first: 4 &* sample &+ half, index: 2 &* sample &* k &+ index, theta: theta,
          w0: w0, w1: w1)
        squares += terms.square
        powers += terms.power
        logarithms += terms.logarithm
        n0 += terms.output0
        n1 += terms.output1
      }
      sums[index] = squares
      sums[2 &* k &+ index] = powers
      sums[4 &* k &+ index] = naturalLogarithmOfTwo * logarithms
      sums[6 &* k &+ index] = n0
      sums[8 &* k &+ index] = n1
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes: added in the
  /// same order, so that the bits are those of a lane. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (k, w) = (parameters.interneurons, halves(parameters.weights))
    for i in 0..<k {
      let theta = halves(parameters.values)[2 &* (i &* Field.count &+ Field.theta)]
      var (squares, powers, logarithms, n0, n1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for four in 0..<batch.fours {
        let terms = Terms(
          batch, first: batch.index(four: four, 0, of: 2),
          index: batch.index(four: four, i, of: k), theta: theta, w0: w[2 &* i],
          w1: w[2 &* (k &+ i)])
        for lane in 0..<min(4, count &- 4 &* four) {
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
      batch.sums[4 &* k &+ i] = Lanes(repeating: n1)
    }
  }
}

/// √x in each lane to 0.2 %, x ≥ 0: a reciprocal root by shifting the exponent, and one Newton step.
@inline(__always)
func roughSquareRoot(_ x: FloatLanes) -> FloatLanes {
  let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
  let guess = unsafeBitCast(
    SIMD8<UInt32>(repeating: 0x5F37_59DF) &- (bits &>> SIMD8(repeating: 1)), to: FloatLanes.self)
  return x * guess * (1.5 - 0.5 * x * guess * guess)
}
