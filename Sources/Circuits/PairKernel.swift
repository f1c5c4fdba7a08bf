import NumericalMethods

/// Responses of eight circuits with two primary neurons, a lane each, and their learning sums.
///
/// For every sample of a batch, in all lanes at once:
///
/// 1. start: along v = M⁻¹s, M = Σ g (a + b) w wᵀ, as far as t with A t + B t² = s·v,
///    A = Σ g a (w·v)², B = Σ g b |w·v|³: the response if θ were 2, seen along v;
/// 2. two Halley steps in single precision, with logarithms and powers of six digits;
/// 3. one third-order (Chebyshev) step δ in double precision; once more where an input moved by
///    more than `moveLimit`, or where the second-order model of the forces leaves a residual;
/// 4. sums for learning, expanded to second order from where the last step started.
///
/// Only D = |z|^(θ−2) is a power: f, f′, f″ and |z|^(θ+1) follow by products. A lane that has
/// converged starts its repeated step where it started the last one and so repeats it bit by bit:
/// its results do not depend on its neighbors.
///
/// Accuracy: the residual of the modeled forces is within 5e-13 (1 + ‖s‖), and what the model
/// leaves out, O(δ³), within as much for θ ≥ 2.1 (tested). A lane that does not get there in
/// `attempts` is returned as failed, for the damped solver. Source: derived; science A1.
enum PairKernel {
  /// The largest move of an input z in the last step: absolute part and share of |z|. At the kink,
  /// z = 0, the model's error is about g b δ^θ < 10⁻¹² · ½ for θ ≥ 2.1.
  static let moveLimit = (absolute: 2e-6, relative: 2e-5)
  static let attempts = 6

  typealias Mask = SIMDMask<SIMD8<Int64>>
  private typealias Field = LaneParameters.Field

  /// Finds all responses; gives the lanes in which some response failed.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    round(batch.signals, to: batch.roughSignals, count: 2 &* batch.size)
    start(parameters, batch)
    for _ in 0..<2 {
      roughPowers(parameters, batch)
      roughSteps(parameters, batch)
    }
    widen(batch.roughResponses, to: batch.responses, count: 2 &* batch.size)
    powers(parameters, batch, 0..<batch.size)
    var failed = Mask(repeating: false)
    for sample in 0..<batch.size {
      step(parameters, batch, sample)
      if !batch.settled[sample].isAllTrue { repeatStep(parameters, batch, sample) }
      failed .|= .!batch.settled[sample]
    }
    for index in 0..<2 &* batch.size { batch.responses[index] += batch.steps[index] }
    return failed
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

  // MARK: 2. Single precision

