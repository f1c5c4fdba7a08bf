import NumericalMethods
import RealModule
import Testing

@testable import Circuits

@Suite struct LockstepTrainingTests {
  /// Heavy-tailed signals with an exact 0 among them.
  private func signals(n: Int, seed: UInt64, count: Int = 3000) -> Matrix {
    var stream = RandomStream(key: [31, seed])
    var values = (0..<count * n).map { _ in
      let z = stream.normal()
      return z * z.magnitude / 1.7
    }
    for j in 0..<n { values[j] = 0 }
    return Matrix(rows: count, columns: n, values: values)
  }

  private func training(
    n: Int, k: Int, seed: UInt64, iterations: Int = 300, theta: Double? = nil,
    activation: PowerActivation = PowerActivation(),
    gain: LearningRule.GainUpdate = .published
  ) throws -> Training<PowerActivation> {
    let stream = RandomStream(key: [32, seed])
    var startStream = stream.substream(0)
    var schedule: Schedule = n == 1 ? .notebookScalar : .notebookPairs
    schedule.iterations = iterations
    var start = ShapingCircuit(
      startOf: schedule, primaryNeurons: n, interneurons: k, activation: activation,
      from: &startStream)
    if let theta { start.thetas[0] = theta }
    return try Training(
      signals: signals(n: n, seed: seed), start: start, schedule: schedule, gain: gain,
      stream: stream.substream(1))
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [(1, 1), (2, 2), (2, 3), (2, 4), (3, 4), (4, 8), (8, 9)])
  func agreesWithTheScalarReference(n: Int, k: Int) throws {
    // Residuals of 10⁻¹², learned from with rates of 10⁻³ for 300 steps, and rounding.
    let trainingTolerance = 1e-11
    for gain in LearningRule.GainUpdate.allCases {
      let group = try (0..<3).map { try training(n: n, k: k, seed: $0, gain: gain) }
      let results = try LockstepTraining(group).run()
      for (training, result) in zip(group, results) {
        let reference = try training.run()
        let worst = max(
          distance(result.circuit.gains, reference.circuit.gains),
          distance(result.circuit.thetas, reference.circuit.thetas),
          distance(result.circuit.weights.values, reference.circuit.weights.values))
        expectAgreement(worst, 0, allowed: trainingTolerance, "N = \(n), K = \(k)")
        #expect(result.trajectory.iterations == reference.trajectory.iterations)
        #expect(result.unsettled == 0 && result.samples == reference.samples)
        // Near miss: the parameters did move.
        #expect(distance(result.circuit.gains, training.start.gains) > 1e-4)
      }
    }
  }

  /// What builds for x86-64, x86-64-v3 and x86-64-v4 gave.
  @Test(
    arguments: zip(
      [(1, 1), (2, 2), (2, 3), (2, 4), (4, 8)],
      [
        3_293_227_031_070_495_182, 6_998_590_008_506_716_746, 6_396_190_916_570_883_731,
        2_531_288_304_372_766_946, 14_824_862_602_389_443_917,
      ] as [UInt64]))
  func bitsAreThoseOfEveryRegisterWidth(shape: (n: Int, k: Int), digest: UInt64) throws {
    let group = try (0..<5).map { try training(n: shape.n, k: shape.k, seed: $0) }
    var found: UInt64 = 0
    for circuit in try LockstepTraining(group).run().map(\.circuit) {
      for value in circuit.gains + circuit.thetas + circuit.weights.values {
        found = found &* 1_000_003 ^ value.bitPattern
      }
    }
    #expect(found == digest)
  }

  @Test(arguments: [(1, 1), (2, 3), (4, 8)])
  func aLaneIsWhatItIsAlone(n: Int, k: Int) throws {
    // Ten: a full group and a rest. One starts where the kernels do not go.
    let group = try (0..<10).map {
      try training(n: n, k: k, seed: $0, iterations: 100, theta: $0 == 3 ? 1.9 : nil)
    }
    let together = try LockstepTraining(group).run()
    let reversed = try LockstepTraining(group.reversed()).run()
    for (index, training) in group.enumerated() {
      let alone = try LockstepTraining([training]).run()
      #expect(alone[0] == together[index], "lane \(index)")
      #expect(reversed[9 - index] == together[index], "lane \(index)")
    }
  }

