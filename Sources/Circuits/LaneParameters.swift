import NumericalMethods

/// The parameters of eight circuits with the same N and K, a lane each, and what the kernels need
/// of them.
///
/// Storage is a few arrays of lanes, made once; the owner frees it.
struct LaneParameters {
  /// Fields of an interneuron, in double precision.
  enum Field {
    static let gain = 0
    static let theta = 1
    static let linear = 2  // a
    static let power = 3  // b
    static let linearDerivative = 4  // a′
    static let powerDerivative = 5  // b′
    static let moment = 6  // C(θ + 1)
    static let momentDerivative = 7  // C′(θ + 1)
    static let force1 = 8  // g a
    static let force2 = 9  // g b
    static let slope = 10  // g b θ
    static let bend = 11  // ½ g b θ (θ − 1)
    static let exponent = 12  // θ − 2
    static let count = 13
  }

  let primaryNeurons: Int
  let interneurons: Int
  let activation: PowerActivation
  /// K × `Field.count`.
  let values: UnsafeMutablePointer<Lanes>
  /// Those from `Field.force1` on in single precision, for the rough part of the search.
  let rough: UnsafeMutablePointer<FloatLanes>
  /// N × K.
  let weights: UnsafeMutablePointer<Lanes>
  let roughWeights: UnsafeMutablePointer<FloatLanes>

  /// θ for which the circuit's kernel holds: below, |z|^(θ−2) is too steep at 0 for its last step;
  /// above, the moments' polynomial ends.
  let thetas: ClosedRange<Double>

  init(primaryNeurons: Int, interneurons: Int, activation: PowerActivation) {
    self.init(
      primaryNeurons: primaryNeurons, interneurons: interneurons, activation: activation,
      thetas: (SquareKernel.takes(primaryNeurons, interneurons) ? 2.0 : 2.1)...3)
  }

  /// Parameters of one interneuron for ``prepare(across:)``.
  init(packing other: LaneParameters) {
    self.init(
      primaryNeurons: 1, interneurons: 1, activation: other.activation, thetas: other.thetas)
  }

