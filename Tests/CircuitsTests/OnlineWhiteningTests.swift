import NumericalMethods
import Testing

@testable import Circuits

/// Networks that learn from single samples, against their mean flow.
@Suite struct OnlineWhiteningTests {
  /// A pool of normal samples with the variances 1 … 5 along random axes, and its own covariance.
  private func pool(_ n: Int, count: Int, key: UInt64 = 1) throws -> (Matrix, WhiteningTarget) {
    var stream = RandomStream(key: SIMD2(23, key))
    let axes = Matrix.randomOrthogonal(order: n, from: &stream)
    var sources = Matrix(rows: count, columns: n)
    for index in sources.values.indices {
      let variance = 1 + 4 * Double(index % n) / Double(max(1, n - 1))
      sources.values[index] = variance.squareRoot() * stream.normal()
    }
    let samples = LinearAlgebra.product(sources, axes, transposing: .second)
    return (samples, try WhiteningTarget(covariance: Self.covariance(samples)))
  }

  /// Σ (x − m)(x − m)ᵀ/count: what uniform draws have.
  private static func covariance(_ samples: Matrix) -> Matrix {
    let n = samples.columns
    var means = [Double](repeating: 0, count: n)
    for (index, value) in samples.values.enumerated() {
      means[index % n] += value / Double(samples.rows)
    }
    var centered = samples
    for index in centered.values.indices { centered.values[index] -= means[index % n] }
    var covariance = LinearAlgebra.gram(centered, transposing: .first)
    for index in covariance.values.indices { covariance.values[index] /= Double(samples.rows) }
    return covariance
  }

  private func start(_ target: WhiteningTarget, scale: Double) -> Matrix {
    var stream = RandomStream(key: SIMD2(29, 1))
    return InitialRecurrence(.random, scale: scale, spread: 3)
      .matrix(for: target, from: &stream)
  }

