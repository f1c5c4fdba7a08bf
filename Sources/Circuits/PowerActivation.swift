import NumericalMethods
import RealModule

/// The paper's family f(θ, z) = a(θ) z + b(θ) sign(z)|z|^θ, θ ≥ 1.
///
/// | form       | a(θ)                         | b(θ)                    |
/// |------------|------------------------------|-------------------------|
/// | paper      | exp((2θ − 3.85)^1.95)        | exp(θ^2.32 − 5.9)       |
/// | published  | exp(max(2θ − 3.85, 0)^1.95)  | exp(max(θ^2.32 − 6, 0)) |
///
/// The paper's a is undefined for θ < 1.925; its base is clipped at 0 there, as in the code.
///
/// | gradient   | b′                                                                       |
/// |------------|--------------------------------------------------------------------------|
/// | published  | b · 2.32 θ^1.32, also where the published b is clipped: wrong there      |
/// | exact      | the same, but 0 where b is clipped, θ < 6^(1/2.32) = 2.16476…            |
///
/// a′ = a · 3.9 · max(2θ − 3.85, 0)^0.95 in both. Source: paper, section 4.1; published code,
/// `circuit.py`; table in science A2. Manifest keys: `form`, `gradient`.
public struct PowerActivation: ActivationFamily {
  public static let id = "power"
  public static let summary = "f = a(θ) z + b(θ) sign(z)|z|^θ, the paper's."

  /// Whose coefficients.
  public enum Form: String, Codable, CaseIterable, Sendable {
    /// Those printed in the paper.
    case paper
    /// Those of the authors' published code.
    case published
  }

  /// Whose derivative of b.
  public enum Gradient: String, Codable, CaseIterable, Sendable {
    /// Calculus.
    case exact
    /// That of the authors' published code, which ignores the clip.
    case published
  }

  /// The coefficients' form.
  public let form: Form
  /// The derivative that learning follows.
  public let gradient: Gradient

  /// The published code's family.
  public init() { self.init(form: .published) }

  /// The family with coefficients and a derivative of one's choice.
  public init(form: Form = .published, gradient: Gradient = .published) {
    self.form = form
    self.gradient = gradient
  }

  /// f(θ, ·).
  public func member(theta: Double) -> PowerLaw {
    let base = max(2 * theta - 3.85, 0)
    let a = Double.exp(Double.pow(base, 1.95))
    let aPrime = a * 3.9 * Double.pow(base, 0.95)
    let b: Double
    var bPrime: Double
    switch form {
    case .paper:
      b = Double.exp(Double.pow(theta, 2.32) - 5.9)
      bPrime = b * 2.32 * Double.pow(theta, 1.32)
    case .published:
      let exponent = Double.pow(theta, 2.32) - 6
      b = Double.exp(max(exponent, 0))
      bPrime = b * 2.32 * Double.pow(theta, 1.32)
      if gradient == .exact && exponent < 0 { bPrime = 0 }
    }
    return PowerLaw(
      theta: theta, linear: a, power: b, linearDerivative: aPrime, powerDerivative: bPrime)
  }
}

extension PowerActivation {
  /// Where the published b leaves its clip, θ^2.32 = 6; the paper's b has no clip.
  public var kinks: [Double] { form == .published ? [Double.pow(6, 1 / 2.32)] : [] }
}

// MARK: - The function at one θ

/// f(z) = a z + b sign(z)|z|^θ at one θ, with the coefficients' derivatives by θ.
///
///     h = a z²/2 + b |z|^(θ+1)/(θ+1)
///     φ = (a/2)(z² − 1) + b/(θ+1) · (|z|^(θ+1) − C)
///     ∂φ/∂θ = (a′/2)(z² − 1) + ((θ+1) b′ − b)/(θ+1)² · (|z|^(θ+1) − C)
///             + b/(θ+1) · (|z|^(θ+1) ln|z| − C′)
///
/// with C = E|Z|^(θ+1) and C′ = E|Z|^(θ+1) ln|Z|, Z normal. Source: science A2.
public struct PowerLaw: Activation, Equatable {
  /// θ.
  public let theta: Double
  /// a.
  public let linear: Double
  /// b.
  public let power: Double
  /// ∂a/∂θ.
  public let linearDerivative: Double
  /// What learning takes for ∂b/∂θ.
  public let powerDerivative: Double
  /// C(θ + 1).
  let moment: Double
  /// C′(θ + 1).
  let momentDerivative: Double
  /// θ − 1 where that is a small whole number: |z|^(θ−1) is then a product.
  private let factors: Int?

