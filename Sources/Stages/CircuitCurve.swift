import Circuits
import NumericalMethods
import Pipeline

/// What a circuit of one primary neuron computes: the output of its interneurons for every input, and
/// the response to every signal.
public struct CircuitCurve: Stage {
  public static let id = "circuit-curve"
  public static let summary = "Interneuron output against input, response against signal."

  @Input public var circuit: LearnedCircuit
  @Parameter(in: 0.1...1000, "both curves lie between minus and plus this") public var range = 6.0
  @Parameter(in: 2...10_000, "of each curve") public var points = 601

  public init() {}

  public func run(_ context: Context) throws -> TransferCurve {
    let parameters = circuit.parameters
    guard parameters.weights.count == 1 else {
      throw StageError.wrongDimension(found: parameters.weights.count, expected: 1)
    }
    return try curve(of: parameters.activation.family(among: context.alternatives), context)
  }

  private func curve(of family: some ActivationFamily, _ context: Context) throws -> TransferCurve {
    let trained = circuit.circuit(with: family)
    let x = (0..<points).map { range * (2 * Double($0) / Double(points - 1) - 1) }
    let responses = try trained.responses(
      to: Matrix(rows: points, columns: 1, values: x), checkpoint: context.checkpoint)
    let settled = x.indices.filter { !responses.values.values[$0].isNaN }
    return TransferCurve(
      // All of the signal that a response needs beyond its leak is fed back by the interneurons.
      inputs: x, outputs: x.map { trained.signal(of: [$0])[0] - trained.leak * $0 },
      signals: settled.map { x[$0] }, responses: settled.map { responses.values.values[$0] })
  }
}

/// The two curves of a circuit with one primary neuron.
public struct TransferCurve: RecordArtifact {
  public static let kind = "transfer-curve"
  public static let legend = describing(
    "inputs, outputs, signals, responses in standard deviations")

  /// z.
  public let inputs: [Double]
  /// Σ gᵢ wᵢ f(θᵢ, wᵢ z), which for one interneuron is g f(θ, z).
  public let outputs: [Double]
  /// s, where the response settles.
  public let signals: [Double]
  /// T(s).
  public let responses: [Double]
}
