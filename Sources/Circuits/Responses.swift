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
    try newtonResponses(to: signals, checkpoint: checkpoint)
  }

  /// The responses in lanes, for every family.
  func newtonResponses(
    to signals: Matrix, checkpoint: () throws -> Void
  ) throws -> Responses {
    let lanes = ResponseLanes(self, signals)
    try lanes.settle(accuracy: Self.accuracy, checkpoint: checkpoint)
    return lanes.collected
  }

  /// A quarter of what is promised: residuals in lanes are rounded.
  private static var accuracy: Double { 2.5e-13 }

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

// MARK: - Eight at a time

extension ShapingCircuit where Family == PowerActivation {
  /// The responses to many signals, n × N, a signal in each row, eight at a time.
  ///
  /// What the fast kernels do not know (other N and K, a leak, small θ) goes to the general one, and
  /// what they do not settle to the damped scalar solver. A response's bits depend on its own signal alone.
  /// Accuracy as for a single one. `checkpoint` is called about every millisecond; what it throws
  /// ends the work.
  ///
  /// - Precondition: the signals have N columns.
  public func responses(
    to signals: Matrix, checkpoint: () throws -> Void = {}
  ) throws -> Responses {
    precondition(
      signals.columns == primaryNeurons,
      "signals of \(signals.columns) numbers for \(primaryNeurons) primary neurons")
    guard LaneTrainer.fits(self) else {
      return try newtonResponses(to: signals, checkpoint: checkpoint)
    }
    let parameters = LaneParameters(
      primaryNeurons: primaryNeurons, interneurons: interneurons, activation: activation)
    let batch = LaneBatch(
      primaryNeurons: primaryNeurons, interneurons: interneurons, size: KernelResponses.depth)
    defer {
      parameters.deallocate()
      batch.deallocate()
    }
    for lane in 0..<8 { parameters.set(self, lane: lane) }
    guard !parameters.prepare().isAnyTrue else {
      return try newtonResponses(to: signals, checkpoint: checkpoint)
    }
    var collected = KernelResponses(self, signals)
    var row = 0
    while row < signals.rows {
      if row % (40 * KernelResponses.rows) == 0 { try checkpoint() }
      collected.settle(parameters, batch, from: row)
      row += KernelResponses.rows
    }
    return collected.responses(batch)
  }
}

/// The responses of one circuit, block by block: a signal in each lane.
private struct KernelResponses {
  /// Vectors in a block.
  static let depth = 32
  /// Signals in a block.
  static let rows = 8 * depth

  private let signals: Matrix
  private var solver: ResponseSolver<PowerActivation>
  private var values: Matrix
  private var unsettled: [Int] = []
  private var largestResidual = 0.0

  init(_ circuit: ShapingCircuit<PowerActivation>, _ signals: Matrix) {
    self.signals = signals
    solver = ResponseSolver(circuit)
    values = Matrix(rows: signals.rows, columns: signals.columns, repeating: .nan)
  }

  /// Finds the responses to a block of signals.
  mutating func settle(_ parameters: LaneParameters, _ batch: LaneBatch, from first: Int) {
    let n = signals.columns
    let count = min(Self.rows, signals.rows - first)
    // Lanes beyond the last signal have the signal 0; whether they settle is not asked.
    for index in 0..<Self.rows {
      for j in 0..<n {
        let value = index < count ? signals.values[(first &+ index) &* n &+ j] : 0
        batch.setSignal(value, index: index / 8 &* n &+ j, lane: index % 8)
      }
    }
    // Which have settled their residuals say, one by one.
    _ = batch.settle(parameters)
    for index in 0..<count {
      for j in 0..<n {
        values.values[(first &+ index) &* n &+ j] = batch.response(
          sample: index / 8, coordinate: j, lane: index % 8)
      }
    }
    var rest: [Int] = []
    batch.measureResiduals(parameters) { part, failed in
      guard failed.isAnyTrue else { return }
      let width = PartLanes.scalarCount
      for lane in 0..<width where failed[lane] { rest.append(width &* part &+ lane) }
    }
    for index in rest where index < count { settleAlone(row: first + index) }
  }

  private mutating func settleAlone(row: Int) {
    let n = signals.columns
    let settled = signals.values.withUnsafeBufferPointer {
      solver.settle(UnsafeBufferPointer(rebasing: $0[row * n..<(row + 1) * n]))
    }
    for j in 0..<n { values[row, j] = settled ? solver.response[j] : .nan }
    if settled {
      largestResidual = max(largestResidual, solver.residual)
    } else {
      unsettled.append(row)
    }
  }

  /// What was collected.
  func responses(_ batch: LaneBatch) -> Responses {
    Responses(
      values: values, unsettled: unsettled,
      largestResidual: max(largestResidual, batch.largestSquare[0].max().squareRoot()))
  }
}
