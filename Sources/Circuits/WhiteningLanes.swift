import NumericalMethods

extension WhiteningNetwork {
  /// Whether it has so few neurons that it learns in a lane beside others.
  var learnsInLanes: Bool { neurons <= 8 }
}

/// Up to eight whitening networks of few neurons that learn side by side, each in a lane.
///
/// They do what ``OnlineWhitening`` says, from the same draws, and differ in nothing but signals,
/// starts and streams. Lanes do not mix, and there are only plain products, sums, quotients and
/// roots: a network learns, bit by bit, what it learns alone. Cost of a step, in operations on a
/// vector: 2 n²k + n³/3 + 3 n²b, and as much again where distances are measured.
final class WhiteningLanes<Network: WhiteningNetwork> {
  private let learnings: [OnlineWhitening<Network>]
  private let neurons: Int
  private let columns: Int
  private let rate: Double
  private let batch: Int
  private var draws: [LaneDraw]
  /// n × k: the weights.
  private let weights: UnsafeMutablePointer<Lanes>
  /// n × n: M.
  private let recurrence: UnsafeMutablePointer<Lanes>
  /// n × n: L on and below the diagonal, M = L Lᵀ.
  private let factor: UnsafeMutablePointer<Lanes>
  /// n: one over the diagonal of L.
  private let reciprocals: UnsafeMutablePointer<Lanes>
  /// n × n: mean(y yᵀ) − I.
  private let excess: UnsafeMutablePointer<Lanes>
  /// n × n: S.
  private let solution: UnsafeMutablePointer<Lanes>
  /// b × n: x, then y.
  private let samples: UnsafeMutablePointer<Lanes>
  /// n × k, at least n × n: what is only there for a moment.
  private let scratch: UnsafeMutablePointer<Lanes>

  /// Lanes for some learnings.
  ///
  /// - Precondition: there are one to eight, of networks of the same shape, and of one rate and batch.
  init(_ learnings: [OnlineWhitening<Network>], towards targets: [WhiteningTarget]) {
    let first = learnings[0]
    precondition(
      learnings.count <= Lanes.scalarCount && learnings.allSatisfy { $0.sharesLanes(with: first) },
      "networks that learn side by side share their shape, rate and batch")
    self.learnings = learnings
    (neurons, columns) = (first.start.neurons, first.start.weights.columns)
    (rate, batch) = (first.rate, first.batch)
    let pools = SignalPool.pools(of: learnings.map(\.signals))
    draws = zip(learnings, pools).map(LaneDraw.init)
    let square = neurons * neurons
    weights = .zeros(neurons * columns)
    recurrence = .zeros(square)
    factor = .zeros(square)
    reciprocals = .zeros(neurons)
    excess = .zeros(square)
    solution = .zeros(square)
    samples = .zeros(batch * neurons)
    scratch = .zeros(neurons * max(columns, neurons))
    for lane in 0..<8 {
      // Lanes without a network repeat the first one.
      let source = lane < learnings.count ? lane : 0
      set(weights, learnings[source].start.weights.values, lane)
      set(solution, targets[source].recurrence.values, lane)
    }
  }

  deinit {
    for pointer in [
      weights, recurrence, factor, reciprocals, excess, solution, samples, scratch,
    ] { pointer.deallocate() }
  }

  /// The network of a lane, as it is.
  func network(_ lane: Int) -> Network {
    learnings[lane].start.with(
      weights: Matrix(
        rows: neurons, columns: columns,
        values: (0..<neurons * columns).map { weights[$0][lane] }))
  }

  private func set(_ lanes: UnsafeMutablePointer<Lanes>, _ values: [Double], _ lane: Int) {
    for (index, value) in values.enumerated() { lanes[index][lane] = value }
  }

  // MARK: A step

