import NumericalMethods

/// The responses of a circuit to many signals.
public struct Responses: Equatable, Sendable {
  /// n × N: a response in each row, in standard deviations of the target; not a number where it did
  /// not settle.
  public let values: Matrix
  /// The rows that did not settle.
  public let unsettled: [Int]
  /// The largest residual of those that did, in signal standard deviations.
  public let largestResidual: Double
}

extension ShapingCircuit {
  /// The responses to many signals, n × N, a signal in each row.
  ///
  /// Accuracy as for a single one. `checkpoint` is called about every millisecond; what it throws
  /// ends the work.
  ///
  /// - Precondition: the signals have N columns.
  public func responses(
    to signals: Matrix, checkpoint: () throws -> Void = {}
  ) throws -> Responses {
    try scalarResponses(to: signals, checkpoint: checkpoint)
  }

  /// The responses one at a time: the plain reference.
  @specialized(where Family == PowerActivation)
  func scalarResponses(
    to signals: Matrix, checkpoint: () throws -> Void = {}
  ) throws -> Responses {
    precondition(
      signals.columns == primaryNeurons,
      "signals of \(signals.columns) numbers for \(primaryNeurons) primary neurons")
    let n = primaryNeurons
    var solver = ResponseSolver(self)
    var values = Matrix(rows: signals.rows, columns: n, repeating: .nan)
    var (unsettled, largestResidual) = ([Int](), 0.0)
    try signals.values.withUnsafeBufferPointer { all in
      for row in 0..<signals.rows {
        if row % 2000 == 0 { try checkpoint() }
        guard solver.settle(UnsafeBufferPointer(rebasing: all[row * n..<(row + 1) * n])) else {
          unsettled.append(row)
          continue
        }
        largestResidual = max(largestResidual, solver.residual)
        for j in 0..<n { values[row, j] = solver.response[j] }
      }
    }
    return Responses(values: values, unsettled: unsettled, largestResidual: largestResidual)
  }
}
