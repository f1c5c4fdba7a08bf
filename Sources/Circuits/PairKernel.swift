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

  /// Finds all responses and adds up `batch.sums`; gives the lanes in which some response failed.
  static func run(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    round(batch.signals, to: batch.roughSignals, count: 2 &* batch.size)
    start(parameters, batch)
    for _ in 0..<2 {
      for sample in 0..<batch.size { roughStep(parameters, batch, sample) }
    }
    widen(batch.roughResponses, to: batch.responses, count: 2 &* batch.size)
    for index in 0..<batch.sumCount { batch.sums[index] = .zero }
    var failed = Mask(repeating: false)
    for sample in 0..<batch.size { failed .|= finish(parameters, batch, sample) }
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

  /// Halley: (H + ½ F″d) δ = −F with d = −H⁻¹F. A slope that the second term would turn over is
  /// held at a quarter of its value.
  @inline(__always)
  private static func roughStep(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) {
    let (k, w) = (parameters.interneurons, parameters.roughWeights)
    let scratch = UnsafeMutableRawPointer(batch.scratch).assumingMemoryBound(to: FloatLanes.self)
    let (r0, r1) = (batch.roughResponses[2 &* sample], batch.roughResponses[2 &* sample &+ 1])
    var f0 = -batch.roughSignals[2 &* sample]
    var f1 = -batch.roughSignals[2 &* sample &+ 1]
    var (h00, h01, h11) = (FloatLanes.zero, FloatLanes.zero, FloatLanes.zero)
    for i in 0..<k {
      let p = parameters.rough + i &* Field.count
      let (w0, w1) = (w[i], w[k &+ i])
      let z = w0 * r0 + w1 * r1
      let x = z.magnitudes
      let d = roughPowerOfTwo(p[Field.exponent] * roughLogarithmToBaseTwo(x))
      let xd = x * d
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      let slope = p[Field.force1] + p[Field.slope] * xd
      f0 += force * w0
      f1 += force * w1
      let (sw0, sw1) = (slope * w0, slope * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
      scratch[2 &* i] = slope
      scratch[2 &* i &+ 1] = 0.5 * (p[Field.curvature] * d).withSigns(of: z)
    }
    let inverse = 1 / (h00 * h11 - h01 * h01)
    let d0 = (h01 * f1 - h11 * f0) * inverse
    let d1 = (h01 * f0 - h00 * f1) * inverse
    (h00, h01, h11) = (.zero, .zero, .zero)
    for i in 0..<k {
      let (w0, w1) = (w[i], w[k &+ i])
      let slope = scratch[2 &* i]
      let bent = slope + scratch[2 &* i &+ 1] * (w0 * d0 + w1 * d1)
      let least = 0.25 * slope
      let held = bent.replacing(with: least, where: bent .< least)
      let (sw0, sw1) = (held * w0, held * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
    }
    let correction = 1 / (h00 * h11 - h01 * h01)
    batch.roughResponses[2 &* sample] = r0 + (h01 * f1 - h11 * f0) * correction
    batch.roughResponses[2 &* sample &+ 1] = r1 + (h01 * f0 - h00 * f1) * correction
  }

  // MARK: 3. and 4. Double precision

  /// Steps until every lane has converged, then adds to the sums and leaves the response.
  @inline(__always)
  private static func finish(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) -> Mask {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let r = batch.responses + 2 &* sample
    var attempt = 1
    while true {
      let (d0, d1) = step(parameters, batch, sample)
      var settled = Mask(repeating: true)
      var (f0, f1) = (-batch.signals[2 &* sample], -batch.signals[2 &* sample &+ 1])
      let bound = 2.5e-25 * (1 + f0 * f0 + f1 * f1)  // (5e-13)² (1 + ‖s‖²)
      for i in 0..<k {
        let q = batch.scratch + i &* LaneBatch.scratchFields
        let (w0, w1) = (w[i], w[k &+ i])
        let c = w0 * d0 + w1 * d1
        settled .&= c.magnitudes .<= moveLimit.absolute + moveLimit.relative
          * q[Scratch.input].magnitudes
        let force = q[Scratch.force] + c * (q[Scratch.slope] + q[Scratch.bend] * c)
        f0 += force * w0
        f1 += force * w1
        q[Scratch.force] = force
      }
      settled .&= f0 * f0 + f1 * f1 .<= bound
      if settled.isAllTrue || attempt == attempts {
        let (r0, r1) = (r[0] + d0, r[1] + d1)
        addSums(parameters, batch, d0, d1, r0, r1)
        r[0] = r0
        r[1] = r1
        return .!settled
      }
      // Only lanes that have not settled move on.
      r[0] = (r[0] + d0).replacing(with: r[0], where: settled)
      r[1] = (r[1] + d1).replacing(with: r[1], where: settled)
      attempt &+= 1
    }
  }

  /// What a step leaves of each interneuron.
  private enum Scratch {
    static let input = 0  // z
    static let logarithm = 1  // ln|z|
    static let power = 2  // |z|^(θ−1)
    static let force = 3  // g f
    static let slope = 4  // g f′
    static let bend = 5  // ½ g f″
  }

  /// The third-order step δ = d − H⁻¹ Σ ½ g f″ (w·d)² w from `responses`, d = −H⁻¹F.
  @inline(__always)
  private static func step(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int
  ) -> (Lanes, Lanes) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let (r0, r1) = (batch.responses[2 &* sample], batch.responses[2 &* sample &+ 1])
    var (f0, f1) = (-batch.signals[2 &* sample], -batch.signals[2 &* sample &+ 1])
    var (h00, h01, h11) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for i in 0..<k {
      let p = parameters.values + i &* Field.count
      let q = batch.scratch + i &* LaneBatch.scratchFields
      let (w0, w1) = (w[i], w[k &+ i])
      let z = w0 * r0 + w1 * r1
      let x = z.magnitudes
      let log = logarithm(x)
      let d = exponential(p[Field.exponent] * log)
      let xd = x * d
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      let slope = p[Field.force1] + p[Field.slope] * xd
      f0 += force * w0
      f1 += force * w1
      let (sw0, sw1) = (slope * w0, slope * w1)
      h00 += sw0 * w0
      h01 += sw0 * w1
      h11 += sw1 * w1
      q[Scratch.input] = z
      q[Scratch.logarithm] = log
      q[Scratch.power] = xd
      q[Scratch.force] = force
      q[Scratch.slope] = slope
      q[Scratch.bend] = (0.5 * p[Field.curvature] * d).withSigns(of: z)
    }
    let inverse = 1 / (h00 * h11 - h01 * h01)
    let d0 = (h01 * f1 - h11 * f0) * inverse
    let d1 = (h01 * f0 - h00 * f1) * inverse
    var (t0, t1) = (Lanes.zero, Lanes.zero)
    for i in 0..<k {
      let c = w[i] * d0 + w[k &+ i] * d1
      let bend = batch.scratch[i &* LaneBatch.scratchFields &+ Scratch.bend] * c * c
      t0 += bend * w[i]
      t1 += bend * w[k &+ i]
    }
    return (
      d0 + (h01 * t1 - h11 * t0) * inverse,
      d1 + (h01 * t0 - h00 * t1) * inverse
    )
  }

  /// Adds this sample's z², |z|^q, |z|^q ln|z| (q = θ + 1) and n r, expanded from the last step's
  /// start to its end.
  @inline(__always)
  private static func addSums(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ d0: Lanes, _ d1: Lanes, _ r0: Lanes,
    _ r1: Lanes
  ) {
    let (k, w, sums) = (parameters.interneurons, parameters.weights, batch.sums)
    for i in 0..<k {
      let theta = parameters.values[i &* Field.count &+ Field.theta]
      let q = theta + 1
      let scratch = batch.scratch + i &* LaneBatch.scratchFields
      let c = w[i] * d0 + w[k &+ i] * d1
      let (z, xd) = (scratch[Scratch.input], scratch[Scratch.power])
      let end = z + c
      let signed = z * xd  // sign(z)|z|^θ
      let y = z * signed  // |z|^q
      let half = 0.5 * c
      let log = scratch[Scratch.logarithm]
      let rate = q * log + 1  // d(|z|^q ln|z|)/dz = sign(z)|z|^θ (q ln|z| + 1)
      sums[i] += end * end
      sums[k &+ i] += y + c * q * (signed + half * theta * xd)
      sums[2 &* k &+ i] += y * log + c * (signed * rate + half * xd * (theta * rate + q))
      sums[3 &* k &+ i] += scratch[Scratch.force] * r0
      sums[4 &* k &+ i] += scratch[Scratch.force] * r1
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
