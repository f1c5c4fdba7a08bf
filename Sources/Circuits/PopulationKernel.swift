import NumericalMethods

/// Responses of eight circuits with three to eight primary neurons, a lane each, and their learning
/// sums.
///
/// ``PairKernel`` for more neurons: the same start, two Halley steps, and then third-order steps δ
/// until no input moves by more than `PairKernel.moveLimit`; sums are expanded from the last step's
/// start. All is in double precision, and linear systems are solved by Cholesky factors in lanes.
///
/// Accuracy: residual ≤ 1e-12 (1 + ‖s‖) (tested), or the lane is returned as failed. Source: derived;
/// science A1. Cost of a sample: three powers of each interneuron, 3 N² K products, N³ for the factors.
enum PopulationKernel {
  typealias Mask = PairKernel.Mask
  private typealias Field = LaneParameters.Field
  /// The least pivot of H as a share of the diagonal: below, rounding could matter.
  private static let leastPivot = 1e-7

  /// Finds all responses; gives the lanes in which some response failed.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    // Told apart here, so that the loops know their lengths.
    switch batch.primaryNeurons {
    case 3: settle(parameters, batch, neurons: 3)
    case 4: settle(parameters, batch, neurons: 4)
    default: settle(parameters, batch, neurons: batch.primaryNeurons)
    }
    return batch.failed
  }

  @inline(__always)
  private static func settle(
    _ parameters: LaneParameters, _ batch: LaneBatch, neurons: Int
  ) {
    for part in 0..<batch.parts {
      let step = Step(parameters, batch, part, neurons: neurons)
      step.start()
      for _ in 0..<2 {
        step.evaluate()
        step.goByHalley()
      }
      for _ in 0..<PairKernel.attempts {
        step.evaluate()
        step.goByThirdOrder()
        if batch.settled[part].isAllTrue { break }
        step.moveUnsettled()
      }
      step.end()
    }
  }

  // MARK: The search

  /// What a step of one part needs: the part of every array, and scratch for a linear system.
  private struct Step {
    let n: Int
    let k: Int
    let part: Int
    let parameters: LaneParameters
    let batch: LaneBatch
    /// N × K.
    let weights: LanePart
    let signal: LanePart
    let response: LanePart
    let inputs, logarithms, powers, forces, slopes, bends: LanePart
    let step: LanePart
    /// F, N.
    let force: LanePart
    /// H, then its factor.
    let system: LaneCholesky

    @inline(__always)
    init(_ parameters: LaneParameters, _ batch: LaneBatch, _ part: Int, neurons: Int) {
      n = neurons
      k = batch.interneurons
      self.part = part
      self.parameters = parameters
      self.batch = batch
      weights = batch.part(part, of: parameters.weights, 0)
      signal = batch.part(part, of: batch.signals, n)
      response = batch.part(part, of: batch.responses, n)
      inputs = batch.part(part, of: batch.inputs, k)
      logarithms = batch.part(part, of: batch.logarithms, k)
      powers = batch.part(part, of: batch.powers, k)
      forces = batch.part(part, of: batch.forces, k)
      slopes = batch.part(part, of: batch.slopes, k)
      bends = batch.part(part, of: batch.bends, k)
      step = batch.part(part, of: batch.steps, n)
      force = LanePart(0, of: batch.system)
      system = LaneCholesky(order: neurons, in: LanePart(0, of: batch.system + n))
    }

    /// A parameter of an interneuron.
    @inline(__always)
    func value(_ field: Int, _ i: Int) -> PartLanes {
      batch.part(part, of: parameters.values + (i &* Field.count &+ field), 0)[0]
    }

    /// w·x for the weights of an interneuron.
    @inline(__always)
    func along(_ i: Int, _ x: LanePart) -> PartLanes {
      var sum = weights[i] * x[0]
      for j in 1..<n { sum += weights[j &* k &+ i] * x[j] }
      return sum
    }

    /// t M⁻¹s, M = Σ g (a + b) w wᵀ, as far as the response would go if θ were 2.
    @inline(__always)
    func start() {
      system.setMultipleOfIdentity(.zero)
      for i in 0..<k {
        system.add(
          value(Field.force1, i) + value(Field.force2, i), outer: weights, column: i, stride: k)
      }
      _ = system.factorize()
      for j in 0..<n { step[j] = signal[j] }
      system.solve(step)
      var (a, b, c) = (PartLanes.zero, PartLanes.zero, PartLanes.zero)
      for i in 0..<k {
        let z = along(i, step)
        a += value(Field.force1, i) * z * z
        b += value(Field.force2, i) * z * z * z.magnitudes
      }
      for j in 0..<n { c += signal[j] * step[j] }
      // 10⁻³⁰: no 0/0 at the signal 0.
      let t = (c + c) / (a + (a * a + 4 * b * c).squareRoots + 1e-30)
      for j in 0..<n { response[j] = t * step[j] }
    }

    /// z, log₂|z|, |z|^(θ−1), g f, g f′ and ½ g f″ of all inputs, F, and the factor of H.
    @inline(__always)
    func evaluate() {
      for i in 0..<k {
        let z = along(i, response)
        inputs[i] = z
        logarithms[i] = logarithmToBaseTwo(z.magnitudes)
      }
      for j in 0..<n { force[j] = -signal[j] }
      system.setMultipleOfIdentity(.zero)
      for i in 0..<k {
        let z = inputs[i]
        let d = powerOfTwo(value(Field.exponent, i) * logarithms[i])
        let xd = z.magnitudes * d
        let output = z * (value(Field.force1, i) + value(Field.force2, i) * xd)
        powers[i] = xd
        forces[i] = output
        slopes[i] = value(Field.force1, i) + value(Field.slope, i) * xd
        bends[i] = (value(Field.bend, i) * d).withSigns(of: z)
        for j in 0..<n { force[j] += output * weights[j &* k &+ i] }
        system.add(slopes[i], outer: weights, column: i, stride: k)
      }
    }

    /// (H + ½ F″d) δ = −F with d = −H⁻¹F. A slope that the second term would turn over is held at a
    /// quarter of its value.
    @inline(__always)
    func goByHalley() {
      _ = system.factorize()
      goDown()
      system.setMultipleOfIdentity(.zero)
      for i in 0..<k {
        let bent = slopes[i] + bends[i] * along(i, step)
        let least = 0.25 * slopes[i]
        system.add(
          bent.replacing(with: least, where: bent .< least), outer: weights, column: i, stride: k)
      }
      _ = system.factorize()
      goDown()
      for j in 0..<n { response[j] += step[j] }
    }

    /// δ = d − H⁻¹ Σ ½ g f″ (w·d)² w, d = −H⁻¹F, in `step`; and which lanes it settles.
    @inline(__always)
    func goByThirdOrder() {
      var settled = system.factorize() .> leastPivot
      goDown()
      for j in 0..<n { force[j] = .zero }
      for i in 0..<k {
        let c = along(i, step)
        let limit =
          PairKernel.moveLimit.absolute + PairKernel.moveLimit.relative * inputs[i].magnitudes
        settled .&= c.magnitudes .<= limit
        let bend = bends[i] * c * c
        for j in 0..<n { force[j] += bend * weights[j &* k &+ i] }
      }
      system.solve(force)
      for j in 0..<n { step[j] -= force[j] }
      batch.settled[part] = settled
    }

    /// Goes on from the end of the last step, in the lanes that have not settled.
    @inline(__always)
    func moveUnsettled() {
      for j in 0..<n {
        let moved = response[j] + step[j]
        response[j] = moved.replacing(with: response[j], where: batch.settled[part])
      }
    }

    /// The responses are where the last step ends.
    @inline(__always)
    func end() {
      for j in 0..<n { response[j] += step[j] }
    }

    /// d = −H⁻¹F, in `step`.
    @inline(__always)
    private func goDown() {
      for j in 0..<n { step[j] = -force[j] }
      system.solve(step)
    }

    // MARK: Sums

    /// z², |z|^q, |z|^q log₂|z| and n of an interneuron at the end of the last step, as in
    /// ``PairKernel``.
    @inline(__always)
    func terms(_ i: Int) -> (
      square: PartLanes, power: PartLanes, logarithm: PartLanes, output: PartLanes
    ) {
      let theta = value(Field.theta, i)
      let (z, xd, c) = (inputs[i], powers[i], along(i, step))
      let end = z + c
      let power = xd * (z * z + (theta + 1) * c * (z + 0.5 * theta * c))
      let rest = xd * c * (z + (theta + 0.5) * c)
      return (
        end * end, power,
        // 1 / ln 2
        logarithms[i] * power + 1.4426950408889634 * rest,
        forces[i] + c * (slopes[i] + bends[i] * c)
      )
    }
  }

  // MARK: Sums for learning

  /// Σ z², Σ |z|^q, Σ |z|^q ln|z| (q = θ + 1) and Σ n r over the batch of each lane.
  static func addSums(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (n, k) = (batch.primaryNeurons, batch.interneurons)
    for index in 0..<(3 &+ n) &* k { batch.sums[index] = .zero }
    for part in 0..<batch.parts {
      let step = Step(parameters, batch, part, neurons: n)
      let sums = batch.part(part, of: batch.sums, 0)
      for i in 0..<k {
        let terms = step.terms(i)
        sums[i] += terms.square
        sums[k &+ i] += terms.power
        sums[2 &* k &+ i] += naturalLogarithmOfTwo * terms.logarithm
        for j in 0..<n { sums[(3 &+ j) &* k &+ i] += terms.output * step.response[j] }
      }
    }
  }

  /// The same sums of one circuit whose `count` samples lie side by side in the lanes, added in the
  /// same order. All lanes of the sums are set.
  static func addAcross(_ parameters: LaneParameters, _ batch: LaneBatch, count: Int) {
    let (n, k, width) = (batch.primaryNeurons, batch.interneurons, PartLanes.scalarCount)
    for index in 0..<(3 &+ n) &* k { batch.sums[index] = .zero }
    let sums = batch.sums
    for part in 0..<batch.parts {
      let step = Step(parameters, batch, part, neurons: n)
      for i in 0..<k {
        let terms = step.terms(i)
        for lane in 0..<min(width, count &- width &* part) {
          sums[i][0] += terms.square[lane]
          sums[k &+ i][0] += terms.power[lane]
          sums[2 &* k &+ i][0] += naturalLogarithmOfTwo * terms.logarithm[lane]
          for j in 0..<n {
            sums[(3 &+ j) &* k &+ i][0] += terms.output[lane] * step.response[j][lane]
          }
        }
      }
    }
    for index in 0..<(3 &+ n) &* k { sums[index] = Lanes(repeating: sums[index][0]) }
  }
}
