import NumericalMethods

/// Up to eight trainings in lanes. Lanes without a training repeat the first one.
final class LaneTrainer {
  private let trainings: [Training<PowerActivation>]
  private let parameters: LaneParameters
  private let batch: LaneBatch
  private let rule: LearningRule
  private let size: Int
  private let iterations: Int
  private var draws: [BatchDraws]
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
    return circuit.leak == 0 && (n == 1 && k == 1 || n == 2 && k >= 2)
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
    batch = LaneBatch(
      primaryNeurons: start.primaryNeurons, interneurons: start.interneurons, size: size)
    for lane in 0..<8 {
      parameters.set(trainings[lane < trainings.count ? lane : 0].start, lane: lane)
    }
    draws = trainings.map { BatchDraws($0) }
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
    batch.deallocate()
  }

  func run(
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
      step()
    }
    record(done: iterations, &circuit)
    progress(1)
    return trainings.indices.map { lane in
      parameters.get(&circuit, lane: lane)
      return TrainedCircuit(
        circuit: circuit, trajectory: trajectories[lane], unsettled: unsettled[lane],
        samples: size * iterations,
        largestResidual: max(largestResidual[lane], batch.largestSquare[0][lane].squareRoot()))
    }
  }

  private func record(done: Int, _ circuit: inout ShapingCircuit<PowerActivation>) {
    for lane in trainings.indices {
      parameters.get(&circuit, lane: lane)
      trajectories[lane].record(done: done, circuit)
    }
  }

  /// One learning step of every lane.
  private func step() {
    draw()
    var scalar = parameters.prepare()
    scalar .|= parameters.primaryNeurons == 1
      ? ScalarKernel.run(parameters, batch) : PairKernel.run(parameters, batch)
    if scalar.isAnyTrue {
      for lane in trainings.indices where scalar[lane] { stepAlone(lane) }
      parameters.learn(batch, rule: rule)
      // The lanes' own results replace what the vector step made of them.
      for lane in trainings.indices where scalar[lane] {
        parameters.set(learners[lane].circuit, lane: lane)
      }
    } else {
      parameters.learn(batch, rule: rule)
    }
  }

  /// Draws a batch for every lane and puts its signals side by side.
  private func draw() {
    let n = parameters.primaryNeurons
    for lane in 0..<8 {
      let source = lane < trainings.count ? lane : 0
      if lane == source { draws[lane].advance() }
      let first = draws[source].first
      draws[source].gathered.withUnsafeBufferPointer { signals in
        for index in 0..<size &* n {
          batch.setSignal(signals[first &* n &+ index], index: index, lane: lane)
        }
      }
    }
  }

  /// One lane's learning step by the damped scalar solver, into its learner.
  private func stepAlone(_ lane: Int) {
    var circuit = learners[lane].circuit
    parameters.get(&circuit, lane: lane)
    learners[lane].adopt(circuit)
    let first = draws[lane].first
    draws[lane].gathered.withUnsafeBufferPointer { signals in
      for row in first..<first + size where !learners[lane].observe(signals, row: row) {
        unsettled[lane] += 1
      }
    }
    largestResidual[lane] = max(largestResidual[lane], learners[lane].largestResidual)
    learners[lane].learn()
    scalarSteps[lane] += 1
  }
}
