import NumericalMethods

/// A circuit, the signals it learns from, and the schedule: everything that decides the outcome.
public struct Training<Family: ActivationFamily>: Sendable {
  /// n × N: a signal in each row.
  public let signals: Matrix
  /// The circuit before the first step.
  public let start: ShapingCircuit<Family>
  /// How parameters change.
  public let rule: LearningRule
  /// The number of signals in a step.
  public let batch: Int
  /// The number of steps.
  public let iterations: Int
  /// Where batches are drawn from: a `fill` of row numbers for every 2048 steps.
  public let stream: RandomStream

  /// A training.
  ///
  /// - Precondition: signals have as many columns as the circuit primary neurons, there are fewer
  ///   than 2³² of them, and the batch is not empty.
  /// - Throws: ``CircuitError`` without signals, or where a number in them is not finite.
  public init(
    signals: Matrix, start: ShapingCircuit<Family>, rule: LearningRule, batch: Int,
    iterations: Int, stream: RandomStream
  ) throws(CircuitError) {
    precondition(
      signals.columns == start.primaryNeurons && signals.rows <= Int(UInt32.max) && batch > 0,
      "\(signals.rows) × \(signals.columns) signals, \(start.primaryNeurons) primary neurons, "
        + "batch \(batch)")
    try CircuitError.check(signals)
    self.signals = signals
    self.start = start
    self.rule = rule
    self.batch = batch
    self.iterations = iterations
    self.stream = stream
  }

  /// A training at a schedule, by the published rule or another.
  ///
  /// - Throws: ``CircuitError`` without signals, or where a number in them is not finite.
  public init(
    signals: Matrix, start: ShapingCircuit<Family>, schedule: Schedule,
    gain: LearningRule.GainUpdate = .published, thetas: LearningRule.ThetaRange = .clipped,
    stream: RandomStream
  ) throws(CircuitError) {
    try self.init(
      signals: signals, start: start,
      rule: LearningRule(gain: gain, thetas: thetas, rates: schedule.rates),
      batch: schedule.batch, iterations: schedule.iterations, stream: stream)
  }

  /// Trains the circuit, a signal at a time: the plain reference.
  ///
  /// - Parameters:
  ///   - checkpoint: is called about every millisecond; what it throws ends the training.
  ///   - progress: is called as often, with the fraction that is done.
  @specialized(where Family == PowerActivation)
  public func run(
    checkpoint: () throws -> Void = {}, progress: (Double) -> Void = { _ in }
  ) throws -> TrainedCircuit<Family> {
    var learner = Learner(start, rule: rule)
    var draws = BatchDraws(self)
    var trajectory = Trajectory(
      primaryNeurons: start.primaryNeurons, interneurons: start.interneurons,
      iterations: iterations)
    var (unsettled, largestResidual) = (0, 0.0)
    // A settled response takes between 0.2 and 1 µs.
    let stepsBetweenCheckpoints = max(1, 2000 / batch)
    for done in 0..<iterations {
      if Trajectory.keeps(done, of: iterations) { trajectory.record(done: done, learner.circuit) }
      if done % stepsBetweenCheckpoints == 0 {
        try checkpoint()
        progress(Double(done) / Double(iterations))
      }
      draws.advance()
      draws.gathered.withUnsafeBufferPointer { signals in
        for row in draws.first..<draws.first + batch where !learner.observe(signals, row: row) {
          unsettled += 1
        }
      }
      largestResidual = max(largestResidual, learner.largestResidual)
      learner.learn()
    }
    trajectory.record(done: iterations, learner.circuit)
    progress(1)
    return TrainedCircuit(
      circuit: learner.circuit, trajectory: trajectory, unsettled: unsettled,
      samples: batch * iterations, largestResidual: largestResidual)
  }
}

// MARK: - What is drawn

/// The batches of a training: rows of its signals, uniform, with replacement.
///
/// Drawn and gathered for some thousand steps at a time, one training after the other and in a loop
/// without an inner one, so that many reads at random places are under way at once: 2–3 ns a row
/// instead of 20 step by step (eight trainings of 2 MB each, measured).
struct BatchDraws {
  static let chunk = 2048
  private let signals: Matrix
  private var stream: RandomStream
  private let size: Int
  private var rows: [UInt32]
  /// The gathered signals, batch after batch, a signal in each row of N numbers.
  private(set) var gathered: [Double]
  /// The steps that are left to draw for.
  private var remaining: Int
  private var steps: Int
  /// The row in `gathered` where the current batch begins.
  private(set) var first = 0

  init<Family>(_ training: Training<Family>) {
    signals = training.signals
    stream = training.stream
    size = training.batch
    let chunk = min(Self.chunk, training.iterations)
    rows = [UInt32](repeating: 0, count: chunk * size)
    gathered = [Double](repeating: 0, count: chunk * size * signals.columns)
    remaining = training.iterations
    steps = chunk
  }

