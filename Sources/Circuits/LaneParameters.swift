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
    static let curvature = 11  // g b θ (θ − 1)
    static let exponent = 12  // θ − 2
    static let count = 13
  }

  let primaryNeurons: Int
  let interneurons: Int
  let activation: PowerActivation
  /// K × `Field.count`.
  let values: UnsafeMutablePointer<Lanes>
  /// The same in single precision, for the rough part of the search.
  let rough: UnsafeMutablePointer<FloatLanes>
  /// N × K.
  let weights: UnsafeMutablePointer<Lanes>
  let roughWeights: UnsafeMutablePointer<FloatLanes>

  /// θ for which the kernels hold: below, |z|^(θ−2) is too steep at 0 for their last step; above,
  /// the moments' polynomial ends.
  static let thetas = 2.1...3.0

  init(primaryNeurons: Int, interneurons: Int, activation: PowerActivation) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    self.activation = activation
    values = .allocate(capacity: interneurons * Field.count)
    values.initialize(repeating: .zero, count: interneurons * Field.count)
    rough = .allocate(capacity: interneurons * Field.count)
    rough.initialize(repeating: .zero, count: interneurons * Field.count)
    weights = .allocate(capacity: primaryNeurons * interneurons)
    weights.initialize(repeating: .zero, count: primaryNeurons * interneurons)
    roughWeights = .allocate(capacity: primaryNeurons * interneurons)
    roughWeights.initialize(repeating: .zero, count: primaryNeurons * interneurons)
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
    var unfit = SIMDMask<SIMD8<Int64>>(repeating: false)
    for i in 0..<interneurons {
      let p = values + i * Field.count
      let (g, theta) = (p[Field.gain], p[Field.theta])
      // Not (a ≤ θ ≤ b), so that not-a-number is unfit as well.
      unfit .|= .!((theta .>= Self.thetas.lowerBound) .& (theta .<= Self.thetas.upperBound))
      unfit .|= .!(g .> 0)
      let (a, b) = coefficients(theta, p)
      moments(theta, p)
      p[Field.force1] = g * a
      p[Field.force2] = g * b
      p[Field.slope] = g * b * theta
      p[Field.curvature] = p[Field.slope] * (theta - 1)
      p[Field.exponent] = theta - 2
    }
    round(values, to: rough, count: interneurons * Field.count)
    round(weights, to: roughWeights, count: primaryNeurons * interneurons)
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
    let unfit = packed.prepare()
    for i in 0..<interneurons {
      for field in 0..<Field.count {
        values[i &* Field.count &+ field] = Lanes(repeating: packed.values[field][i])
      }
    }
    round(values, to: rough, count: interneurons * Field.count)
    round(weights, to: roughWeights, count: primaryNeurons * interneurons)
    return SIMDMask(repeating: unfit.isAnyTrue)
  }

  /// a, b and their derivatives: `PowerActivation.member(theta:)` in lanes, θ ≥ 2.1, where the
  /// base 2θ − 3.85 is positive.
  @inline(__always)
  private func coefficients(
    _ theta: Lanes, _ p: UnsafeMutablePointer<Lanes>
  ) -> (a: Lanes, b: Lanes) {
    let base = theta + theta - 3.85
    let baseTo195 = exponential(logarithm(base) * 1.95)
    let a = exponential(baseTo195)
    p[Field.linear] = a
    p[Field.linearDerivative] = a * 3.9 * (baseTo195 / base)
    let thetaTo232 = exponential(logarithm(theta) * 2.32)
    let exponent: Lanes
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
    return (a, b)
  }

  /// C(θ + 1) and its derivative: the Chebyshev fit of `StandardNormal.absoluteMoment` in
  /// t = 2θ − 5, 2 ≤ θ ≤ 3, to 4·10⁻²¹, and the fit's derivative.
  @inline(__always)
  private func moments(_ theta: Lanes, _ p: UnsafeMutablePointer<Lanes>) {
    let t = theta + theta - 5
    var c = Lanes(repeating: -7.297514105211677e-16)
    var d = Lanes(repeating: 0)
    // Horner's scheme for a polynomial and its derivative.
    @inline(__always) func next(_ coefficient: Double) {
      d = d * t + c
      c = c * t + coefficient
    }
    next(1.204573196770416e-14)
    next(1.3437343609712188e-14)
    next(2.2951279933267105e-12)
    next(2.6034277340906233e-11)
    next(6.112970958263933e-10)
    next(8.787328435313399e-09)
    next(1.4445134673746687e-07)
    next(1.913928331865387e-06)
    next(2.478180990625283e-05)
    next(0.0002699869399310598)
    next(0.0026743086466687743)
    next(0.021501561840135696)
    next(0.1450853569700405)
    next(0.6803419676753606)
    next(2.1500999683112987)
    p[Field.moment] = c
    p[Field.momentDerivative] = d + d  // dt/dθ = 2
  }
}

/// Rounds lanes to single precision, as one flat loop that the compiler vectorizes.
@inline(__always)
func round(
  _ source: UnsafeMutablePointer<Lanes>, to target: UnsafeMutablePointer<FloatLanes>, count: Int
) {
  let from = UnsafeRawPointer(source).assumingMemoryBound(to: Double.self)
  let to = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
  for index in 0..<8 &* count { to[index] = Float(from[index]) }
}

/// Widens lanes of single precision.
@inline(__always)
func widen(
  _ source: UnsafeMutablePointer<FloatLanes>, to target: UnsafeMutablePointer<Lanes>, count: Int
) {
  let from = UnsafeRawPointer(source).assumingMemoryBound(to: Float.self)
  let to = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self)
  for index in 0..<8 &* count { to[index] = Double(from[index]) }
}
