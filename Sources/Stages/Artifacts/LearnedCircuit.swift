import Circuits
import Foundation
import NumericalMethods
import Pipeline

/// A shaping circuit after its training, and how it got there.
///
/// `circuit.json` has the parameters; `trajectory.npy` a row for each of about a thousand
/// iterations: the iteration, then g₁ … g_K, θ₁ … θ_K, and W row by row.
public struct LearnedCircuit: Artifact {
  public static let kind = "shaping-circuit"
  public static let legend = [
    "circuit.json":
      "gains g, exponents θ, weights W, leak μ, dimensionless",
    "trajectory.npy":
      "points × (iteration, g₁ … g_K, θ₁ … θ_K, W row by row), dimensionless",
  ]

  /// The parameters after the last iteration.
  public let parameters: Parameters
  /// The parameters along the way: points × (1 + K + K + N K).
  public let trajectory: Matrix

  /// A circuit as a record.
  public struct Parameters: Codable, Equatable, Sendable {
    /// The activation family.
    public let activation: ActivationChoice
    /// g.
    public let gains: [Double]
    /// θ.
    public let thetas: [Double]
    /// W, a row for each primary neuron.
    public let weights: [[Double]]
    /// μ.
    public let leak: Double
    /// How the circuit learned.
    public let schedule: Schedule
    /// How the circuit learned, in words for a caption.
    public let learning: String
    /// How many responses did not settle during the training and were left out.
    public let unsettled: Int
    /// How many responses the circuit learned from, those included.
    public let samples: Int
    /// The largest residual of the responses that settled, in signal standard deviations: of those
    /// at about a thousand steps along the trajectory (`TrainedCircuit.largestResidual`).
    public let largestResidual: Double
  }

  init<Family>(
    _ trained: TrainedCircuit<Family>, activation: ActivationChoice, schedule: Schedule,
    learning: String
  ) {
    let circuit = trained.circuit
    let w = circuit.weights
    parameters = Parameters(
      activation: activation, gains: circuit.gains, thetas: circuit.thetas,
      weights: (0..<w.rows).map { Array(w.values[$0 * w.columns..<($0 + 1) * w.columns]) },
      leak: circuit.leak, schedule: schedule, learning: learning, unsettled: trained.unsettled,
      samples: trained.samples,
      largestResidual: trained.largestResidual)
    let path = trained.trajectory
    let columns = 1 + 2 * circuit.interneurons + w.values.count
    var values: [Double] = []
    values.reserveCapacity(path.iterations.count * columns)
    let parts = [path.gains, path.thetas, path.weights]
    for (row, iteration) in path.iterations.enumerated() {
      values.append(Double(iteration))
      for part in parts {
        values += part.values[row * part.columns..<(row + 1) * part.columns]
      }
    }
    trajectory = Matrix(rows: path.iterations.count, columns: columns, values: values)
  }

  /// The circuit with an activation family, which is to be that of `parameters`.
  func circuit<Family: ActivationFamily>(with family: Family) -> ShapingCircuit<Family> {
    let rows = parameters.weights
    let weights = Matrix(
      rows: rows.count, columns: parameters.gains.count, values: rows.flatMap(\.self))
    return ShapingCircuit(
      gains: parameters.gains, thetas: parameters.thetas, weights: weights, leak: parameters.leak,
      activation: family)
  }

  public func files() throws -> [ArtifactFile] {
    let text = try JSONValue(encoding: parameters).text(indented: true)
    let array = NumPyArray(
      shape: [trajectory.rows, trajectory.columns], values: trajectory.values)
    return [
      ArtifactFile(name: "circuit.json", bytes: Array(text.utf8)),
      ArtifactFile(name: "trajectory.npy", bytes: array.bytes),
    ]
  }

  public init(files: [ArtifactFile]) throws {
    let text = Data(try files.bytes(of: "circuit.json"))
    parameters = try JSONDecoder().decode(Parameters.self, from: text)
    let array = try NumPyArray(parsing: files.bytes(of: "trajectory.npy"))
    guard array.shape.count == 2 else {
      throw FormatError.wrongShape(found: array.shape, expected: "(points, 1 + 2K + NK)")
    }
    trajectory = Matrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
