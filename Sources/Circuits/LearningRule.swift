import NumericalMethods

/// How a circuit's parameters change after a batch of responses has settled.
///
///     Δgᵢ = η_g φᵢ,   Δθᵢ = η_θ ∂φᵢ/∂θ,   Δwᵢ = η_w nᵢ r,  then wᵢ ← wᵢ/‖wᵢ‖
///
/// Means over the batch; all updates take the parameters from before the step. Source: paper,
/// section 3.2, and `circuit.py` of the published code, which differ (table in science A2):
///
/// | switch    | `published`                               | paper                |
/// |-----------|-------------------------------------------|----------------------|
/// | `gain`    | Δg = η_g g φ, then g ← max(g, 0)          | `additive`: Δg = η_g φ |
/// | `thetas`  | `clipped`: θ in [1, 3] after each step    | `free`               |
///
/// Only settled responses count: means divide by their number, and a batch without any changes
/// nothing but the lengths of the weights.
public struct LearningRule: Codable, Equatable, Sendable {
  /// How gains change.
  public enum GainUpdate: String, Codable, CaseIterable, Sendable {
    /// Δg = η_g g φ, a gradient step on ln g; then g ← max(g, 0).
    case published
    /// Δg = η_g φ; then g ← max(g, 0), because the model has no negative gains.
    case additive
  }

  /// The values of θ where it is clipped.
  public static let thetaBounds = 1.0...3.0

  /// The values that θ may take.
  public enum ThetaRange: String, Codable, CaseIterable, Sendable {
    /// [1, 3], as in the published code.
    case clipped
    /// All; below 1 the activation has an infinite slope at 0 and responses may not settle.
    case free
  }

  /// How gains change.
  public var gain = GainUpdate.published
  /// The values that θ may take.
  public var thetas = ThetaRange.clipped
  /// The sizes of a step.
  public var rates: LearningRates

  /// One learning step of a circuit on a batch, a signal in each row.
  ///
  /// - Precondition: the batch has a signal, and as many columns as the circuit primary neurons.
  public func step<Family>(_ circuit: ShapingCircuit<Family>, batch: Matrix) -> StepReport<Family> {
    precondition(
      batch.rows > 0 && batch.columns == circuit.primaryNeurons,
      "a batch of \(batch.rows) × \(batch.columns) for \(circuit.primaryNeurons) primary neurons")
    var learner = Learner(circuit, rule: self)
    batch.values.withUnsafeBufferPointer { signals in
      for row in 0..<batch.rows { learner.observe(signals, row: row) }
    }
    let (settled, largest) = (learner.settled, learner.largestResidual)
    learner.learn()
    return StepReport(
      circuit: learner.circuit, settled: settled, unsettled: batch.rows - settled,
      largestResidual: largest)
  }

  /// The gain after a step along the mean of φ.
  fileprivate func updatedGain(_ g: Double, meanObjective: Double) -> Double {
    switch gain {
    case .published: max(g + rates.gain * g * meanObjective, 0)
    case .additive: max(g + rates.gain * meanObjective, 0)
    }
  }

  /// θ after a step along the mean of ∂φ/∂θ.
  fileprivate func updatedTheta(_ theta: Double, meanGradient: Double) -> Double {
    let moved = theta + rates.theta * meanGradient
    switch thetas {
    case .clipped:
      return min(max(moved, Self.thetaBounds.lowerBound), Self.thetaBounds.upperBound)
    case .free: return moved
    }
  }
}

/// What one learning step did.
public struct StepReport<Family: ActivationFamily>: Equatable, Sendable {
  /// The circuit after the step.
  public let circuit: ShapingCircuit<Family>
  /// The number of responses that settled and were learned from.
  public let settled: Int
  /// The number of responses that did not settle and were left out.
  public let unsettled: Int
  /// The largest residual of the settled responses.
  public let largestResidual: Double
}

// MARK: - Rates

/// The sizes of a learning step, for gains, activation parameters and weights.
public struct LearningRates: Codable, Equatable, Sendable {
  /// η_g.
  public var gain: Double
  /// η_θ; 0 keeps θ.
  public var theta: Double
  /// η_w; 0 keeps the directions of the weights.
  public var weight: Double
}

// MARK: - A circuit while it learns

/// A circuit while it learns: batch sums, and storage that is made once.
///
/// The plain, scalar reference: one signal at a time, the system library's powers.
struct Learner<Family: ActivationFamily> {
  private(set) var circuit: ShapingCircuit<Family>
  /// The number of settled responses since the last step.
  private(set) var settled = 0
  /// The largest of their residuals.
  private(set) var largestResidual = 0.0
  private let rule: LearningRule
  private var solver: ResponseSolver<Family>
  // Sums over the settled responses of the batch.
  private var objectives: [Double]  // φ, K
  private var thetaGradients: [Double]  // ∂φ/∂θ, K
  private var correlations: [Double]  // n r, N × K

  init(_ circuit: ShapingCircuit<Family>, rule: LearningRule) {
    self.circuit = circuit
    self.rule = rule
    solver = ResponseSolver(circuit)
    objectives = [Double](repeating: 0, count: circuit.interneurons)
    thetaGradients = objectives
    correlations = [Double](repeating: 0, count: circuit.weights.values.count)
  }

  /// Takes over the parameters of a circuit of the same shape.
  mutating func adopt(_ circuit: ShapingCircuit<Family>) {
    self.circuit = circuit
    solver.update(circuit)
  }

  /// Finds the response to the signal in a row of an n × N array and adds it to the sums; false
  /// where it did not settle.
  @discardableResult
  mutating func observe(_ signals: UnsafeBufferPointer<Double>, row: Int) -> Bool {
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    let signal = UnsafeBufferPointer(rebasing: signals[row * n..<(row + 1) * n])
    guard solver.settle(signal) else { return false }
    settled += 1
    largestResidual = max(largestResidual, solver.residual)
    for i in 0..<k {
      var z = 0.0
      for j in 0..<n { z += circuit.weights.values[j * k + i] * solver.response[j] }
      let activation = solver.members[i].plasticity(z)
      objectives[i] += activation.objective
      thetaGradients[i] += activation.thetaGradient
      let output = circuit.gains[i] * activation.output
      for j in 0..<n { correlations[j * k + i] += output * solver.response[j] }
    }
    return true
  }

  /// Applies the rule to the means over the settled responses, and starts a new batch.
  mutating func learn() {
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    // Without a settled response all sums are 0, and 0/1 leaves the parameters as they are.
    let count = Double(max(settled, 1))
    for i in 0..<k {
      if settled > 0 {
        circuit.gains[i] = rule.updatedGain(circuit.gains[i], meanObjective: objectives[i] / count)
        circuit.thetas[i] = rule.updatedTheta(
          circuit.thetas[i], meanGradient: thetaGradients[i] / count)
      }
      var square = 0.0
      for j in 0..<n {
        let index = j * k + i
        circuit.weights.values[index] += rule.rates.weight * (correlations[index] / count)
        square += circuit.weights.values[index] * circuit.weights.values[index]
        correlations[index] = 0
      }
      let length = square.squareRoot()
      // A column of zeros has no direction to keep.
      if length > 0 { for j in 0..<n { circuit.weights.values[j * k + i] /= length } }
      objectives[i] = 0
      thetaGradients[i] = 0
    }
    settled = 0
    largestResidual = 0
    solver.update(circuit)
  }
}
