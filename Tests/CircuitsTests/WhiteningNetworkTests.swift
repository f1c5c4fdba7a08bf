import NumericalMethods
import Testing

@testable import Circuits

/// The two whitening networks beyond a single mode: gradients, invariances, rates of decay, bounds.
@Suite struct WhiteningNetworkTests {
  /// Sums of some 25 products of numbers of order 1.
  let roundingTolerance = 1e-12

  /// Inputs with the variances 1 … 5 along random axes, and a start that does not commute.
  private func setting(
    scale: Double = 1, kind: InitialRecurrence.Kind = .random, key: UInt64 = 1
  ) throws -> (target: WhiteningTarget, recurrence: Matrix) {
    var stream = RandomStream(key: SIMD2(11, key))
    var half = Matrix.randomOrthogonal(order: 5, from: &stream)
    for j in 0..<5 {
      for i in 0..<5 { half[i, j] *= Double(j + 1).squareRoot() }
    }
    let target = try WhiteningTarget(covariance: LinearAlgebra.gram(half, transposing: .second))
    let start = InitialRecurrence(kind, scale: scale, spread: 4)
    return (target, start.matrix(for: target, from: &stream))
  }

  private func interneurons(_ recurrence: Matrix, _ k: Int, key: UInt64 = 2) throws
    -> InterneuronWhitening
  {
    var stream = RandomStream(key: SIMD2(13, key))
    return try InterneuronWhitening(recurrence: recurrence, interneurons: k, from: &stream)
  }

  @Test func theObjectiveIsThePublishedOne() throws {
    let (target, recurrence) = try setting()
    let factor = try CholeskyFactor(recurrence)
    let inverse = factor.solve(target.covariance)
    let trace = (0..<5).reduce(0) {
      $0 + inverse[$1, $1] + recurrence[$1, $1] - 2 * target.recurrence[$1, $1]
    }
    let distance = try #require(target.distance(of: recurrence))
    expectAgreement(distance.objective, trace, allowed: 1e-11, "V")
    let solution = try #require(target.distance(of: target.recurrence))
    expectAgreement(solution.objective, 0, allowed: 1e-24, "V at C^(1/2)")
    expectAgreement(solution.whiteningError, 0, allowed: roundingTolerance, "‖C_y − I‖")
  }

  @Test func flowsDescendTheObjective() throws {
    let (target, recurrence) = try setting()
    let excess = try #require(target.excess(of: recurrence))
    let network = try interneurons(recurrence, 7)
    let flow = network.flow(excess: excess)
    let h = 1e-5
    /// Central differences: h² V‴/6, and roundings of V over h.
    let allowed = 1e-7
    func objective(_ matrix: Matrix) throws -> Double {
      try #require(target.distance(of: matrix)).objective
    }
    for (i, j) in [(0, 0), (1, 3), (4, 2)] {
      var (up, down) = (recurrence, recurrence)
      for (a, b) in Set([[i, j], [j, i]]).map({ ($0[0], $0[1]) }) {
        up[a, b] += h
        down[a, b] -= h
      }
      let slope = (try objective(up) - objective(down)) / (2 * h)
      let expected =
        -(i == j ? 1 : 2) * DirectWhitening(weights: recurrence).flow(excess: excess)[i, j]
      expectAgreement(slope, expected, allowed: allowed, "∂V/∂M")
    }
    for (i, j) in [(0, 0), (2, 6), (4, 1)] {
      func moved(_ step: Double) -> Matrix {
        var weights = network.weights
        weights[i, j] += step
        return network.with(weights: weights).recurrence
      }
      let slope = (try objective(moved(h)) - objective(moved(-h))) / (2 * h)
      expectAgreement(slope, -2 * flow[i, j], allowed: allowed, "∂V/∂W")
      #expect(!agrees(slope, -flow[i, j], allowed: allowed))
    }
  }

  @Test func aBatchWithTheFullCovarianceLearnsTheMeanFlow() throws {
    let (target, recurrence) = try setting()
    // The columns of √n C^(1/2) as samples have the second moments C.
    var batch = target.recurrence
    for index in batch.values.indices { batch.values[index] *= 5.0.squareRoot() }
    var solver = RecurrentSolver(neurons: 5)
    let settled = solver.moment(of: batch, recurrence: recurrence)
    let moment = try #require(settled)
    let excess = try #require(target.excess(of: recurrence))
    func check<Network: WhiteningNetwork>(_ network: Network) {
      var learned = network
      learned.learn(fromMoment: moment, rate: 0.01)
      let flow = network.flow(excess: excess)
      for index in flow.values.indices {
        expectAgreement(
          learned.weights.values[index], network.weights.values[index] + 0.01 * flow.values[index],
          allowed: roundingTolerance, "weight \(index)")
      }
      #expect(learned.weights != network.weights)
    }
    check(DirectWhitening(weights: recurrence))
    check(try interneurons(recurrence, 6))
  }

