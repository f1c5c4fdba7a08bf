import NumericalMethods

/// Trains several circuits side by side, each a lane of vector registers.
///
/// Circuits of the paper's activation family with N = K = 1 or N = 2 to 8, K ≥ N, no leak, that share
/// N, K, the family, the rule, the batch size and the number of iterations; their signals, starts
/// and streams are their own. Others are trained one at a time by `Training.run`.
///
/// A training's result is, bit by bit, the one that it has alone in its group, on every processor
/// and for every vector width: lanes do not mix, and there are only plain products and sums. It
/// differs from that of `Training.run` by rounding (and by residuals below 1e-12). A step that the
/// vector kernels cannot take in some lane (θ below 2 with K = N ≤ 2, else below 2.1, g = 0, nearly
/// parallel weights, a response that does not settle at once) is taken in that lane by the damped
/// scalar solver.
///
/// Cost against a plain loop with libm, in a full group and alone: `make bench`, docs/performance.md.
public struct LockstepTraining: Sendable {
  /// The number of circuits that are trained side by side.
  public static let width = 8
  /// So many or fewer are faster one after the other, each with its batch in the lanes (measured: a
  /// group costs 3.3 to 3.8 of them for N = 2, K = 3, and 2.3 to 2.8 for N = 1).
  static let fewest = 3

  /// The trainings, in the order of the results.
  public let trainings: [Training<PowerActivation>]

  /// Whether two trainings may share a group.
  public static func sharesLanes(
    _ a: Training<PowerActivation>, _ b: Training<PowerActivation>
  ) -> Bool {
    a.start.primaryNeurons == b.start.primaryNeurons
      && a.start.interneurons == b.start.interneurons && a.start.activation == b.start.activation
      && a.rule == b.rule && a.batch == b.batch && a.iterations == b.iterations
  }

  /// A group of trainings, of any number; work goes by ``width`` of them.
  ///
  /// - Precondition: there is one, and all share N, K, family, rule, batch size and iterations.
  public init(_ trainings: [Training<PowerActivation>]) {
    precondition(!trainings.isEmpty, "a group of trainings needs one")
    precondition(
      trainings.allSatisfy { Self.sharesLanes($0, trainings[0]) },
      "trainings of a group share N, K, activation, rule, batch size and iterations")
    self.trainings = trainings
  }

  /// Trains all circuits.
  ///
  /// - Parameters:
  ///   - checkpoint: is called about every millisecond; what it throws ends the training.
  ///   - progress: is called as often, with the fraction that is done.
  public func run(
    checkpoint: () throws -> Void = {}, progress: (Double) -> Void = { _ in }
  ) throws -> [TrainedCircuit<PowerActivation>] {
    var results: [TrainedCircuit<PowerActivation>] = []
    var first = 0
    while first < trainings.count {
      let fits = LaneTrainer.fits(trainings[first].start)
      let left = trainings.count - first
      let last = fits && left > Self.fewest ? min(first + Self.width, trainings.count) : first + 1
      let (done, share) = (
        Double(first) / Double(trainings.count), Double(last - first) / Double(trainings.count)
      )
      if fits {
        let trainer = LaneTrainer(Array(trainings[first..<last]))
        results += try trainer.run(
          checkpoint: checkpoint, progress: { progress(done + share * $0) })
      } else {
        results.append(
          try trainings[first].run(
            checkpoint: checkpoint, progress: { progress(done + share * $0) }))
      }
      first = last
    }
    return results
  }
}

// MARK: - One group

/// Up to eight trainings in lanes; lanes without a training repeat the first one. One training alone
/// has the samples of its batch in the lanes, with the same bits.
final class LaneTrainer {
  private let trainings: [Training<PowerActivation>]
  private let parameters: LaneParameters
  private let batch: LaneBatch
  /// Scratch for `prepare(across:)`.
  private let packed: LaneParameters
  private let rule: LearningRule
  private let size: Int
  /// Whether one training has all lanes.
  private let isAlone: Bool
  private let iterations: Int
  /// The batches of the only training, or of all.
  private var ownDraws: BatchDraws?
  private let groupDraws: LaneDraws?
  /// Scratch: one lane's batch.
  private var laneSignals: [Double]
  /// The damped scalar solver of each lane, for steps that the kernels cannot take.
  private var learners: [Learner<PowerActivation>]
  private var trajectories: [Trajectory]
  private var unsettled: [Int]
  private var largestResidual: [Double]
  /// Steps of each lane that the scalar solver took.
  private(set) var scalarSteps: [Int]

  /// Whether the kernels know circuits of this shape.
  static func fits(_ circuit: ShapingCircuit<PowerActivation>) -> Bool {
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    return circuit.leak == 0 && (n == 1 && k == 1 || (2...8).contains(n) && k >= n)
  }

