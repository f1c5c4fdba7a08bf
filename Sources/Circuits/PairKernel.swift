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
/// Double precision goes by parts of the lanes (``PartLanes``): its sums then stay in registers.
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
    batch.round(batch.signals, 2, to: batch.roughSignals)
    start(parameters, batch)
    roughPowers(parameters, batch, first: true)
    roughSteps(parameters, batch)
    roughPowers(parameters, batch, first: false)
    roughSteps(parameters, batch)
    batch.widen(batch.roughResponses, 2, to: batch.responses)
    powers(parameters, batch, 0..<batch.parts)
    for part in 0..<batch.parts {
      step(parameters, batch, part)
      if !batch.settled[part].isAllTrue { repeatStep(parameters, batch, part) }
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
    for sample in 0..<batch.twos {
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
      for sample in 0..<batch.twos {
        let r0 = batch.roughResponses[2 &* sample]
        let r1 = batch.roughResponses[2 &* sample &+ 1]
        let z = w0 * r0 + w1 * r1
        let x = z.magnitudes
        inputs[sample &* k &+ i] = z
        logarithms[sample] = first ? crudeLogarithmToBaseTwo(x) : roughLogarithmToBaseTwo(x)
      }
      for sample in 0..<batch.twos {
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
    for sample in 0..<batch.twos {
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

  /// z, log₂|z| and |z|^(θ−2) of the inputs of some parts.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ parts: Range<Int>
  ) {
    let k = parameters.interneurons
    for i in 0..<k {
      for part in parts {
        let w = batch.part(part, of: parameters.weights, 0)
        let r = batch.part(part, of: batch.responses, 2)
        let z = w[i] * r[0] + w[k &+ i] * r[1]
        batch.part(part, of: batch.inputs, k)[i] = z
        batch.part(part, of: batch.logarithms, k)[i] = logarithmToBaseTwo(z.magnitudes)
      }
      for part in parts {
        let p = batch.part(part, of: parameters.values + i &* Field.count, 0)
        let logarithm = batch.part(part, of: batch.logarithms, k)[i]
        batch.part(part, of: batch.powers, k)[i] = powerOfTwo(p[Field.exponent] * logarithm)
      }
    }
  }

  /// The third-order step δ = d − H⁻¹ Σ ½ g f″ (w·d)² w of a part from `responses`, d = −H⁻¹F, and
  /// which of its lanes it settles.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ part: Int) {
    let k = parameters.interneurons
    let w = batch.part(part, of: parameters.weights, 0)
    let v = batch.part(part, of: parameters.weights + k, 0)
    let inputs = batch.part(part, of: batch.inputs, k)
    let powers = batch.part(part, of: batch.powers, k)
    let forces = batch.part(part, of: batch.forces, k)
    let slopes = batch.part(part, of: batch.slopes, k)
    let bends = batch.part(part, of: batch.bends, k)
    let signals = batch.part(part, of: batch.signals, 2)
    var (f0, f1) = (-signals[0], -signals[1])
    var (h00, h01, h11) = (PartLanes.zero, PartLanes.zero, PartLanes.zero)
    for i in 0..<k {
      let p = batch.part(part, of: parameters.values + i &* Field.count, 0)
      let (w0, w1) = (w[i], v[i])
      let (z, d) = (inputs[i], powers[i])
      let xd = z.magnitudes * d
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      let slope = p[Field.force1] + p[Field.slope] * xd
      f0 += force * w0
      f1 += force * w1
      let (sw0, sw1) = (slope * w0, slope * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
      powers[i] = xd
      forces[i] = force
      slopes[i] = slope
      bends[i] = (p[Field.bend] * d).withSigns(of: z)
    }
    let determinant = h00 * h11 - h01 * h01
    let trace = h00 + h11
    var settled = leastDeterminant * trace * trace .<= determinant
    let inverse = 1 / determinant
    let (i00, i01, i11) = (h11 * inverse, h01 * inverse, h00 * inverse)
    let d0 = i01 * f1 - i00 * f0
    let d1 = i01 * f0 - i11 * f1
    var (t0, t1) = (PartLanes.zero, PartLanes.zero)
    for i in 0..<k {
      let c = w[i] * d0 + v[i] * d1
      let limit = moveLimit.absolute + moveLimit.relative * inputs[i].magnitudes
      settled .&= c.magnitudes .<= limit
      let bend = bends[i] * c * c
      t0 += bend * w[i]
      t1 += bend * v[i]
    }
    let steps = batch.part(part, of: batch.steps, 2)
    steps[0] = d0 + (i01 * t1 - i00 * t0)
    steps[1] = d1 + (i01 * t0 - i11 * t1)
    batch.settled[part] = settled
  }

  /// Further steps of a part, in the lanes that have not settled.
  private static func repeatStep(_ parameters: LaneParameters, _ batch: LaneBatch, _ part: Int) {
    let r = batch.part(part, of: batch.responses, 2)
    let steps = batch.part(part, of: batch.steps, 2)
    for _ in 1..<attempts {
      for j in 0..<2 {
        let moved = r[j] + steps[j]
        r[j] = moved.replacing(with: r[j], where: batch.settled[part])
      }
      powers(parameters, batch, part..<part &+ 1)
      step(parameters, batch, part)
      if batch.settled[part].isAllTrue { return }
    }
  }

  // MARK: 4. Sums for learning

  /// What interneuron i adds to the sums for a part, expanded from the last step's start to its end.
  ///
  /// With z → z + c, D|z| = |z|^(θ−1) and m = z² + q c (z + ½ θ c):
  ///
  ///     |z + c|^q = |z|^(θ−1) m,   |z + c|^q ln|z + c| = |z|^(θ−1) (m ln|z| + c (z + (θ + ½) c))
  private struct Terms {
    let square: PartLanes  // z²
    let power: PartLanes  // |z|^q, q = θ + 1
    let logarithm: PartLanes  // |z|^q log₂|z|
    let output0: PartLanes  // n r
    let output1: PartLanes

    @inline(__always)
    init(
      _ batch: LaneBatch, _ part: Int, _ i: Int, theta: PartLanes, w0: PartLanes, w1: PartLanes
    ) {
      let k = batch.interneurons
      let steps = batch.part(part, of: batch.steps, 2)
      let c = w0 * steps[0] + w1 * steps[1]
      let z = batch.part(part, of: batch.inputs, k)[i]
      let xd = batch.part(part, of: batch.powers, k)[i]
      let end = z + c
      square = end * end
      power = xd * (z * z + (theta + 1) * c * (z + 0.5 * theta * c))
      let rest = xd * c * (z + (theta + 0.5) * c)
      // 1 / ln 2
      logarithm =
        batch.part(part, of: batch.logarithms, k)[i] * power + 1.4426950408889634 * rest
      let slope = batch.part(part, of: batch.slopes, k)[i]
      let force =
        batch.part(part, of: batch.forces, k)[i]
        + c * (slope + batch.part(part, of: batch.bends, k)[i] * c)
      let responses = batch.part(part, of: batch.responses, 2)
      output0 = force * responses[0]
      output1 = force * responses[1]
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let k = parameters.interneurons
    for i in 0..<k {
      for part in 0..<LanePart.count {
        let theta = LanePart(part, of: parameters.values + i &* Field.count)[Field.theta]
        let w = LanePart(part, of: parameters.weights + i)
        let (w0, w1) = (w[0], w[k])
        var (squares, powers, logarithms) = (PartLanes.zero, PartLanes.zero, PartLanes.zero)
        var (n0, n1) = (PartLanes.zero, PartLanes.zero)
        for sample in 0..<batch.size {
          let terms = Terms(
            batch, LanePart.count &* sample &+ part, i, theta: theta, w0: w0, w1: w1)
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
        sums[4 &* k] = n1
      }
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes: added in the
  /// same order, so that the bits are those of a lane. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (k, width) = (parameters.interneurons, PartLanes.scalarCount)
    for i in 0..<k {
      let theta = LanePart(0, of: parameters.values + i &* Field.count)[Field.theta]
      let w = LanePart(0, of: parameters.weights + i)
      let (w0, w1) = (w[0], w[k])
      var (squares, powers, logarithms, n0, n1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for part in 0..<batch.parts {
        let terms = Terms(batch, part, i, theta: theta, w0: w0, w1: w1)
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
      batch.sums[4 &* k &+ i] = Lanes(repeating: n1)
    }
  }
}

/// √x in each lane to 0.2 %, x ≥ 0: a reciprocal root by shifting the exponent, and one Newton step.
@inline(__always)
func roughSquareRoot(_ x: FloatLanes) -> FloatLanes {
  let bits = unsafeBitCast(x, to: SIMD16<UInt32>.self)
  let guess = unsafeBitCast(
    SIMD16<UInt32>(repeating: 0x5F37_59DF) &- (bits &>> SIMD16(repeating: 1)), to: FloatLanes.self)
  return x * guess * (1.5 - 0.5 * x * guess * guess)
}
