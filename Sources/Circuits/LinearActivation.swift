/// f(z) = z whatever θ: the circuit whitens. Source: science, check 4.
public struct LinearActivation: ActivationFamily {
  public static let id = "linear"
  public static let summary = "f = z: the circuit whitens."

  /// The one linear function.
  public struct Member: Activation {
    /// h = z²/2, f = z, f′ = 1.
    public func response(_ z: Double) -> (potential: Double, output: Double, slope: Double) {
      (0.5 * z * z, z, 1)
    }

    /// φ = (z² − 1)/2; θ has no effect.
    public func plasticity(
      _ z: Double
    ) -> (output: Double, objective: Double, thetaGradient: Double) {
      (z, 0.5 * (z * z - 1), 0)
    }
  }

  /// The family.
  public init() {}

  /// The linear function.
  public func member(theta: Double) -> Member { Member() }
}