  init(_ trainings: [Training<PowerActivation>]) {
    let first = trainings[0]
    let start = first.start
    self.trainings = trainings
    rule = first.rule
    size = first.batch
    iterations = first.iterations
    parameters = LaneParameters(
      primaryNeurons: start.primaryNeurons, interneurons: start.interneurons,
      activation: start.activation)
    packed = LaneParameters(packing: parameters)
    isAlone = trainings.count == 1
    batch = LaneBatch(
      primaryNeurons: start.primaryNeurons, interneurons: start.interneurons,
      size: isAlone ? (size + 7) / 8 : size, lanes: isAlone ? size : nil)
    for lane in 0..<8 {
      parameters.set(trainings[lane < trainings.count ? lane : 0].start, lane: lane)
    }
    ownDraws = isAlone ? BatchDraws(first) : nil
    groupDraws = isAlone ? nil : LaneDraws(trainings)
    laneSignals = [Double](repeating: 0, count: size * start.primaryNeurons)
    learners = trainings.map { Learner($0.start, rule: $0.rule) }
    trajectories = trainings.map { _ in
      Trajectory(
        primaryNeurons: start.primaryNeurons, interneurons: start.interneurons,
        iterations: first.iterations)
    }
    unsettled = trainings.map { _ in 0 }
    largestResidual = trainings.map { _ in 0 }
    scalarSteps = trainings.map { _ in 0 }
  }

  deinit {
    parameters.deallocate()
    packed.deallocate()
    batch.deallocate()
  }

  func run(
    checkpoint: () throws -> Void, progress: (Double) -> Void
  ) throws -> [TrainedCircuit<PowerActivation>] {
    guard let groupDraws else { return try train(checkpoint: checkpoint, progress: progress) }
    return try groupDraws.withSources { try train(checkpoint: checkpoint, progress: progress) }
  }

  private func train(
    checkpoint: () throws -> Void, progress: (Double) -> Void
  ) throws -> [TrainedCircuit<PowerActivation>] {
    // A step of ten samples takes 1–5 µs.
    let stepsBetweenCheckpoints = max(1, 4000 / size)
    var circuit = trainings[0].start
    for done in 0..<iterations {
      if Trajectory.keeps(done, of: iterations) { record(done: done, &circuit) }
      if done % stepsBetweenCheckpoints == 0 {
        try checkpoint()
        progress(Double(done) / Double(iterations))
      }
      // Residuals are measured at about a thousand steps: the kernels' own bound holds at all.
      step(measuring: Trajectory.keeps(done, of: iterations))
    }
    record(done: iterations, &circuit)
    progress(1)
    return trainings.indices.map { lane in
      parameters.get(&circuit, lane: lane)
      return TrainedCircuit(
        circuit: circuit, trajectory: trajectories[lane], unsettled: unsettled[lane],
        samples: size * iterations, largestResidual: largestResidual(lane: lane))
    }
  }

  private func largestResidual(lane: Int) -> Double {
    let squares = batch.largestSquare[0]
    return max(largestResidual[lane], (isAlone ? squares.max() : squares[lane]).squareRoot())
  }

  private func record(done: Int, _ circuit: inout ShapingCircuit<PowerActivation>) {
    for lane in trainings.indices {
      parameters.get(&circuit, lane: lane)
      trajectories[lane].record(done: done, circuit)
    }
  }

  /// One learning step of every training.
  private func step(measuring: Bool) {
    var scalar = isAlone ? parameters.prepare(across: packed) : parameters.prepare()
    draw()
    scalar .|= batch.settle(parameters)
    if measuring { batch.measureResiduals(parameters) }
    guard scalar.isAnyTrue else {
      addSums()
      parameters.learn(batch, samples: size, rule: rule)
      return
    }
    if isAlone {
      stepAlone(0)
      for lane in 0..<8 { parameters.set(learners[0].circuit, lane: lane) }
      return
    }
    for lane in trainings.indices where scalar[lane] { stepAlone(lane) }
    addSums()
    parameters.learn(batch, samples: size, rule: rule)
    // The lanes' own results replace what the vector step made of them.
    for lane in trainings.indices where scalar[lane] {
      parameters.set(learners[lane].circuit, lane: lane)
    }
  }

  private func addSums() {
    if isAlone {
      batch.addAcross(parameters, count: size)
    } else {
      batch.addSums(parameters)
    }
  }

  /// Draws the next batches, a lane for each training, or lays the batch of the only one out over
  /// the lanes. Lanes beyond its end repeat its first signal: they settle where that one does, and
  /// so never send a step to the scalar solver that a group would not send there.
  private func draw() {
    groupDraws?.next(batch.signals)
    ownDraws?.advance()
    guard let draws = ownDraws else { return }
    draws.gathered.withUnsafeBufferPointer { signals in
      let first = draws.first
      let n = parameters.primaryNeurons
      for place in 0..<8 &* batch.size {
        let row = n &* (first &+ (place < size ? place : 0))
        for j in 0..<n {
          batch.setSignal(signals[row &+ j], index: (place >> 3) &* n &+ j, lane: place & 7)
        }
      }
    }
  }

  /// One lane's learning step by the damped scalar solver, into its learner.
  private func stepAlone(_ lane: Int) {
    var circuit = learners[lane].circuit
    parameters.get(&circuit, lane: lane)
    learners[lane].adopt(circuit)
    let n = parameters.primaryNeurons
    for sample in 0..<size {
      let (row, column) = isAlone ? (sample >> 3, sample & 7) : (sample, lane)
      for j in 0..<n { laneSignals[sample &* n &+ j] = batch.signals[row &* n &+ j][column] }
    }
    laneSignals.withUnsafeBufferPointer { signals in
      for row in 0..<size where !learners[lane].observe(signals, row: row) {
        unsettled[lane] += 1
      }
    }
    largestResidual[lane] = max(largestResidual[lane], learners[lane].largestResidual)
    learners[lane].learn()
    scalarSteps[lane] += 1
  }
}
