import Circuits
import NumericalMethods
import Pipeline

/// The responses of a trained circuit to all samples.
///
/// A response that does not settle is marked as not a number, counted and noted.
public struct CircuitResponses: Stage {
  public static let id = "circuit-responses"
  public static let summary = "The responses of a circuit to all samples."

  @Input public var circuit: LearnedCircuit
  @Input public var signals: Samples

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    try signals.check(dimension: circuit.parameters.weights.count)
    let family = try circuit.parameters.activation.family(among: context.alternatives)
    return try respond(with: family, context)
  }

  private func respond(with family: some ActivationFamily, _ context: Context) throws -> Samples {
    let trained = circuit.circuit(with: family)
    let responses: Responses
    if let paper = trained as? ShapingCircuit<PowerActivation> {  // has vector kernels
      responses = try paper.responses(to: signals.values, checkpoint: context.checkpoint)
    } else {
      responses = try trained.responses(to: signals.values, checkpoint: context.checkpoint)
    }
    if !responses.unsettled.isEmpty {
      context.note(
        "\(responses.unsettled.count) of \(signals.values.rows) responses did not settle")
    }
    return Samples(values: responses.values, grid: signals.grid)
  }
}
