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
