import Circuits
import NumericalMethods
import Pipeline

/// The semi-dual J of a circuit over all samples: what learning descends, and what no circuit has below
/// that of optimal transport (science C1).
public struct MeasureSemidual: Stage {
  public static let id = "measure-semidual"
  public static let summary = "The objective of a circuit over all samples."

  @Input public var circuit: LearnedCircuit
  @Input public var signals: Samples

  public init() {}

  public func run(_ context: Context) throws -> MeasuredSemidual {
    try signals.check(dimension: circuit.parameters.weights.count)
    return try measure(circuit.parameters.activation.family(among: context.alternatives), context)
  }

  private func measure(
    _ family: some ActivationFamily, _ context: Context
  ) throws -> MeasuredSemidual {
    let measured = try circuit.circuit(with: family)
      .semidual(of: signals.settled, checkpoint: context.checkpoint)
    if measured.unsettled > 0 {
      context.note("\(measured.unsettled) responses did not settle and were left out")
    }
    return MeasuredSemidual(
      semidual: measured.value, gainGradient: measured.gainGradient,
      thetaGradient: measured.thetaGradient, unsettled: measured.unsettled)
  }
}

/// The semi-dual of a circuit.
public struct MeasuredSemidual: RecordArtifact {
  public static let kind = "semidual"
  public static let legend = describing(
    "J and its derivatives, in signal times target standard deviations")

  /// J.
  public let semidual: Double
  /// ∂J/∂g, one for each interneuron.
  public let gainGradient: [Double]
  /// ∂J/∂θ, one for each interneuron.
  public let thetaGradient: [Double]
  /// The number of signals without a response, left out.
  public let unsettled: Int
}
