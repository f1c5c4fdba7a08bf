import NumericalMethods

/// 4. Sums for learning.
extension PairKernel {
  /// What one input of one sample adds to the sums, expanded from the last step's start to its end,
  /// in half the lanes.
  private struct Terms {
    let square: HalfLanes  // z²
    let power: HalfLanes  // |z|^q, q = θ + 1
    let logarithm: HalfLanes  // |z|^q ln|z|
    let output0: HalfLanes  // n r
    let output1: HalfLanes

    /// `sample` and `index` count halves.
    @inline(__always)
    init(
      _ batch: LaneBatch, sample: Int, index: Int, theta: HalfLanes, w0: HalfLanes, w1: HalfLanes
    ) {
      let q = theta + 1
      let (steps, responses) = (halves(batch.steps), halves(batch.responses))
      let c = w0 * steps[sample] + w1 * steps[sample &+ 2]
      let (z, xd, log) = (
        halves(batch.inputs)[index], halves(batch.powers)[index], halves(batch.logarithms)[index]
      )
      let end = z + c
      let signed = z * xd  // sign(z)|z|^θ
      let y = z * signed
      let half = 0.5 * c
      let rate = q * log + 1  // d(|z|^q ln|z|)/dz = sign(z)|z|^θ (q ln|z| + 1)
      square = end * end
      power = y + c * q * (signed + half * theta * xd)
      logarithm = y * log + c * (signed * rate + half * xd * (theta * rate + q))
      let force = halves(batch.forces)[index]
      output0 = force * responses[sample]
      output1 = force * responses[sample &+ 2]
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
          batch, sample: 4 &* sample &+ half, index: 2 &* sample &* k &+ index, theta: theta,
          w0: w0, w1: w1)
        squares += terms.square
        powers += terms.power
        logarithms += terms.logarithm
        n0 += terms.output0
        n1 += terms.output1
      }
      sums[index] = squares
      sums[2 &* k &+ index] = powers
      sums[4 &* k &+ index] = logarithms
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
      for four in 0..<(count &+ 3) / 4 {
        let (sample, half) = (four >> 1, four & 1)
        let terms = Terms(
          batch, sample: 4 &* sample &+ half, index: 2 &* (sample &* k &+ i) &+ half,
          theta: theta, w0: w[2 &* i], w1: w[2 &* (k &+ i)])
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
      batch.sums[2 &* k &+ i] = Lanes(repeating: logarithms)
      batch.sums[3 &* k &+ i] = Lanes(repeating: n0)
      batch.sums[4 &* k &+ i] = Lanes(repeating: n1)
    }
  }
}
