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

  /// The values that θ may take.
  public enum ThetaRange: String, Codable, CaseIterable, Sendable {
    /// [1, 3], as in the published code.
    case clipped
    /// All; below 1 the activation has an infinite slope at 0 and responses may not settle.
    case free
  }

  /// How gains change.
  public var gain: GainUpdate
  /// The values that θ may take.
  public var thetas: ThetaRange
  /// The sizes of a step.
  public var rates: LearningRates

  /// A rule; by default, the published code's.
  public init(
    gain: GainUpdate = .published, thetas: ThetaRange = .clipped, rates: LearningRates
  ) {
    self.gain = gain
    self.thetas = thetas
    self.rates = rates
  }

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
  func updatedGain(_ g: Double, meanObjective: Double) -> Double {
    switch gain {
    case .published: max(g + rates.gain * g * meanObjective, 0)
    case .additive: max(g + rates.gain * meanObjective, 0)
    }
  }

  /// θ after a step along the mean of ∂φ/∂θ.
  func updatedTheta(_ theta: Double, meanGradient: Double) -> Double {
    let moved = theta + rates.theta * meanGradient
    switch thetas {
    case .clipped: return min(max(moved, 1), 3)
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