  /// The root mean square over seeds of ‖M − M_flow‖ after a time.
  private func deviation<Network: WhiteningNetwork>(
    of network: Network, on samples: Matrix, _ target: WhiteningTarget, rate: Double, time: Double,
    seeds: Int
  ) throws -> Double {
    let flow = try WhiteningFlow(from: network, to: target, by: .adaptive(tolerance: 1e-9))
      .run(recording: [time]).network.recurrence
    let steps = Int((time / rate).rounded())
    let squares = try (0..<seeds).map { seed in
      let online = OnlineWhitening(
        from: network, on: samples, noise: 0, rate: rate, batch: 1,
        stream: RandomStream(key: SIMD2(31, UInt64(seed))))
      let end = try online.run(steps: steps, recordingEvery: steps, towards: target)
      #expect(end.course.ending == .complete)
      return zip(end.network.recurrence.values, flow.values).reduce(0.0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
    return (squares.reduce(0, +) / Double(seeds)).squareRoot()
  }

  /// A quarter of the rate halves the deviation. The ratio of two root mean squares over seeds of a
  /// sum of n² terms, of which some 2n are independent, has a standard error of about
  /// 2 · √(2 / (2 · seeds · 2n)); four of them.
  private func allowed(_ n: Int, seeds: Int) -> Double {
    4 * 2 * (2 / (4 * Double(seeds * n))).squareRoot()
  }

  @Test func deviationsFallAsTheRootOfTheRate() throws {
    let (samples, target) = try pool(5, count: 20_000)
    let recurrence = start(target, scale: 3)
    var stream = RandomStream(key: SIMD2(37, 1))
    let interneurons = try InterneuronWhitening(
      recurrence: recurrence, interneurons: 7, from: &stream)
    func ratio<Network: WhiteningNetwork>(_ network: Network) throws -> Double {
      let coarse = try deviation(
        of: network, on: samples, target, rate: 2e-3, time: 1, seeds: 40)
      let fine = try deviation(of: network, on: samples, target, rate: 5e-4, time: 1, seeds: 40)
      return coarse / fine
    }
    let allowed = allowed(5, seeds: 40)
    expectAgreement(try ratio(DirectWhitening(weights: recurrence)), 2, allowed: allowed, "M")
    expectAgreement(try ratio(interneurons), 2, allowed: allowed, "W")
    // Near misses: exponents of ¼ and ¾ would give 1.41 and 2.83.
    #expect(!agrees(1.414, 2, allowed: allowed) && !agrees(2.828, 2, allowed: allowed))
  }

  @Test func alsoForSixtyFourNeurons() throws {
    let (samples, target) = try pool(64, count: 4000)
    let recurrence = start(target, scale: 2)
    var stream = RandomStream(key: SIMD2(37, 2))
    let interneurons = try InterneuronWhitening(
      recurrence: recurrence, interneurons: 64, from: &stream)
    func ratio<Network: WhiteningNetwork>(_ network: Network) throws -> Double {
      let coarse = try deviation(
        of: network, on: samples, target, rate: 4e-4, time: 0.04, seeds: 8)
      let fine = try deviation(of: network, on: samples, target, rate: 1e-4, time: 0.04, seeds: 8)
      return coarse / fine
    }
    expectAgreement(
      try ratio(DirectWhitening(weights: recurrence)), 2, allowed: allowed(64, seeds: 8), "M")
    expectAgreement(try ratio(interneurons), 2, allowed: allowed(64, seeds: 8), "W")
  }

  @Test func noiseIsARidge() throws {
    // Signals without any variance of their own: M → √noise · I.
    let samples = Matrix(rows: 10, columns: 3, repeating: 7)
    let ridge = 0.25
    var covariance = Matrix(rows: 3, columns: 3)
    for i in 0..<3 { covariance[i, i] = ridge }
    let target = try WhiteningTarget(covariance: covariance)
    let online = OnlineWhitening(
      from: DirectWhitening(weights: start(target, scale: 1)), on: samples, noise: ridge,
      rate: 1e-3, batch: 4, stream: RandomStream(key: SIMD2(41, 1)))
    let end = try online.run(steps: 5000, recordingEvery: 500, towards: target)
    /// Four times the stationary deviation √(η √c/(2b)) · … < 0.02 of an element.
    let allowed = 0.03
    for i in 0..<3 { expectAgreement(end.network.recurrence[i, i], 0.5, allowed: allowed, "M") }
    #expect(!agrees(end.course.objectives[0], 0, allowed: allowed))
    #expect(end.course.times.count == 11 && end.course.times[10] == 5)
  }

  @Test func convergenceIsNotedWhereItIsFirstSeen() throws {
    let (samples, target) = try pool(5, count: 2000)
    var stream = RandomStream(key: SIMD2(43, 1))
    let network = try InterneuronWhitening(
      recurrence: start(target, scale: 20), interneurons: 5, from: &stream)
    let online = OnlineWhitening(
      from: network, on: samples, noise: 0, rate: 1e-3, batch: 1,
      stream: RandomStream(key: SIMD2(43, 2)))
    let criterion = WhiteningCriterion(measure: .objective, threshold: 0.1, reference: .initial)
    let course = try online.run(
      steps: 3000, recordingEvery: 10, towards: target, until: criterion
    ).course
    let time = try #require(course.convergenceTime)
    let index = try #require(course.times.firstIndex(of: time))
    #expect(course.objectives[index] <= 0.1 * course.objectives[0])
    #expect(course.objectives[index - 1] > 0.1 * course.objectives[0])
  }

  @Test func tooLargeARateLosesStability() throws {
    let (samples, target) = try pool(5, count: 2000)
    func ending(_ rate: Double) throws -> WhiteningCourse {
      try OnlineWhitening(
        from: DirectWhitening(weights: start(target, scale: 1)), on: samples, noise: 0, rate: rate,
        batch: 1, stream: RandomStream(key: SIMD2(47, 1))
      ).run(steps: 2000, recordingEvery: 1, towards: target).course
    }
    // Long steps of interneurons stay positive definite, but do not lead anywhere.
    var stream = RandomStream(key: SIMD2(47, 2))
    let wild = try OnlineWhitening(
      from: InterneuronWhitening(
        recurrence: start(target, scale: 1), interneurons: 5, from: &stream), on: samples, noise: 0,
      rate: 0.4, batch: 1, stream: RandomStream(key: SIMD2(47, 3))
    ).run(steps: 500, recordingEvery: 50, towards: target).course
    #expect(wild.ending == .diverged)
    let lost = try ending(0.5)
    #expect(lost.ending == .lostStability)
    #expect(lost.times.count < 2000 && lost.objectives.allSatisfy { $0.isFinite })
    #expect(try ending(1e-3).ending == .complete)
  }

  @Test func theSameStreamLearnsTheSame() throws {
    let (samples, target) = try pool(5, count: 500)
    func end(_ key: UInt64) throws -> WhitenedNetwork<DirectWhitening> {
      try OnlineWhitening(
        from: DirectWhitening(weights: start(target, scale: 1)), on: samples, noise: 0.1,
        rate: 1e-2, batch: 2, stream: RandomStream(key: SIMD2(53, key))
      ).run(steps: 100, recordingEvery: 10, towards: target)
    }
    #expect(try end(1) == end(1))
    #expect(try end(1) != end(2))
  }

  // MARK: Lanes

  /// As ``OnlineWhitening`` describes it, without lanes.
  private func plainly<Network: WhiteningNetwork>(
    _ online: OnlineWhitening<Network>, steps: Int
  ) throws -> Network {
    let (samples, n) = (online.signals, online.start.neurons)
    var network = online.start
    var (rows, signs) = (online.stream.substream(0), online.stream.substream(1))
    let means = (0..<n).map { column in
      (0..<samples.rows).reduce(0.0) { $0 + samples[$1, column] } / Double(samples.rows)
    }
    for _ in 0..<steps {
      var moment = Matrix(rows: n, columns: n)
      for _ in 0..<online.batch {
        let row = Int(rows.integer(below: UInt64(samples.rows)))
        let bits = online.noise > 0 ? signs.next() : 0
        var x = Matrix(rows: n, columns: 1)
        for j in 0..<n {
          let sign = bits >> UInt64(j) & 1 == 0 ? 1.0 : -1
          x[j, 0] = samples[row, j] - means[j] + sign * online.noise.squareRoot()
        }
        let y = try CholeskyFactor(network.recurrence).solve(x)
        moment.add(1 / Double(online.batch), times: LinearAlgebra.gram(y, transposing: .second))
      }
      network.learn(fromMoment: moment, rate: online.rate)
    }
    return network
  }

  /// Learnings from streams of their own, of which each second one has its own signals.
  private func learnings<Network: WhiteningNetwork>(
    of network: Network, on pools: [Matrix], count: Int, noise: Double, batch: Int
  ) -> [OnlineWhitening<Network>] {
    (0..<count).map { seed in
      OnlineWhitening(
        from: network, on: pools[seed % pools.count], noise: noise, rate: 2e-3, batch: batch,
        stream: RandomStream(key: SIMD2(59, UInt64(seed))))
    }
  }

  // Up to eight neurons in lanes; above, batches of less and more samples than neurons.
  @Test(arguments: [
    (1, 1, 0.0), (2, 1, 0.3), (5, 1, 0), (5, 3, 0.3), (8, 9, 0.1), (9, 2, 0.1), (9, 20, 0),
    (20, 33, 0.1),
  ])
  func whatIsLearnedIsWhatAPlainLoopLearns(neurons: Int, batch: Int, noise: Double) throws {
    let (samples, target) = try pool(neurons, count: 300)
    let recurrence = start(target, scale: 2)
    var stream = RandomStream(key: SIMD2(61, 1))
    func check<Network: WhiteningNetwork>(_ network: Network) throws {
      let online = learnings(of: network, on: [samples], count: 2, noise: noise, batch: batch)[1]
      let end = try online.run(steps: 400, recordingEvery: 400, towards: target)
      let plain = try plainly(online, steps: 400)
      /// 400 steps of some n² roundings each, that learning forgets.
      let allowed = 1e-11
      for (found, expected) in zip(end.network.weights.values, plain.weights.values) {
        expectAgreement(found, expected, allowed: allowed, "weights")
      }
      let distance = try #require(target.distance(of: plain.recurrence))
      expectAgreement(end.course.objectives[1], distance.objective, allowed: allowed, "V")
      expectAgreement(end.course.whiteningErrors[1], distance.whiteningError, allowed: allowed, "C")
      // Near miss: a step less.
      let early = try plainly(online, steps: 399).weights.values
      #expect(
        zip(end.network.weights.values, early).contains { !agrees($0, $1, allowed: allowed) })
    }
    try check(DirectWhitening(weights: recurrence))
    try check(
      InterneuronWhitening(recurrence: recurrence, interneurons: neurons + 2, from: &stream))
  }

  @Test(arguments: [1, 3, 8, 11])
  func companyChangesNoBit(count: Int) throws {
    let (first, target) = try pool(5, count: 300)
    let (second, other) = try pool(5, count: 200, key: 2)
    let learnings = learnings(
      of: DirectWhitening(weights: start(target, scale: 2)), on: [first, second], count: count,
      noise: 0.2, batch: 2)
    let targets = learnings.indices.map { $0 % 2 == 0 ? target : other }
    let criterion = WhiteningCriterion(measure: .recurrenceError, threshold: 0.7)
    let together = try OnlineWhitening.run(
      learnings, steps: 500, recordingEvery: 50, towards: targets, until: criterion)
    for (index, learning) in learnings.enumerated() {
      let alone = try learning.run(
        steps: 500, recordingEvery: 50, towards: targets[index], until: criterion)
      #expect(alone == together[index])
    }
    #expect(Set(together.map(\.network.weights.values)).count == count)
  }

  /// Signals a hundred times as large, at the same rate.
  @Test func aLaneThatLosesStabilityLeavesTheOthersAlone() throws {
    let (samples, target) = try pool(4, count: 300)
    var wild = samples
    for index in wild.values.indices { wild.values[index] *= 100 }
    let wildTarget = try WhiteningTarget(covariance: Self.covariance(wild))
    let network = DirectWhitening(weights: start(target, scale: 1))
    let learnings = learnings(of: network, on: [samples, wild], count: 4, noise: 0, batch: 1)
    let ends = try OnlineWhitening.run(
      learnings, steps: 800, recordingEvery: 100,
      towards: [target, wildTarget, target, wildTarget])
    for lane in [0, 2] {
      #expect(ends[lane].course.ending == .complete && ends[lane].course.times.count == 9)
      let alone = try learnings[lane].run(steps: 800, recordingEvery: 100, towards: target)
      #expect(ends[lane] == alone)
    }
    for lane in [1, 3] where ends[lane].course.ending == .lostStability {
      #expect(ends[lane].network.weights.values.allSatisfy { $0.isFinite })
    }
    // What is lost is known by the plain loop too: its factor fails, or nothing does.
    for lane in [1, 3] {
      let isLost = (try? plainly(learnings[lane], steps: 800)) == nil
      #expect((ends[lane].course.ending == .lostStability) == isLost)
    }
  }
}
