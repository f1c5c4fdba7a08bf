import Circuits
import NumericalMethods
import Pipeline

/// A shaping circuit that has learned, and how it got there.
///
/// `circuit.json` has the parameters; `trajectory.npy` a row for each of about a thousand
/// iterations: the iteration, then g₁ … g_K, θ₁ … θ_K, and W row by row. A circuit at a minimum of the
/// objective has one row, of that.
public struct LearnedCircuit: Artifact {
  public static let kind = "shaping-circuit"
  public static let legend = [
    "circuit.json": "gains g, exponents θ, weights W, leak μ, dimensionless",
    "trajectory.npy": "points × (iteration, g₁ … g_K, θ₁ … θ_K, W row by row), dimensionless",
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
    /// What learned; the rest is as it started.
    public let learned: [LearnedParameter]
    /// How the circuit learned, where it was trained.
    public let schedule: Schedule?
    /// The semi-dual J over the samples that it learned from, in signal times target standard
    /// deviations: what learning descends (science C1).
    public let semidual: Double
    /// How good a minimum it is, where J was minimized.
    public let minimum: Minimum?
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

  /// How good a minimum of the semi-dual J a circuit is.
  public struct Minimum: Codable, Equatable, Sendable {
    /// The largest component of the projected gradient (`MinimizedCircuit.projectedGradient`).
    public let projectedGradient: Double
    /// Whether it is small enough, and all responses were found.
    public let converged: Bool
    /// Whether J is convex in what learned, so that no other minimum is lower: gains alone.
    public let isGlobal: Bool
    /// How often J was computed.
    public let evaluations: Int
    /// From how many starts.
    public let starts: Int
    /// The interneurons, counted from 0, whose θ stands where ∂f/∂θ jumps.
    public let thetasAtKink: [Int]
  }

  init<Family>(
    _ minimized: MinimizedCircuit<Family>, activation: ActivationChoice,
    learned: [LearnedParameter], minimum: Minimum, samples: Int, learning: String
  ) {
    let circuit = minimized.circuit
    parameters = Parameters(
      activation: activation, gains: circuit.gains, thetas: circuit.thetas,
      weights: circuit.weights.asRows, leak: circuit.leak, learned: learned,
      schedule: nil, semidual: minimized.semidual.value, minimum: minimum, learning: learning,
      unsettled: minimized.semidual.unsettled, samples: samples,
      largestResidual: minimized.semidual.largestResidual)
    let row =
      [Double(minimum.evaluations)] + circuit.gains + circuit.thetas + circuit.weights.values
    trajectory = Matrix(rows: 1, columns: row.count, values: row)
  }

  init<Family>(
    _ trained: TrainedCircuit<Family>, activation: ActivationChoice,
    learned: [LearnedParameter], schedule: Schedule, semidual: Double, learning: String
  ) {
    let circuit = trained.circuit
    let w = circuit.weights
    parameters = Parameters(
      activation: activation, gains: circuit.gains, thetas: circuit.thetas,
      weights: w.asRows, leak: circuit.leak, learned: learned, schedule: schedule,
      semidual: semidual,
      minimum: nil, learning: learning,
      unsettled: trained.unsettled, samples: trained.samples,
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
    [try .record("circuit.json", parameters), .matrix("trajectory.npy", trajectory)]
  }

  public init(files: [ArtifactFile]) throws {
    parameters = try files.record("circuit.json")
    trajectory = try files.matrix("trajectory.npy", axes: "(points, 1 + 2K + NK)")
  }
}

extension Matrix {
  /// The rows as arrays.
  fileprivate var asRows: [[Double]] {
    (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }
}

// MARK: - Where it stands at a bound

extension LearnedCircuit.Parameters {
  /// Whether gᵢ is 0: the interneuron is silent, and the published rule keeps it so. A minimum with
  /// silent interneurons is one: no gain is negative.
  public func isGainAtBound(_ i: Int) -> Bool { minimum == nil && gains[i] <= 0 }

  /// Whether θᵢ learned, and is clipped.
  public func isThetaAtBound(_ i: Int) -> Bool {
    let bounds = LearningRule.thetaBounds
    return learned.contains(.thetas)
      && (thetas[i] == bounds.lowerBound || thetas[i] == bounds.upperBound)
  }

  /// What a log says of the parameters at a bound, interneurons counted from 1.
  var atBound: [String] {
    gains.indices.flatMap { i in
      (isGainAtBound(i) ? ["the gain of interneuron \(i + 1) is 0"] : [])
        + (isThetaAtBound(i) ? ["θ of interneuron \(i + 1) stands at its bound \(thetas[i])"] : [])
    }
  }
}

// MARK: - How it is chosen

extension PowerActivation.Form: ParameterChoice {}
extension PowerActivation.Gradient: ParameterChoice {}
extension LearningRule.GainUpdate: ParameterChoice {}
extension LearningRule.ThetaRange: ParameterChoice {}
extension InitialWeights: ParameterChoice {}
extension LearnedParameter: ParameterChoice {}
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

// MARK: - In captions

extension Schedule {
  /// The schedule as captions call it: by its name where it has one, by its numbers otherwise.
  public var caption: String {
    let count = iterations.grouped
    let name = Self.named.first { $0.value == self }?.key
    switch name {
    case "paper-scalar", "paper-pairs": return "the paper's schedule (\(count) iterations)"
    case "notebook-scalar", "notebook-pairs":
      return "the schedule of the authors' notebook (\(count) iterations)"
    case "earlier-notebook-scalar", "earlier-notebook-pairs":
      return "the schedule of an earlier notebook of the authors' (\(count) iterations)"
    default:
      return "a schedule of the reader's own (\(count) iterations of \(batch) signals, rates "
        + "\(rates.gain), \(rates.theta) and \(rates.weight) for gains, thetas and weights)"
    }
  }
}

extension Int {
  /// 1,000,000: digits in groups of three, in whatever locale.
  public var grouped: String {
    let digits = Array(String(self))
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits[Swift.max(0, end - 3)..<end])
    }
    return groups.reversed().joined(separator: ",")
  }
}
