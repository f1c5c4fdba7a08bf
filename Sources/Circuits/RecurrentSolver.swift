import NumericalMethods

/// Settles the responses of a linear recurrent network, y = M⁻¹x, in storage of its own.
struct RecurrentSolver {
  private var factor: [Double]
  private let neurons: Int

  init(neurons: Int) {
    self.neurons = neurons
    factor = Array(repeating: 0, count: neurons * neurons)
  }

  /// Replaces inputs, one in each row, by their responses. False where M is not positive definite:
  /// then nothing settles, and the inputs stay.
  mutating func settle(_ inputs: inout Matrix, recurrence: Matrix) -> Bool {
    precondition(
      inputs.columns == neurons && recurrence.rows == neurons,
      "\(inputs.columns) inputs and \(recurrence.rows) recurrent neurons, not \(neurons)")
    let n = neurons
    return factor.withUnsafeMutableBufferPointer { factor in
      for index in factor.indices { factor[index] = recurrence.values[index] }
      guard CholeskyFactor.factorize(factor, order: n) else { return false }
      inputs.values.withUnsafeMutableBufferPointer { inputs in
        for row in 0..<inputs.count / n {
          let input = UnsafeMutableBufferPointer(rebasing: inputs[row * n..<(row + 1) * n])
          CholeskyFactor.solve(UnsafeBufferPointer(factor), order: n, input)
        }
      }
      return true
    }
  }
}
