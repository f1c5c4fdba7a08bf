import NumericalMethods

/// 3. The step in double precision.
extension PairKernel {
  /// z, log₂|z| and |z|^(θ−2) of the inputs of some fours.
  @inline(__always)
  static func powers(
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
  static func step(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
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
  static func repeatStep(_ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int) {
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

  /// ‖F‖² at the responses to a four of signals, computed anew.
  static func residualSquare(
    _ parameters: LaneParameters, _ batch: LaneBatch, _ four: Int
  ) -> HalfLanes {
    let (k, w, half) = (parameters.interneurons, halves(parameters.weights), four & 1)
    let first = batch.index(four: four, 0, of: 2)
    let (r, s) = (halves(batch.responses) + first, halves(batch.signals) + first)
    var (f0, f1) = (-s[0], -s[2])
    for i in 0..<k {
      let p = halves(parameters.values + i &* Field.count) + half
      let (w0, w1) = (w[2 &* i &+ half], w[2 &* (k &+ i) &+ half])
      let z = w0 * r[0] + w1 * r[2]
      let x = z.magnitudes
      let xd = x * powerOfTwo(p[2 &* Field.exponent] * logarithmToBaseTwo(x))
      let force = z * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
      f0 += force * w0
      f1 += force * w1
    }
    return f0 * f0 + f1 * f1
  }
}