  private init(
    primaryNeurons: Int, interneurons: Int, activation: PowerActivation,
    thetas: ClosedRange<Double>
  ) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    self.activation = activation
    self.thetas = thetas
    values = .zeros(interneurons * Field.count)
    rough = .zeros(interneurons * Field.count)
    weights = .zeros(primaryNeurons * interneurons)
    roughWeights = .zeros(primaryNeurons * interneurons)
  }

  func deallocate() {
    values.deallocate()
    rough.deallocate()
    weights.deallocate()
    roughWeights.deallocate()
  }

  /// Puts a circuit into a lane.
  func set(_ circuit: ShapingCircuit<PowerActivation>, lane: Int) {
    for i in 0..<interneurons {
      values[i * Field.count + Field.gain][lane] = circuit.gains[i]
      values[i * Field.count + Field.theta][lane] = circuit.thetas[i]
    }
    for index in 0..<primaryNeurons * interneurons {
      weights[index][lane] = circuit.weights.values[index]
    }
  }

  /// Reads a lane back into a circuit of the same shape.
  func get(_ circuit: inout ShapingCircuit<PowerActivation>, lane: Int) {
    for i in 0..<interneurons {
      circuit.gains[i] = values[i * Field.count + Field.gain][lane]
      circuit.thetas[i] = values[i * Field.count + Field.theta][lane]
    }
    for index in 0..<primaryNeurons * interneurons {
      circuit.weights.values[index] = weights[index][lane]
    }
  }

  /// Computes all that depends on gains, thetas and weights, and gives the lanes that the kernels
  /// cannot take.
  func prepare() -> SIMDMask<SIMD8<Int64>> {
    computeValues(parts: LanePart.count)
    roundValues()
    return unfit
  }

  /// ``prepare()`` where all lanes hold the same circuit: its interneurons go side by side through
  /// the lanes of `packed`, parameters of one interneuron, with the same bits in a K-th of the time.
  func prepare(across packed: LaneParameters) -> SIMDMask<SIMD8<Int64>> {
    guard interneurons <= 8 else { return prepare() }
    for lane in 0..<8 {
      let p = values + (lane < interneurons ? lane : 0) * Field.count
      packed.values[Field.gain][lane] = p[Field.gain][0]
      packed.values[Field.theta][lane] = p[Field.theta][0]
    }
    packed.computeValues(parts: (interneurons &* LanePart.count &+ 7) / 8)
    for i in 0..<interneurons {
      for field in Field.linear..<Field.count {
        values[i &* Field.count &+ field] = Lanes(repeating: packed.values[field][i])
      }
    }
    roundValues()
    return SIMDMask(repeating: packed.unfit.isAnyTrue)
  }

  /// Fills `rough` where the kernels read it, and `roughWeights`.
  private func roundValues() {
    for i in 0..<interneurons {
      for index in i &* Field.count &+ Field.force1..<(i &+ 1) &* Field.count {
        rough[index] = FloatLanes(values[index], values[index])
      }
    }
    for index in 0..<primaryNeurons &* interneurons {
      roughWeights[index] = FloatLanes(weights[index], weights[index])
    }
  }

  /// The lanes that the kernels cannot take.
  private var unfit: SIMDMask<SIMD8<Int64>> {
    var unfit = SIMDMask<SIMD8<Int64>>(repeating: false)
    for i in 0..<interneurons {
      let p = values + i * Field.count
      let (g, theta) = (p[Field.gain], p[Field.theta])
      // Not (a ≤ θ ≤ b), so that not-a-number is unfit as well.
      unfit .|= .!((theta .>= thetas.lowerBound) .& (theta .<= thetas.upperBound))
      unfit .|= .!(g .> 0)
    }
    return unfit
  }

  /// Computes the fields from gains and thetas in the first parts of the lanes: loop after
  /// loop, so that the interneurons' chains of operations run side by side.
  private func computeValues(parts count: Int) {
    for i in 0..<interneurons {
      for part in 0..<count {
        let p = LanePart(part, of: values + i &* Field.count)
        let theta = p[Field.theta]
        p[Field.linear] = exponential(logarithm(theta + theta - 3.85) * 1.95)
        p[Field.power] = Self.thetaTo232(theta)
      }
    }
    for i in 0..<interneurons {
      for part in 0..<count {
        let p = LanePart(part, of: values + i &* Field.count)
        coefficients(p)
        Self.moments(p)
      }
    }
    for i in 0..<interneurons {
      for part in 0..<count {
        let p = LanePart(part, of: values + i &* Field.count)
        let (g, theta) = (p[Field.gain], p[Field.theta])
        let gb = g * p[Field.power]
        let slope = gb * theta
        p[Field.force1] = g * p[Field.linear]
        p[Field.force2] = gb
        p[Field.slope] = slope
        p[Field.bend] = slope * (0.5 * theta - 0.5)
        p[Field.exponent] = theta - 2
      }
    }
  }

  /// a, b and their derivatives, from (2θ − 3.85)^1.95 and θ^2.32 in the places of a and b:
  /// `PowerActivation.member(theta:)` in lanes, θ ≥ 2, where the base 2θ − 3.85 is positive.
  @inline(__always)
  private func coefficients(_ p: LanePart) {
    let theta = p[Field.theta]
    let (baseTo195, thetaTo232) = (p[Field.linear], p[Field.power])
    let a = exponential(baseTo195)
    p[Field.linear] = a
    p[Field.linearDerivative] = a * 3.9 * (baseTo195 / (theta + theta - 3.85))
    let exponent: PartLanes
    switch activation.form {
    case .paper: exponent = thetaTo232 - 5.9
    case .published:
      let unclipped = thetaTo232 - 6
      exponent = unclipped.replacing(with: 0, where: unclipped .< 0)
    }
    let b = exponential(exponent)
    var bPrime = b * 2.32 * (thetaTo232 / theta)
    if activation.form == .published && activation.gradient == .exact {
      bPrime = bPrime.replacing(with: 0, where: thetaTo232 .< 6)
    }
    p[Field.power] = b
    p[Field.powerDerivative] = bPrime
  }

  /// θ^2.32 for 2 ≤ θ ≤ 3: the Chebyshev fit in t = 2θ − 5, to 3·10⁻¹⁶.
  @inline(__always)
  private static func thetaTo232(_ theta: PartLanes) -> PartLanes {
    let t = theta + theta - 5
    var p = t * (-1.0150983758638432e-11) + 6.949454082441218e-11
    p = p * t - 4.6249746848892117e-10
    p = p * t + 3.463995426699413e-09
    p = p * t - 2.749228076308143e-08
    p = p * t + 2.3497394788421832e-07
    p = p * t - 2.2347715238312467e-06
    p = p * t + 2.5016101056174316e-05
    p = p * t - 0.00037226342456710896
    p = p * t + 0.01094892425079833
    p = p * t + 0.5132308242498745
    p = p * t + 3.8881123049232658
    p = p * t + 8.379552381300151
    return p
  }

  /// C(θ + 1) and its derivative for 2 ≤ θ ≤ 3: the Chebyshev fits of
  /// `StandardNormal.absoluteMoment` and its derivative in t = 2θ − 5, to 2·10⁻¹⁶.
  @inline(__always)
  private static func moments(_ p: LanePart) {
    let t = p[Field.theta] + p[Field.theta] - 5
    var c = t * 2.3372880552747124e-12 + 2.6073159714004554e-11
    c = c * t + 6.112391257411157e-10
    c = c * t + 8.787281827761042e-09
    c = c * t + 1.444513862625251e-07
    c = c * t + 1.913928359231294e-06
    c = c * t + 2.478180989241906e-05
    c = c * t + 0.00026998693992318285
    c = c * t + 0.00267430864667108
    c = c * t + 0.02150156184013667
    c = c * t + 0.14508535697004035
    c = c * t + 0.6803419676753606
    c = c * t + 2.1500999683112987
    var d = t * 5.617945161127182e-11 + 5.73677689459285e-10
    d = d * t + 1.2224571169110615e-08
    d = d * t + 1.5817091950425858e-07
    d = d * t + 2.311222370411542e-06
    d = d * t + 2.6794997148545678e-05
    d = d * t + 0.00029738171863505776
    d = d * t + 0.0026998693991945447
    d = d * t + 0.0213944691733802
    d = d * t + 0.12900937104082402
    d = d * t + 0.5803414278801609
    d = d * t + 1.360683935350721
    p[Field.moment] = c
    p[Field.momentDerivative] = d
  }

  // MARK: Learning

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

extension UnsafeMutablePointer where Pointee: SIMD {
  /// Room for some vectors, all 0.
  static func zeros(_ count: Int) -> Self {
    let pointer = allocate(capacity: count)
    pointer.initialize(repeating: Pointee(), count: count)
    return pointer
  }
}