  /// The function with given coefficients.
  public init(
    theta: Double, linear: Double, power: Double, linearDerivative: Double, powerDerivative: Double
  ) {
    self.theta = theta
    self.linear = linear
    self.power = power
    self.linearDerivative = linearDerivative
    self.powerDerivative = powerDerivative
    moment = StandardNormal.absoluteMoment(theta + 1)
    momentDerivative = StandardNormal.absoluteMomentDerivative(theta + 1)
    factors = (1...9).contains(theta) ? Int(exactly: theta - 1) : nil
  }

  /// h, f and f′ at z, all from |z|^(θ−1).
  public func response(_ z: Double) -> (potential: Double, output: Double, slope: Double) {
    let x = abs(z)
    let p = derivativePower(x)
    return (
      z * z * (0.5 * linear + power * p / (theta + 1)), z * (linear + power * p),
      linear + power * theta * p
    )
  }

  /// f, φ and ∂φ/∂θ at z.
  public func plasticity(
    _ z: Double
  ) -> (output: Double, objective: Double, thetaGradient: Double) {
    let x = abs(z)
    let q = theta + 1
    let p = derivativePower(x)
    let excess = z * z * p - moment  // |z|^(θ+1) − C
    // z² p ln|z| → 0 with z.
    let logExcess = (x > 0 ? z * z * p * Double.log(x) : 0) - momentDerivative
    let width = 0.5 * (z * z - 1)
    return (
      z * (linear + power * p),
      linear * width + power / q * excess,
      linearDerivative * width + (q * powerDerivative - power) / (q * q) * excess
        + power / q * logExcess
    )
  }

  /// |z|^(θ−1); at 0 its limit for θ > 1 (and 0, not ∞, for θ < 1), and 1 for θ = 1.
  private func derivativePower(_ x: Double) -> Double {
    if let factors { return (0..<factors).reduce(1) { product, _ in product * x } }
    return x > 0 ? Double.pow(x, theta - 1) : 0
  }

  // MARK: In lanes

  @inline(__always)
  public func response(
    _ z: PartLanes
  ) -> (potential: PartLanes, output: PartLanes, slope: PartLanes) {
    let p = derivativePower(z.magnitudes)
    return (
      z * z * (0.5 * linear + power / (theta + 1) * p), z * (linear + power * p),
      linear + power * theta * p
    )
  }

  @inline(__always)
  public func plasticity(
    _ z: PartLanes
  ) -> (output: PartLanes, objective: PartLanes, thetaGradient: PartLanes) {
    let q = theta + 1
    let x = z.magnitudes
    let p = derivativePower(x)
    let (square, whole) = (z * z, z * z * p)
    let (width, excess) = (0.5 * (square - 1), whole - moment)
    let logExcess = whole * (naturalLogarithmOfTwo * logarithmToBaseTwo(x)) - momentDerivative
    return (
      z * (linear + power * p), linear * width + power / q * excess,
      linearDerivative * width + (q * powerDerivative - power) / (q * q) * excess
        + power / q * logExcess
    )
  }

  /// |z|^(θ−1), to 10⁻¹³; at 0 its limit for θ > 1.
  @inline(__always)
  private func derivativePower(_ x: PartLanes) -> PartLanes {
    switch factors {
    case 0: return PartLanes(repeating: 1)
    case 1: return x
    case 2: return x * x
    case let count?:
      var product = x * x
      for _ in 2..<count { product *= x }
      return product
    case nil:
      // Within the range of `powerOfTwo`: what is smaller or larger is 0 or infinite for all purposes.
      let exponent = (theta - 1) * logarithmToBaseTwo(x)
      let raised = exponent.replacing(with: -1000, where: exponent .< -1000)
      return powerOfTwo(raised.replacing(with: 1000, where: raised .> 1000))
    }
  }
}
