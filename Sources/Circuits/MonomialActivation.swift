/// f(θ, z) = sign(z)|z|^θ: signals s = g f(θ, Z), Z normal, have the exact response Z.
///
/// Source: science, check 3.
public struct MonomialActivation: ActivationFamily {
  public static let id = "monomial"
  public static let summary = "f = sign(z)|z|^θ."

  /// The family.
  public init() {}

  /// sign(z)|z|^θ.
  public func member(theta: Double) -> PowerLaw {
    PowerLaw(theta: theta, linear: 0, power: 1, linearDerivative: 0, powerDerivative: 0)
  }
}
