import NumericalMethods

/// Many signals, the responses of one circuit to them, and what its objective needs of those: a signal
/// in each lane.
///
/// Damped Newton steps on Ψ(r) − s·r, as in `ResponseSolver`, for any family, N, K, leak, θ ≥ 1 and
/// gains ≥ 0. Responses are kept: after a small change of the circuit the next search starts close to
/// its end, and takes two or three steps. What does not settle in its lane goes to the scalar solver.
///
/// Accuracy: residual ≤ `accuracy` (1 + ‖s‖), as a caller asks. Lanes never mix; bits do not depend on
/// the width of registers. Source: derived (science A1). Cost of a step: K activations, 2 N² K
/// products, N³/6 for a factor.
public final class ResponseLanes<Family: ActivationFamily> {
  /// n × N: a signal in each row.
  let source: Matrix
  /// n/8 vectors of N signals, zeros behind the last, and of their responses.
  private let signals, responses: UnsafeMutablePointer<Lanes>
  /// The lanes of each part whose response was found.
  private let settled: UnsafeMutablePointer<PartMask>
  /// Σ φ, Σ ∂φ/∂θ (K each), Σ n r (N × K), Σ s·r and Σ ‖r‖².
  private let sums: UnsafeMutablePointer<Lanes>
  /// The largest squared residual of the responses that were found.
  private let largestSquare: UnsafeMutablePointer<Lanes>
  private let parameters: CircuitLanes<Family.Member>
  private let scratch: UnsafeMutablePointer<Lanes>
  /// 1 in the lanes of a vector that count, 0 elsewhere.
  private let shares: UnsafeMutablePointer<Lanes>
  private var circuit: ShapingCircuit<Family>
  /// Whether responses are those of a circuit before.
  private var isWarm = false

  /// Room for a circuit's responses to signals, n × N.
  ///
  /// - Precondition: the signals have N columns.
  init(_ circuit: ShapingCircuit<Family>, _ source: Matrix) {
    precondition(
      source.columns == circuit.primaryNeurons,
      "signals of \(source.columns) numbers for \(circuit.primaryNeurons) primary neurons")
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    self.circuit = circuit
    self.source = source
    let blocks = (source.rows + 7) / 8
    signals = .zeros(blocks * n)
    responses = .zeros(blocks * n)
    settled = .allocate(capacity: LanePart.count * blocks)
    settled.initialize(repeating: PartMask(repeating: false), count: LanePart.count * blocks)
    sums = .zeros((2 + n) * k + 2)
    largestSquare = .zeros(1)
    parameters = CircuitLanes(circuit)
    scratch = .zeros(NewtonStep<Family.Member>.scratch(primaryNeurons: n))
    shares = .zeros(1)
    for row in 0..<source.rows {
      for j in 0..<n { setNumber(source.values[row * n + j], row: row, j, of: signals) }
    }
  }

  deinit {
    for lanes in [signals, responses, sums, largestSquare, scratch, shares] { lanes.deallocate() }
    settled.deallocate()
    parameters.deallocate()
  }

  /// The number of vectors of signals.
  private var blocks: Int { (source.rows + 7) / 8 }

  /// Takes over the parameters of a circuit of the same shape; the search for its responses starts
  /// from those of the last one.
  func adopt(_ circuit: ShapingCircuit<Family>) {
    self.circuit = circuit
    parameters.set(circuit)
  }

  /// Finds all responses, and adds up what the objective needs. `checkpoint` is called about every
  /// millisecond.
  func settle(accuracy: Double, checkpoint: () throws -> Void) throws {
    for index in 0..<(2 + circuit.primaryNeurons) * circuit.interneurons + 2 { sums[index] = .zero }
    largestSquare[0] = .zero
    for first in stride(from: 0, to: blocks, by: 512) {
      try checkpoint()
      Family.settle(self, blocks: first..<min(first + 512, blocks), accuracy: accuracy)
    }
    isWarm = true
  }

  // MARK: The search

  @inline(__always)
  fileprivate func settle(blocks: Range<Int>, accuracy: Double) {
    // Told apart here, so that the loops know their lengths.
    switch circuit.primaryNeurons {
    case 1: settle(blocks: blocks, accuracy: accuracy, neurons: 1)
    case 2: settle(blocks: blocks, accuracy: accuracy, neurons: 2)
    case let n: settle(blocks: blocks, accuracy: accuracy, neurons: n)
    }
  }

