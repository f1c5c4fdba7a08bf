import NumericalMethods

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
