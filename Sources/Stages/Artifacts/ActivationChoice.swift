import Circuits
import Pipeline

extension PowerActivation.Form: ParameterChoice {}
extension PowerActivation.Gradient: ParameterChoice {}
extension LearningRule.GainUpdate: ParameterChoice {}
extension LearningRule.ThetaRange: ParameterChoice {}
extension InitialWeights: ParameterChoice {}
extension Schedule: NamedParameter {
  /// Wide enough for every experiment, narrow enough for memory and patience.
  public static let ranges: [String: NumberRange] = [
    "batch": .whole(1...500), "iterations": .whole(0...1_000_000_000),
    "rates.gain": .real(0...1000), "rates.theta": .real(0...1000), "rates.weight": .real(0...1000),
    "initial-gain.base": .real(0...1000), "initial-gain.spread": .real(0...1000),
    "initial-theta.base": .real(1...100), "initial-theta.spread": .real(0...100),
  ]
}

/// The activation family of a circuit, as manifests and records name it.
///
/// A new family is a type in `Circuits` and a case here.
public struct ActivationChoice: Codable, Equatable, Sendable {
  /// The families.
  public enum Name: String, ParameterChoice {
    /// f = a(θ) z + b(θ) sign(z)|z|^θ, the paper's.
    case power
    /// f = z.
    case linear
    /// f = sign(z)|z|^θ.
    case monomial
  }

  /// Which family.
  public let name: Name
  /// Whose coefficients, for the paper's family.
  public let form: PowerActivation.Form
  /// Whose derivative, for the paper's family.
  public let gradient: PowerActivation.Gradient

  /// The family itself.
  public var family: any ActivationFamily {
    switch name {
    case .power: PowerActivation(form: form, gradient: gradient)
    case .linear: LinearActivation()
    case .monomial: MonomialActivation()
    }
  }
}