  /// Goes on to the next batch: rows `first ..< first + size` of `gathered`.
  ///
  /// - Precondition: not more often than there are iterations.
  mutating func advance() {
    precondition(remaining > 0, "a training draws no batch beyond its iterations")
    if steps &* size == rows.count {
      gather()
      steps = 0
    }
    first = steps &* size
    steps &+= 1
    remaining &-= 1
  }

  private mutating func gather() {
    let n = signals.columns
    rows.withUnsafeMutableBufferPointer { rows in
      stream.fill(rows, below: UInt32(signals.rows))
      signals.values.withUnsafeBufferPointer { source in
        gathered.withUnsafeMutableBufferPointer { target in
          // A coordinate at a time: without an inner loop, many reads are under way at once.
          for j in 0..<n {
            for index in 0..<rows.count {
              target[index &* n &+ j] = source[Int(rows[index]) &* n &+ j]
            }
          }
        }
      }
    }
  }
}

// MARK: - What comes of it

/// A circuit after training, and how it got there.
public struct TrainedCircuit<Family: ActivationFamily>: Equatable, Sendable {
  /// The circuit after the last step.
  public let circuit: ShapingCircuit<Family>
  /// Its parameters along the way.
  public let trajectory: Trajectory
  /// The number of responses that did not settle and were not learned from.
  public let unsettled: Int
  /// The number of all responses: batch size times iterations.
  public let samples: Int
  /// The largest residual of the settled responses, in signal standard deviations.
  ///
  /// Of all responses in `Training`. In `LockstepTraining`, which all records of trained circuits
  /// come from, only of those in the steps that follow the trajectory's points (about a thousand
  /// batches) and of those that the damped solver found: there residuals are computed anew. In all
  /// other steps the kernels' own bound, 5e-13 (1 + ‖s‖) on the residual of their expanded forces,
  /// decided what settled.
  public let largestResidual: Double
}

/// The parameters of a circuit at about a thousand evenly spaced iterations of its training.
public struct Trajectory: Equatable, Sendable {
  /// The numbers of steps done, from 0 to all.
  public private(set) var iterations: [Int] = []
  /// g: a row for each of `iterations`, a column for each interneuron.
  public var gains: Matrix { matrix(gainValues, columns: interneurons) }
  /// θ: rows and columns as in `gains`.
  public var thetas: Matrix { matrix(thetaValues, columns: interneurons) }
  /// W: a row for each of `iterations`, N × K columns, weight (j, i) in column j K + i.
  public var weights: Matrix { matrix(weightValues, columns: primaryNeurons * interneurons) }

  private let primaryNeurons: Int
  private let interneurons: Int
  private var gainValues: [Double] = []
  private var thetaValues: [Double] = []
  private var weightValues: [Double] = []

  /// An empty trajectory with room for the points of a schedule.
  init(primaryNeurons: Int, interneurons: Int, iterations count: Int) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    // Reserved, so that recording allocates nothing while a circuit learns.
    let points = count / Self.stride(iterations: count) + 2
    iterations.reserveCapacity(points)
    gainValues.reserveCapacity(points * interneurons)
    thetaValues.reserveCapacity(points * interneurons)
    weightValues.reserveCapacity(points * primaryNeurons * interneurons)
  }

  /// The number of iterations between points.
  static func stride(iterations: Int) -> Int { max(1, iterations / 1000) }

  /// Whether the parameters after `done` of `iterations` steps are kept.
  static func keeps(_ done: Int, of iterations: Int) -> Bool {
    done == iterations || done % stride(iterations: iterations) == 0
  }

  /// Adds the parameters of a circuit after `done` steps.
  mutating func record<Family>(done: Int, _ circuit: ShapingCircuit<Family>) {
    iterations.append(done)
    gainValues.append(contentsOf: circuit.gains)
    thetaValues.append(contentsOf: circuit.thetas)
    weightValues.append(contentsOf: circuit.weights.values)
  }

  private func matrix(_ values: [Double], columns: Int) -> Matrix {
    Matrix(rows: iterations.count, columns: columns, values: values)
  }
}

// MARK: - What cannot be learned from

/// Data from which a circuit cannot learn.
public enum CircuitError: Error, Equatable, Sendable {
  /// There are no signals.
  case noSignals
  /// A number in a signal is infinite or not a number.
  case notFinite(signal: Int, coordinate: Int, value: Double)
  /// A flow got so far within so many steps of controlled error.
  case tooStiff(time: Double, end: Double, steps: Int)

  /// - Throws: an error without signals, or where a number in them is not finite.
  static func check(_ signals: Matrix) throws(CircuitError) {
    guard signals.rows > 0 else { throw .noSignals }
    for (index, value) in signals.values.enumerated() where !value.isFinite {
      throw .notFinite(
        signal: index / signals.columns, coordinate: index % signals.columns, value: value)
    }
  }
}