  @inline(__always)
  private func settle(blocks: Range<Int>, accuracy: Double, neurons n: Int) {
    for block in blocks {
      let (signals, responses) = (signals + block &* n, responses + block &* n)
      let found = settled + LanePart.count &* block
      for part in 0..<LanePart.count {
        let step = NewtonStep(parameters, scratch, part, neurons: n)
        let (signal, response) = (LanePart(part, of: signals), LanePart(part, of: responses))
        if !isWarm { step.start(signal, response) }
        let (arrived, square) = step.settle(signal, response, accuracy: accuracy)
        found[part] = arrived
        let largest = LanePart(part, of: largestSquare)
        largest[0] = largest[0].replacing(with: square, where: arrived .& (square .> largest[0]))
      }
      finish(block, found)
      for part in 0..<LanePart.count {
        NewtonStep(parameters, scratch, part, neurons: n).add(
          LanePart(part, of: signals), LanePart(part, of: responses), LanePart(part, of: shares),
          to: LanePart(part, of: sums))
      }
    }
  }

  /// Lets the scalar solver try what the lanes did not find, and puts 1 into those of `shares` that have
  /// a signal and its response.
  private func finish(_ block: Int, _ found: UnsafeMutablePointer<PartMask>) {
    let width = PartLanes.scalarCount
    for lane in 0..<8 {
      let row = 8 &* block &+ lane
      if row < source.rows && !found[lane / width][lane % width] {
        found[lane / width][lane % width] = settleAlone(row)
      }
      shares[0][lane] = row < source.rows && found[lane / width][lane % width] ? 1 : 0
    }
  }

  private func settleAlone(_ row: Int) -> Bool {
    let n = circuit.primaryNeurons
    var solver = ResponseSolver(circuit)
    let settles = source.values.withUnsafeBufferPointer {
      solver.settle(UnsafeBufferPointer(rebasing: $0[row * n..<(row + 1) * n]))
    }
    for j in 0..<n { setNumber(settles ? solver.response[j] : 0, row: row, j, of: responses) }
    let square = settles ? solver.residual * solver.residual : 0
    largestSquare[0][row % 8] = max(largestSquare[0][row % 8], square)
    return settles
  }

  // MARK: What was found

  /// A sum over all signals whose response was found, its lanes added in order.
  func sum(_ index: Int) -> Double { (0..<8).reduce(0) { $0 + sums[index][$1] } }

  /// The largest residual of those that settled.
  var largestResidual: Double { largestSquare[0].max().squareRoot() }

  /// The rows whose response was not found.
  var unsettled: [Int] {
    let width = PartLanes.scalarCount
    return (0..<source.rows).filter { !settled[$0 / width][$0 % width] }
  }

  /// All responses, not a number where there is none.
  var collected: Responses {
    let n = circuit.primaryNeurons
    var values = Matrix(rows: source.rows, columns: n)
    for row in 0..<source.rows {
      for j in 0..<n { values.values[row * n + j] = number(row: row, j, of: responses) }
    }
    let unsettled = unsettled
    for row in unsettled { for j in 0..<n { values[row, j] = .nan } }
    return Responses(
      values: values, unsettled: unsettled, largestResidual: largestResidual)
  }

  // MARK: Numbers in lanes

  private func address(row: Int, _ j: Int, of lanes: UnsafeMutablePointer<Lanes>)
    -> UnsafeMutablePointer<Double>
  {
    let vector = lanes + (row / 8 &* circuit.primaryNeurons &+ j)
    return UnsafeMutableRawPointer(vector).assumingMemoryBound(to: Double.self) + row % 8
  }

  private func number(row: Int, _ j: Int, of lanes: UnsafeMutablePointer<Lanes>) -> Double {
    address(row: row, j, of: lanes).pointee
  }

  private func setNumber(
    _ value: Double, row: Int, _ j: Int, of lanes: UnsafeMutablePointer<Lanes>
  ) {
    address(row: row, j, of: lanes).pointee = value
  }
}

// MARK: - A copy for every family

extension ActivationFamily {
  /// The search, compiled for this family.
  public static func settle(
    _ lanes: ResponseLanes<Self>, blocks: Range<Int>, accuracy: Double
  ) {
    lanes.settle(blocks: blocks, accuracy: accuracy)
  }
}
