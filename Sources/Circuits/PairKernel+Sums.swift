import NumericalMethods

/// 4. Sums for learning.
extension PairKernel {
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
