import Circuits
import Pipeline
import Statistics

/// How far a circuit with one primary neuron is from optimal transport: in the objective that learning
/// descends, and in what its interneurons feed back (science C1 and paper eq. 8).
///
/// Both are 0 for an activation that meets the optimal curve, g f(θ, z) = F̂⁻¹(Φ(z)) − μ z.
public struct CompareWithOptimalMap: Stage {
  public static let id = "compare-with-optimal-map"
  public static let summary = "How far a scalar circuit is from optimal transport."

  @Input public var circuit: LearnedCircuit
  @Input public var optimum: OptimalTransport

  public init() {}

  public func run(_ context: Context) throws -> OptimalityGap {
    let neurons = circuit.parameters.weights.count
    guard neurons == 1 else { throw StageError.wrongDimension(found: neurons, expected: 1) }
    return try compare(with: circuit.parameters.activation.family(among: context.alternatives))
  }

  private func compare(with family: some ActivationFamily) -> OptimalityGap {
    let trained = circuit.circuit(with: family)
    // With the leak on both sides of the equation the difference is the same.
    let error = optimum.map.relativeError { trained.signal(of: [$0])[0] }
    return OptimalityGap(
      loss: circuit.parameters.semidual - optimum.semidual, activationError: error)
  }
}

/// The distance of a circuit from optimal transport.
public struct OptimalityGap: RecordArtifact {
  public static let kind = "optimality-gap"
  public static let legend = describing(
    "loss in signal times target standard deviations, error in signal standard deviations")

  /// J − J*, not negative but for rounding.
  public let loss: Double
  /// The root mean square of g f(θ, Z) − F̂⁻¹(Φ(Z)), Z ~ N(0, 1), in standard deviations of the signals.
  public let activationError: Double
}
