import NumericalMethods

extension LaneParameters {
  /// A learning step of all lanes from the sums over a number of samples: ``LearningRule`` in lanes.
  ///
  /// With means S₁ of z², S₂ of |z|^q, S₃ of |z|^q ln|z|, q = θ + 1:
  ///
  ///     φ = (a/2)(S₁ − 1) + (b/q)(S₂ − C)
  ///     ∂φ/∂θ = (a′/2)(S₁ − 1) + (q b′ − b)/q² (S₂ − C) + (b/q)(S₃ − C′)
  func learn(_ batch: LaneBatch, samples: Int, rule: LearningRule) {
    let (n, k) = (primaryNeurons, interneurons)
    let share = 1 / Double(samples)
    for i in 0..<k {
      let p = values + i &* Field.count
      // One division by q, one by the weights' length: they are the slowest operations here.
      let inverse = 1 / (p[Field.theta] + 1)
      let width = 0.5 * (share * batch.sums[i] - 1)
      let excess = share * batch.sums[k &+ i] - p[Field.moment]
      let logExcess = share * batch.sums[2 &* k &+ i] - p[Field.momentDerivative]
      let slope = p[Field.power] * inverse
      let objective = p[Field.linear] * width + slope * excess
      let thetaGradient =
        p[Field.linearDerivative] * width + (p[Field.powerDerivative] - slope) * inverse * excess
        + slope * logExcess
      learnGain(p, objective, rule)
      learnTheta(p, thetaGradient, rule)
      var square = Lanes.zero
      for j in 0..<n {
        let index = j &* k &+ i
        let correlation = share * batch.sums[(3 &+ j) &* k &+ i]
        weights[index] += rule.rates.weight * correlation
        square += weights[index] * weights[index]
      }
      let scale = 1 / square.squareRoots
      for j in 0..<n { weights[j &* k &+ i] *= scale }
    }
  }

  @inline(__always)
  private func learnGain(
    _ p: UnsafeMutablePointer<Lanes>, _ objective: Lanes, _ rule: LearningRule
  ) {
    let g = p[Field.gain]
    let moved: Lanes
    switch rule.gain {
    case .published: moved = g + rule.rates.gain * g * objective
    case .additive: moved = g + rule.rates.gain * objective
    }
    p[Field.gain] = moved.replacing(with: 0, where: moved .< 0)
  }

  @inline(__always)
  private func learnTheta(
    _ p: UnsafeMutablePointer<Lanes>, _ gradient: Lanes, _ rule: LearningRule
  ) {
    let moved = p[Field.theta] + rule.rates.theta * gradient
    switch rule.thetas {
    case .clipped:
      let raised = moved.replacing(with: 1, where: moved .< 1)
      p[Field.theta] = raised.replacing(with: 3, where: raised .> 3)
    case .free: p[Field.theta] = moved
    }
  }
}
