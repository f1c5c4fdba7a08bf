import NumericalMethods

/// 2. The steps in single precision.
extension PairKernel {
  /// z and |z|^(θ−2) of all inputs; for the first step four digits do.
  @inline(__always)
  static func roughPowers(
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
  static func roughSteps(_ parameters: LaneParameters, _ batch: LaneBatch) {
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
}
