import NumericalMethods

/// 3. The step in double precision.
extension PairKernel {
  /// z, ln|z| and |z|^(θ−2) of the inputs of some samples.
  @inline(__always)
  static func powers(
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

  /// The third-order step of one sample, in all lanes.
  @inline(__always)
  static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int) {
    step(parameters, batch, sample, half: 0)
    step(parameters, batch, sample, half: 1)
  }

  /// The third-order step δ = d − H⁻¹ Σ ½ g f″ (w·d)² w from `responses`, d = −H⁻¹F, and which
  /// lanes it settles; half the lanes at a time, so that the sums stay in registers.
  @inline(__always)
  private static func step(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ sample: Int, half: Int
  ) {
    let k = parameters.interneurons
    let (w, v) = (
      halves(parameters.weights) + half, halves(parameters.weights) + (2 &* k &+ half)
    )
    let first = 2 &* sample &* k &+ half
    let (inputs, powers) = (halves(batch.inputs) + first, halves(batch.powers) + first)
    let (forces, slopes) = (halves(batch.forces) + first, halves(batch.slopes) + first)
    let bends = halves(batch.bends) + first
    let signals = halves(batch.signals) + (4 &* sample &+ half)
    let (s0, s1) = (signals[0], signals[2])
    var (f0, f1) = (-s0, -s1)
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
      bends[2 &* i] = (0.5 * p[2 &* Field.curvature] * d).withSigns(of: z)
    }
    let inverse = 1 / (h00 * h11 - h01 * h01)
    let (i00, i01, i11) = (h11 * inverse, h01 * inverse, h00 * inverse)
    let d0 = i01 * f1 - i00 * f0
    let d1 = i01 * f0 - i11 * f1
    var (t0, t1) = (HalfLanes.zero, HalfLanes.zero)
    for i in 0..<k {
      let c = w[2 &* i] * d0 + v[2 &* i] * d1
      let bend = bends[2 &* i] * c * c
      t0 += bend * w[2 &* i]
      t1 += bend * v[2 &* i]
    }
    let e0 = d0 + (i01 * t1 - i00 * t0)
    let e1 = d1 + (i01 * t0 - i11 * t1)
    let steps = halves(batch.steps) + (4 &* sample &+ half)
    steps[0] = e0
    steps[2] = e1
    // What the second-order model leaves, and how far each input moved beyond its limit.
    (f0, f1) = (-s0, -s1)
    var excess = HalfLanes(repeating: -1)
    for i in 0..<k {
      let c = w[2 &* i] * e0 + v[2 &* i] * e1
      let beyond =
        c.magnitudes - (moveLimit.absolute + moveLimit.relative * inputs[2 &* i].magnitudes)
      // Not (beyond ≤ excess), so that not-a-number stays.
      excess = beyond.replacing(with: excess, where: beyond .<= excess)
      let force = forces[2 &* i] + c * (slopes[2 &* i] + bends[2 &* i] * c)
      f0 += force * w[2 &* i]
      f1 += force * v[2 &* i]
      forces[2 &* i] = force
    }
    let square = f0 * f0 + f1 * f1
    // (5e-13)² (1 + ‖s‖²)
    let settled = (square .<= 2.5e-25 * (1 + s0 * s0 + s1 * s1)) .& (excess .<= 0)
    batch.settledHalves[2 &* sample &+ half] = settled
  }

  /// Further steps of one sample, in the lanes that have not settled.
  static func repeatStep(
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
}