  /// z and |z|^(θ−2) of all inputs.
  private static func roughPowers(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, w) = (parameters.interneurons, parameters.roughWeights)
    let (inputs, powers) = (rough(batch.inputs), rough(batch.powers))
    for i in 0..<k {
      let exponent = parameters.rough[i &* Field.count &+ Field.exponent]
      let (w0, w1) = (w[i], w[k &+ i])
      for sample in 0..<batch.size {
        let r0 = batch.roughResponses[2 &* sample]
        let r1 = batch.roughResponses[2 &* sample &+ 1]
        let z = w0 * r0 + w1 * r1
        inputs[sample &* k &+ i] = z
        powers[sample &* k &+ i] = roughPowerOfTwo(
          exponent * roughLogarithmToBaseTwo(z.magnitudes))
      }
    }
  }

  /// Halley: (H + ½ F″d) δ = −F with d = −H⁻¹F. A slope that the second term would turn over is
  /// held at a quarter of its value.
  private static func roughSteps(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, w) = (parameters.interneurons, parameters.roughWeights)
    let (inputs, powers) = (rough(batch.inputs), rough(batch.powers))
    let (slopes, bends) = (rough(batch.slopes), rough(batch.bends))
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
        bends[i] = 0.5 * (p[Field.curvature] * d).withSigns(of: z)
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

  /// The front of an array of doubles as floats: scratch of the rough part.
  @inline(__always)
  private static func rough(
    _ lanes: UnsafeMutablePointer<Lanes>
  ) -> UnsafeMutablePointer<FloatLanes> {
    UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: FloatLanes.self)
  }

  // MARK: 3. Double precision

  /// z, ln|z| and |z|^(θ−2) of the inputs of some samples.
  @inline(__always)
  private static func powers(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ samples: Range<Int>
  ) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    for i in 0..<k {
      let (w0, w1) = (w[i], w[k &+ i])
      for sample in samples {
        let z = w0 * batch.responses[2 &* sample] + w1 * batch.responses[2 &* sample &+ 1]
        batch.inputs[sample &* k &+ i] = z
        batch.logarithms[sample &* k &+ i] = logarithm(z.magnitudes)
      }
      let exponent = parameters.values[i &* Field.count &+ Field.exponent]
      for sample in samples {
        let index = sample &* k &+ i
        batch.powers[index] = exponential(exponent * batch.logarithms[index])
      }
    }
  }

  /// The third-order step δ = d − H⁻¹ Σ ½ g f″ (w·d)² w from `responses`, d = −H⁻¹F, and which
  /// lanes it settles.
  @inline(__always)
  private static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let first = sample &* k
    let (s0, s1) = (batch.signals[2 &* sample], batch.signals[2 &* sample &+ 1])
    var (f0, f1) = (-s0, -s1)
    var (h00, h01, h11) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for i in 0..<k {
      let p = parameters.values + i &* Field.count
      let (w0, w1) = (w[i], w[k &+ i])
      let (z, d) = (batch.inputs[first &+ i], batch.powers[first &+ i])
      let xd = z.magnitudes * d
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      let slope = p[Field.force1] + p[Field.slope] * xd
      f0 += force * w0
      f1 += force * w1
      let (sw0, sw1) = (slope * w0, slope * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
      batch.powers[first &+ i] = xd
      batch.forces[first &+ i] = force
      batch.slopes[first &+ i] = slope
      batch.bends[first &+ i] = (0.5 * p[Field.curvature] * d).withSigns(of: z)
    }
    let inverse = 1 / (h00 * h11 - h01 * h01)
    let (i00, i01, i11) = (h11 * inverse, h01 * inverse, h00 * inverse)
    let d0 = i01 * f1 - i00 * f0
    let d1 = i01 * f0 - i11 * f1
    var (t0, t1) = (Lanes.zero, Lanes.zero)
    for i in 0..<k {
      let c = w[i] * d0 + w[k &+ i] * d1
      let bend = batch.bends[first &+ i] * c * c
      t0 += bend * w[i]
      t1 += bend * w[k &+ i]
    }
    let e0 = d0 + (i01 * t1 - i00 * t0)
    let e1 = d1 + (i01 * t0 - i11 * t1)
    batch.steps[2 &* sample] = e0
    batch.steps[2 &* sample &+ 1] = e1
    // What the second-order model leaves, and how far each input moved beyond its limit.
    (f0, f1) = (-s0, -s1)
    var excess = Lanes(repeating: -1)
    for i in 0..<k {
      let c = w[i] * e0 + w[k &+ i] * e1
      let beyond =
        c.magnitudes
        - (moveLimit.absolute + moveLimit.relative * batch.inputs[first &+ i].magnitudes)
      // Not (beyond ≤ excess), so that not-a-number stays.
      excess = beyond.replacing(with: excess, where: beyond .<= excess)
      let force =
        batch.forces[first &+ i] + c * (batch.slopes[first &+ i] + batch.bends[first &+ i] * c)
      f0 += force * w[i]
      f1 += force * w[k &+ i]
      batch.forces[first &+ i] = force
    }
    let square = f0 * f0 + f1 * f1
    // (5e-13)² (1 + ‖s‖²)
    let settled = (square .<= 2.5e-25 * (1 + s0 * s0 + s1 * s1)) .& (excess .<= 0)
    batch.settled[sample] = settled
  }

  /// Further steps of one sample, in the lanes that have not settled.
  private static func repeatStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) {
    let r = batch.responses + 2 &* sample
    for _ in 1..<attempts {
      for j in 0..<2 {
        let moved = r[j] + batch.steps[2 &* sample &+ j]
        r[j] = moved.replacing(with: r[j], where: batch.settled[sample])
      }
      powers(parameters, batch, sample..<sample &+ 1)
      step(parameters, batch, sample)
      if batch.settled[sample].isAllTrue { return }
    }
  }

  /// ‖F‖² at the response to one sample, computed anew.
  static func residualSquare(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) -> Lanes {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let (r0, r1) = (batch.responses[2 &* sample], batch.responses[2 &* sample &+ 1])
    var (f0, f1) = (-batch.signals[2 &* sample], -batch.signals[2 &* sample &+ 1])
    for i in 0..<k {
      let p = parameters.values + i &* Field.count
      let z = w[i] * r0 + w[k &+ i] * r1
      let x = z.magnitudes
      let xd = x * exponential(p[Field.exponent] * logarithm(x))
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      f0 += force * w[i]
      f1 += force * w[k &+ i]
    }
    return f0 * f0 + f1 * f1
  }

  // MARK: 4. Sums

  /// What one input of one sample adds to the sums, expanded from the last step's start to its end.
  private struct Terms {
    let square: Lanes  // z²
    let power: Lanes  // |z|^q, q = θ + 1
    let logarithm: Lanes  // |z|^q ln|z|
    let output0: Lanes  // n r
    let output1: Lanes

    @inline(__always)
    init(_ batch: LaneBatch, sample: Int, index: Int, theta: Lanes, w0: Lanes, w1: Lanes) {
      let q = theta + 1
      let c = w0 * batch.steps[2 &* sample] + w1 * batch.steps[2 &* sample &+ 1]
      let (z, xd, log) = (batch.inputs[index], batch.powers[index], batch.logarithms[index])
      let end = z + c
      let signed = z * xd  // sign(z)|z|^θ
      let y = z * signed
      let half = 0.5 * c
      let rate = q * log + 1  // d(|z|^q ln|z|)/dz = sign(z)|z|^θ (q ln|z| + 1)
      square = end * end
      power = y + c * q * (signed + half * theta * xd)
      logarithm = y * log + c * (signed * rate + half * xd * (theta * rate + q))
      output0 = batch.forces[index] * batch.responses[2 &* sample]
      output1 = batch.forces[index] * batch.responses[2 &* sample &+ 1]
    }
  }

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, w, sums) = (parameters.interneurons, parameters.weights, batch.sums)
    for i in 0..<k {
      let theta = parameters.values[i &* Field.count &+ Field.theta]
      let (w0, w1) = (w[i], w[k &+ i])
      var (squares, powers, logarithms) = (Lanes.zero, Lanes.zero, Lanes.zero)
      var (n0, n1) = (Lanes.zero, Lanes.zero)
      for sample in 0..<batch.size {
        let terms = Terms(
          batch, sample: sample, index: sample &* k &+ i, theta: theta, w0: w0, w1: w1)
        squares += terms.square
        powers += terms.power
        logarithms += terms.logarithm
        n0 += terms.output0
        n1 += terms.output1
      }
      sums[i] = squares
      sums[k &+ i] = powers
      sums[2 &* k &+ i] = logarithms
      sums[3 &* k &+ i] = n0
      sums[4 &* k &+ i] = n1
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes: added in the
  /// same order, so that the bits are those of a lane. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    for i in 0..<k {
      let theta = parameters.values[i &* Field.count &+ Field.theta]
      var (squares, powers, logarithms, n0, n1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for sample in 0..<batch.size {
        let terms = Terms(
          batch, sample: sample, index: sample &* k &+ i, theta: theta, w0: w[i], w1: w[k &+ i])
        for lane in 0..<min(8, count &- 8 &* sample) {
          squares += terms.square[lane]
          powers += terms.power[lane]
          logarithms += terms.logarithm[lane]
          n0 += terms.output0[lane]
          n1 += terms.output1[lane]
        }
      }
      batch.sums[i] = Lanes(repeating: squares)
      batch.sums[k &+ i] = Lanes(repeating: powers)
      batch.sums[2 &* k &+ i] = Lanes(repeating: logarithms)
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
