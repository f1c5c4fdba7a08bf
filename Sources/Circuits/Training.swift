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
    guard signals.rows > 0 else { throw .noSignals }
    for (index, value) in signals.values.enumerated() where !value.isFinite {
      throw .notFinite(
        signal: index / signals.columns, coordinate: index % signals.columns, value: value)
    }
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
    var draws = BatchDraws(signals, stream, size: batch, iterations: iterations)
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

extension Trajectory {
  /// Adds the parameters of a circuit after `done` steps.
  mutating func record<Family>(done: Int, _ circuit: ShapingCircuit<Family>) {
    record(
      done: done, gains: circuit.gains, thetas: circuit.thetas, weights: circuit.weights.values)
  }
}