  @Test func aLargeBatchIsSettledAsASmallOne() throws {
    let (_, recurrence) = try setting()
    var stream = RandomStream(key: SIMD2(19, 1))
    let batch = Matrix(rows: 12, columns: 5, values: (0..<60).map { _ in stream.normal() })
    var solver = RecurrentSolver(neurons: 5)
    let large = solver.moment(
      ofGram: LinearAlgebra.gram(batch, transposing: .first), count: 12, recurrence: recurrence)
    let together = try #require(large)
    var alone = Matrix(rows: 5, columns: 5)
    for row in 0..<12 {
      let one = Matrix(rows: 1, columns: 5, values: Array(batch.values[row * 5..<(row + 1) * 5]))
      let small = solver.moment(of: one, recurrence: recurrence)
      let moment = try #require(small)
      for index in alone.values.indices { alone.values[index] += moment.values[index] / 12 }
    }
    for (a, b) in zip(together.values, alone.values) {
      expectAgreement(a, b, allowed: roundingTolerance, "mean of y yᵀ")
    }
    // Algorithm 2 as printed: ΔW = η (y zᵀ − W), z = Wᵀ y.
    let network = try interneurons(recurrence, 6)
    let x = Matrix(rows: 1, columns: 5, values: Array(batch.values.prefix(5)))
    let column = Matrix(rows: 5, columns: 1, values: x.values)
    let y = try CholeskyFactor(recurrence).solve(column).values
    let z = (0..<6).map { j in (0..<5).reduce(0) { $0 + network.weights[$1, j] * y[$1] } }
    var learned = network
    let single = solver.moment(of: x, recurrence: recurrence)
    learned.learn(fromMoment: try #require(single), rate: 0.1)
    for i in 0..<5 {
      for j in 0..<6 {
        let w = network.weights[i, j]
        expectAgreement(
          learned.weights[i, j], w + 0.1 * (y[i] * z[j] - w), allowed: roundingTolerance, "W")
      }
    }
  }

  @Test func theRightFactorAndTheNumberOfInterneuronsDoNotMatter() throws {
    let (target, recurrence) = try setting(scale: 10)
    func end(_ k: Int, _ key: UInt64) throws -> Matrix {
      let network = try interneurons(recurrence, k, key: key)
      return try WhiteningFlow(from: network, to: target, by: .adaptive(tolerance: 1e-11))
        .run(recording: [0.7]).network.recurrence
    }
    let reference = try end(5, 2)
    for (k, key) in [(5, 3), (6, 2), (20, 4)] as [(Int, UInt64)] {
      let other = try end(k, key)
      for index in reference.values.indices {
        expectAgreement(
          other.values[index], reference.values[index], allowed: 1e-8, "k = \(k), M[\(index)]")
      }
    }
  }

  @Test func samplesToo() throws {
    // Not only the mean: online, W Wᵀ changes by x, y and M alone.
    let (_, recurrence) = try setting()
    var (few, many) = (try interneurons(recurrence, 5), try interneurons(recurrence, 17, key: 9))
    var stream = RandomStream(key: SIMD2(17, 1))
    var solver = RecurrentSolver(neurons: 5)
    for _ in 0..<200 {
      let x = Matrix(rows: 1, columns: 5, values: (0..<5).map { _ in stream.normal() })
      let small = solver.moment(of: x, recurrence: few.recurrence)
      few.learn(fromMoment: try #require(small), rate: 0.01)
      let large = solver.moment(of: x, recurrence: many.recurrence)
      many.learn(fromMoment: try #require(large), rate: 0.01)
    }
    for (a, b) in zip(few.recurrence.values, many.recurrence.values) {
      expectAgreement(a, b, allowed: 1e-9, "M")
    }
  }

  /// vᵢᵀ A vⱼ.
  private func element(_ matrix: Matrix, _ i: Int, _ j: Int, of target: WhiteningTarget) -> Double {
    let half = LinearAlgebra.product(matrix, target.axes)
    return (0..<5).reduce(0) { $0 + target.axes[$1, i] * half[$1, j] }
  }

  /// C^(1/2) and a little of mode (i, j).
  private func near(_ target: WhiteningTarget, _ i: Int, _ j: Int, by size: Double) -> Matrix {
    var matrix = target.recurrence
    for a in 0..<5 {
      for b in 0..<5 {
        matrix[a, b] +=
          size * (target.axes[a, i] * target.axes[b, j] + target.axes[a, j] * target.axes[b, i])
      }
    }
    return matrix
  }

  @Test(arguments: [(0, 0), (4, 4), (0, 4), (1, 3)]) func modesDecayAtTheirRates(i: Int, j: Int)
    throws
  {
    let (target, _) = try setting()
    let (c, d) = (target.eigenvalues[i], target.eigenvalues[j])
    let start = near(target, i, j, by: 1e-6)
    /// Second order in a perturbation of 10⁻⁶, and the flow's tolerance.
    let allowed = 1e-4
    let time = 0.05
    func rate<Network: WhiteningNetwork>(_ network: Network) throws -> Double {
      let end = try WhiteningFlow(from: network, to: target, by: .adaptive(tolerance: 1e-13))
        .run(recording: [time]).network.recurrence
      func size(_ matrix: Matrix) -> Double {
        element(matrix, i, j, of: target) - (i == j ? target.eigenvalues[i].squareRoot() : 0)
      }
      return -portableLog(size(end) / size(start)) / time
    }
    let direct = try rate(DirectWhitening(weights: start))
    expectAgreement(direct, 1 / c.squareRoot() + 1 / d.squareRoot(), allowed: allowed, "direct")
    let expected = 2 + (c / d).squareRoot() + (d / c).squareRoot()
    let other = try rate(interneurons(start, 5))
    expectAgreement(other, expected, allowed: allowed, "interneurons")
  }

  /// The largest learning rate at which a small perturbation does not grow, by bisection.
  private func measuredBound<Network: WhiteningNetwork>(
    _ network: Network, _ target: WhiteningTarget
  ) throws -> Double {
    let first = try #require(target.distance(of: network.recurrence)).recurrenceError
    var (low, high) = (0.01, 4.0)
    while high - low > 1e-4 {
      let rate = 0.5 * (low + high)
      let run = try WhiteningFlow(from: network, to: target, by: .euler(rate: rate))
        .run(recording: [400 * rate])
      let last = target.distance(of: run.network.recurrence)?.recurrenceError ?? .infinity
      if run.course.ending == .complete && last < first { low = rate } else { high = rate }
    }
    return low
  }

  @Test func eulerStepsAreStableUpToTheBounds() throws {
    let (target, _) = try setting()
    /// Demanded; 400 steps tell growth from decay to better than that.
    let relative = 0.01
    // All modes at once, each by a little.
    var start = target.recurrence
    for i in 0..<5 {
      for j in 0...i {
        let moved = near(target, i, j, by: 1e-7)
        for index in start.values.indices {
          start.values[index] += moved.values[index] - target.recurrence.values[index]
        }
      }
    }
    let direct = try measuredBound(DirectWhitening(weights: start), target)
    let bound = DirectWhitening.stabilityBound(eigenvalues: target.eigenvalues)
    expectAgreement(direct, bound, allowed: relative * bound, "direct")
    expectAgreement(bound, 1, allowed: roundingTolerance, "√c_min")
    let free = try measuredBound(interneurons(start, 6), target)
    let coupled = InterneuronWhitening.stabilityBound(eigenvalues: target.eigenvalues)
    expectAgreement(free, coupled, allowed: relative * coupled, "interneurons")
    expectAgreement(coupled, 0.4271, allowed: 0.00005, "2/(2 + √κ + 1/√κ), κ = 5")
    // Where everything commutes only the diagonal modes are there, and the bound is ½.
    var diagonal = target.recurrence
    for i in 0..<5 {
      let moved = near(target, i, i, by: 1e-7)
      for index in diagonal.values.indices {
        diagonal.values[index] += moved.values[index] - target.recurrence.values[index]
      }
    }
    // For 400 steps: roundings of other modes grow too, to 10⁻⁷ after some hundred.
    let alone = try measuredBound(interneurons(diagonal, 5), target)
    #expect(alone > 1.02 * coupled)
  }

  @Test func aFlowThatEndsOnceItWhitensTakesTheSameTime() throws {
    let (target, recurrence) = try setting(scale: 10)
    let criterion = WhiteningCriterion(measure: .objective, threshold: 1e-3)
    for method in [
      WhiteningFlow<DirectWhitening>.Method.adaptive(tolerance: 1e-8), .euler(rate: 0.1),
    ] {
      func course(endsOnceMet: Bool) throws -> WhiteningCourse {
        try WhiteningFlow(
          from: DirectWhitening(weights: recurrence), to: target, by: method, until: criterion,
          endsOnceMet: endsOnceMet
        ).run(recording: [0, 300]).course
      }
      let (whole, ended) = (try course(endsOnceMet: false), try course(endsOnceMet: true))
      #expect(whole.convergenceTime != nil && ended.convergenceTime == whole.convergenceTime)
      #expect(whole.times.count == 2 && ended.times == [0])
    }
  }

  @Test func largeStartsTakeTimeAsTheLawsSay() throws {
    // Orientation of science B for V ≤ 10⁻³; M₀ is another, so that the second digit may differ.
    let criterion = WhiteningCriterion(measure: .objective, threshold: 1e-3)
    func time<Network: WhiteningNetwork>(_ network: Network, _ target: WhiteningTarget) throws
      -> Double?
    {
      try WhiteningFlow(from: network, to: target, by: .adaptive(tolerance: 1e-8), until: criterion)
        .run(recording: [300]).course.convergenceTime
    }
    for (scale, direct, other) in [
      (1.0, 1.5...5, 0.5...1.5), (10, 10...25, 1.4...2.4), (100, 90...220, 2.6...3.7),
    ] as [(Double, ClosedRange<Double>, ClosedRange<Double>)] {
      let (target, recurrence) = try setting(scale: scale)
      let m = try #require(try time(DirectWhitening(weights: recurrence), target))
      let w = try #require(try time(interneurons(recurrence, 5), target))
      #expect(direct.contains(m), "direct from \(scale): \(m)")
      #expect(other.contains(w), "interneurons from \(scale): \(w)")
    }
  }

  @Test func whatIsNoLongerPositiveDefiniteIsTold() throws {
    let target = try WhiteningTarget(covariance: Matrix(rows: 1, columns: 1, values: [1]))
    // m + η (1/m² − 1) falls below 0 for η > 2.6.
    let network = DirectWhitening(weights: Matrix(rows: 1, columns: 1, values: [2.2]))
    let run = try WhiteningFlow(from: network, to: target, by: .euler(rate: 4))
      .run(recording: [0, 4, 8, 12, 16, 20])
    #expect(run.course.ending == .lostStability)
    #expect(run.course.times == [0])
    #expect(run.course.objectives.allSatisfy { $0.isFinite })
    #expect(run.course.convergenceTime == nil)
    // Near miss: a shorter step.
    let shorter = try WhiteningFlow(from: network, to: target, by: .euler(rate: 0.5))
      .run(recording: [0, 4, 8, 12, 16, 20])
    #expect(shorter.course.ending == .complete && shorter.course.times.count == 6)
    let negative = DirectWhitening(weights: Matrix(rows: 1, columns: 1, values: [-1]))
    let never = try WhiteningFlow(from: negative, to: target, by: .adaptive(tolerance: 1e-9))
      .run(recording: [1])
    #expect(never.course.ending == .lostStability && never.course.times.isEmpty)
  }

  /// Rates differ by 10⁶: steps as short as the fastest mode's time, for as long as the slowest takes.
  @Test func aStiffFlowEndsWithWords() throws {
    let target = try WhiteningTarget(
      covariance: Matrix(rows: 2, columns: 2, values: [1, 0, 0, 1e-12]))
    let network = DirectWhitening(weights: Matrix(rows: 2, columns: 2, values: [1.1, 0, 0, 2e-6]))
    func run(until end: Double) throws -> WhitenedNetwork<DirectWhitening> {
      try WhiteningFlow(
        from: network, to: target, by: .adaptive(tolerance: 1e-6), stepLimit: 1000
      ).run(recording: [0, end])
    }
    let error = try #require(throws: CircuitError.self) { try run(until: 1) }
    guard case .tooStiff(let time, end: 1, steps: 1000) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(time > 0 && time < 0.01)
    // Near miss: a thousandth of the time that it got to.
    #expect(try run(until: time / 1000).course.ending == .complete)
  }

  @Test func singularCovariancesAreRefused() {
    let flat = Matrix(rows: 2, columns: 2, values: [1, 1, 1, 1])
    #expect(throws: LinearAlgebraError.self) { try WhiteningTarget(covariance: flat) }
  }
}