  /// At θ = 3, where the rule clips it, powers of an input 0 leave the range of single precision:
  /// batches without a signal 0 must not notice, however many lanes they leave empty.
  @Test(arguments: [(1, 1), (2, 4)], [2.99, 3])
  func emptyLanesDecideNothing(shape: (n: Int, k: Int), theta: Double) throws {
    let group = try (0..<4).map { seed in
      let training = try training(
        n: shape.n, k: shape.k, seed: UInt64(seed), iterations: 1, theta: theta)
      // Without the first row, which is 0.
      let rest = Array(training.signals.values.dropFirst(shape.n))
      return try Training(
        signals: Matrix(rows: rest.count / shape.n, columns: shape.n, values: rest),
        start: training.start, rule: training.rule, batch: training.batch, iterations: 50,
        stream: training.stream)
    }
    let together = try LockstepTraining(group).run()
    for (index, training) in group.enumerated() {
      let alone = LaneTrainer([training])
      let result = try alone.run(checkpoint: {}, progress: { _ in })
      #expect(result == [together[index]], "lane \(index)")
      #expect(alone.scalarSteps == [0])
    }
  }

  @Test(arguments: [1.2, 1.9, 2.09])
  func lowThetaGoesToTheScalarSolver(theta: Double) throws {
    let trainings = try (0..<2).map {
      try training(n: 2, k: 3, seed: $0, iterations: 50, theta: $0 == 1 ? theta : nil)
    }
    let trainer = LaneTrainer(trainings)
    let results = try trainer.run(checkpoint: {}, progress: { _ in })
    #expect(trainer.scalarSteps == [0, 50])
    let reference = try trainings[1].run()
    // The same solver on the same signals: the same bits.
    #expect(results[1].circuit == reference.circuit)
  }

  @Test func circuitsTheKernelsDoNotKnowAreTrainedOneByOne() throws {
    let trainings = try (0..<2).map { try training(n: 9, k: 9, seed: $0, iterations: 20) }
    let results = try LockstepTraining(trainings).run()
    #expect(try results == trainings.map { try $0.run() })
  }

  @Test func aCheckpointEndsTheGroup() throws {
    struct Interrupted: Error {}
    let group = LockstepTraining([try training(n: 2, k: 3, seed: 1, iterations: 5000)])
    var calls = 0
    #expect(throws: Interrupted.self) {
      try group.run(checkpoint: {
        calls += 1
        if calls == 3 { throw Interrupted() }
      })
    }
    var fractions = [Double]()
    _ = try group.run(progress: { fractions.append($0) })
    #expect(fractions.first == 0 && fractions.last == 1 && fractions == fractions.sorted())
  }

  @Test func referenceStepsToTheBar() throws {
    // The bar for the steps of the authors' code.
    let stepTolerance = 1e-9
    for reference in try LearningSteps.load() where reference.thetas.allSatisfy({ $0 > 2.1 }) {
      let (n, k) = (reference.primaryNeurons, reference.interneurons)
      var circuit = reference.circuit(PowerActivation())
      let parameters = LaneParameters(
        primaryNeurons: n, interneurons: k, activation: PowerActivation())
      let batch = LaneBatch(primaryNeurons: n, interneurons: k, size: 10)
      defer {
        parameters.deallocate()
        batch.deallocate()
      }
      for lane in 0..<8 { parameters.set(circuit, lane: lane) }
      for step in reference.steps {
        for (index, value) in step.signals.flatMap({ $0 }).enumerated() {
          for lane in 0..<8 { batch.setSignal(value, index: index, lane: lane) }
        }
        #expect(!parameters.prepare().isAnyTrue)
        let failed =
          batch.settle(parameters)
        #expect(!failed.isAnyTrue)
        for sample in 0..<10 {
          for j in 0..<n {
            expectAgreement(
              batch.response(sample: sample, coordinate: j, lane: 5),
              step.responses[sample][j], allowed: stepTolerance, "response")
          }
        }
        batch.addSums(parameters)
        parameters.learn(batch, samples: 10, rule: reference.rule())
        parameters.get(&circuit, lane: 5)
        let worst = max(
          distance(circuit.gains, step.gainsAfter), distance(circuit.thetas, step.thetasAfter),
          distance(circuit.weights.values, step.weightsAfter.flatMap { $0 }))
        expectAgreement(worst, 0, allowed: stepTolerance, reference.testDescription)
      }
    }
  }
}
