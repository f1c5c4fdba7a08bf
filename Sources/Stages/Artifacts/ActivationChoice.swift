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

/// The name of an activation family of the catalogue.
public struct ActivationName: CataloguedName, RawRepresentable, Sendable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public init(reading node: LocatedNode) throws(Misreading) {
    rawValue = try String(reading: node)
  }

  public var name: String { rawValue }

  /// The paper's family.
  public static let power = ActivationName(rawValue: PowerActivation.id)
}

/// The activation family of a circuit, as manifests and records name it.
public struct ActivationChoice: Codable, Equatable, Sendable {
  /// Which family.
  public let name: ActivationName
  /// Whose coefficients, for the paper's family.
  public let form: PowerActivation.Form
  /// Whose derivative, for the paper's family.
  public let gradient: PowerActivation.Gradient

  /// The family itself.
  ///
  /// - Throws: `StageError.noSuchActivation` where the catalogue does not list it.
  func family(among alternatives: Alternatives) throws -> any ActivationFamily {
    if name == .power { return PowerActivation(form: form, gradient: gradient) }
    guard let type = alternatives.type(named: name.rawValue, as: (any ActivationFamily.Type).self)
    else { throw StageError.noSuchActivation(name.rawValue, known: alternatives.names) }
    return type.init()
  }
}

extension StageRegistry {
  /// A registry of stages, figures, and circuits: the activation families that circuits may have.
  public init(
    stages: [any Stage.Type], figures: [any Stage.Type], circuits: [any ActivationFamily.Type]
  ) {
    self.init(
      stages: stages, figures: figures,
      alternatives: Alternatives(circuits.map { ($0.id, $0) }))
  }
}
