import NumericalMethods

/// Settles the responses of a linear recurrent network, y = M⁻¹x, in storage of its own.
struct RecurrentSolver {
  private var factor: [Double]
  private let neurons: Int

  init(neurons: Int) {
    self.neurons = neurons
    factor = Array(repeating: 0, count: neurons * neurons)
  }

  /// The mean of y yᵀ over a batch of inputs, one in each row; exactly symmetric. Nil where M is not
  /// positive definite: then nothing settles.
  ///
  /// A large batch is settled by its own second moments, which is the same with fewer operations:
  /// mean(y yᵀ) = M⁻¹ mean(x xᵀ) M⁻¹.
  mutating func moment(of inputs: Matrix, recurrence: Matrix) -> Matrix? {
    precondition(
      inputs.columns == neurons && inputs.rows > 0 && recurrence.rows == neurons,
      "\(inputs.rows) × \(inputs.columns) inputs and \(recurrence.rows) recurrent neurons, not "
        + "\(neurons)")
    for index in factor.indices { factor[index] = recurrence.values[index] }
    let isSettling = factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: neurons)
    }
    guard isSettling else { return nil }
    var moment: Matrix
    if inputs.rows < neurons {
      moment = LinearAlgebra.gram(settled(inputs), transposing: .first)
    } else {
      // Rows of a symmetric matrix are its columns: solving the rows of A gives (M⁻¹A)ᵀ = A M⁻¹.
      moment = settled(LinearAlgebra.gram(inputs, transposing: .first)).transposed
      moment = settled(moment).symmetricPart
    }
    for index in moment.values.indices { moment.values[index] /= Double(inputs.rows) }
    return moment
  }

  /// M⁻¹ applied to each row.
  private func settled(_ rows: Matrix) -> Matrix {
    var settled = rows
    factor.withUnsafeBufferPointer { factor in
      settled.values.withUnsafeMutableBufferPointer {
        CholeskyFactor.solve(factor, order: neurons, rows: $0)
      }
    }
    return settled
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  fileprivate var symmetricPart: Matrix {
    var result = self
    for i in 0..<rows {
      for j in 0..<i {
        let mean = 0.5 * self[i, j] + 0.5 * self[j, i]
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}