  /// Finds M and its factor; the lanes in which M is positive definite, and not singular to rounding.
  func settle() -> SIMDMask<SIMD8<Int64>> {
    let n = neurons
    Network.recurrence(of: weights, neurons: n, columns: columns, into: recurrence)
    var isPositive = SIMDMask<SIMD8<Int64>>(repeating: true)
    let least = Double(n) * 0x1p-52
    for i in 0..<n {
      for j in 0...i {
        var rest = recurrence[i &* n &+ j]
        for k in 0..<j { rest -= factor[i &* n &+ k] * factor[j &* n &+ k] }
        if j < i {
          factor[i &* n &+ j] = rest * reciprocals[j]
        } else {
          let diagonal = recurrence[i &* n &+ i]
          isPositive .&= (rest .> least * diagonal) .& (diagonal .< Lanes(repeating: .infinity))
          factor[i &* n &+ i] = rest.squareRoots
          reciprocals[i] = 1 / factor[i &* n &+ i]
        }
      }
    }
    return isPositive
  }

  /// Draws a batch, lets it settle and changes the weights. To be called after ``settle()``.
  func learn() {
    let n = neurons
    let numbers = UnsafeMutableRawPointer(samples).assumingMemoryBound(to: Double.self)
    for lane in draws.indices {
      for sample in 0..<batch { draws[lane].next(numbers + (sample &* n &* 8 &+ lane)) }
    }
    for lane in draws.count..<max(8, draws.count) {
      for index in 0..<batch &* n { numbers[8 &* index &+ lane] = numbers[8 &* index] }
    }
    for index in 0..<n &* n { excess[index] = Lanes() }
    for sample in 0..<batch {
      let y = samples + sample &* n
      solveLower(y, stride: 1)
      solveUpper(y, stride: 1)
      for i in 0..<n {
        for j in 0...i { excess[i &* n &+ j] += y[i] * y[j] }
      }
    }
    let share = 1 / Double(batch)
    for i in 0..<n {
      for j in 0..<i {
        excess[i &* n &+ j] *= Lanes(repeating: share)
        excess[j &* n &+ i] = excess[i &* n &+ j]
      }
      excess[i &* n &+ i] = excess[i &* n &+ i] * share - 1
    }
    Network.move(
      weights, rate, excess: excess, neurons: n, columns: columns, scratch: scratch)
  }

  /// x with L x = b, in the place of b.
  private func solveLower(_ x: UnsafeMutablePointer<Lanes>, stride: Int) {
    for i in 0..<neurons {
      var rest = x[i &* stride]
      for k in 0..<i { rest -= factor[i &* neurons &+ k] * x[k &* stride] }
      x[i &* stride] = rest * reciprocals[i]
    }
  }

  /// x with Lᵀ x = b, in the place of b.
  private func solveUpper(_ x: UnsafeMutablePointer<Lanes>, stride: Int) {
    for i in (0..<neurons).reversed() {
      var rest = x[i &* stride]
      for k in i &+ 1..<max(neurons, i &+ 1) {
        rest -= factor[k &* neurons &+ i] * x[k &* stride]
      }
      x[i &* stride] = rest * reciprocals[i]
    }
  }

  // MARK: Distances

  /// How far each network is from whitening, by the formulas of ``WhiteningTarget``; nil where M has
  /// run away. To be called after ``settle()``.
  func distances(to targets: [WhiteningTarget]) -> [WhiteningTarget.Distance?] {
    let n = neurons
    var (difference, objective, error) = (Lanes(), Lanes(), Lanes())
    for index in 0..<n &* n {
      scratch[index] = recurrence[index] - solution[index]
      difference += scratch[index] * scratch[index]
    }
    for column in 0..<n { solveLower(scratch + column, stride: n) }
    for index in 0..<n &* n { objective += scratch[index] * scratch[index] }
    // M⁻¹S.
    for index in 0..<n &* n { scratch[index] = solution[index] }
    for column in 0..<n {
      solveLower(scratch + column, stride: n)
      solveUpper(scratch + column, stride: n)
    }
    for i in 0..<n {
      for j in 0..<n {
        var sum = Lanes()
        for k in 0..<n { sum += scratch[i &* n &+ k] * scratch[j &* n &+ k] }
        if i == j { sum -= Lanes(repeating: 1) }
        error += sum * sum
      }
    }
    return learnings.indices.map { lane in
      let diagonal = (0..<n).map { recurrence[$0 * n + $0][lane] }
      return targets[lane].hasRunAway(diagonal)
        ? nil
        : WhiteningTarget.Distance(
          objective: objective[lane], whiteningError: error[lane].squareRoot(),
          recurrenceError: difference[lane].squareRoot()
        ).ifFinite
    }
  }
}
