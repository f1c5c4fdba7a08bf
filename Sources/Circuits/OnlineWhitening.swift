import NumericalMethods

/// A whitening network that learns from samples as they come.
///
/// Each step draws a batch uniformly from the signals, with replacement, subtracts their mean, adds
/// white noise, lets the responses settle (y = M⁻¹x, by Cholesky) and changes the weights. The noise
/// is √noise in every direction, of either sign. The covariance of what the network sees is
/// Σ (x − m)(x − m)ᵀ/count + noise · I (an estimate that divides by count − 1 is larger by 1/count),
/// so that its mean flow is that of ``WhiteningFlow`` for this covariance; it deviates from it by a
/// root mean square that falls as √(η/b) (science B).
///
/// Cost of a step with b samples: n³/3 + 2 n²k + 3 n²b operations, for b ≥ n > 8 5 n³ + 2 n²k + n²b.
/// Networks of at most eight neurons learn in the lanes of vector registers, up to eight at a time.
public struct OnlineWhitening<Network: WhiteningNetwork>: Sendable {
  /// The network at the start.
  public let start: Network
  /// count × n: what is drawn from.
  public let signals: Matrix
  /// The variance of the noise, in every direction.
  public let noise: Double
  /// η.
  public let rate: Double
  /// The number of samples in a step.
  public let batch: Int
  /// Where draws and noise come from.
  public let stream: RandomStream

  /// A learning.
  ///
  /// - Precondition: there are signals, of as many numbers as the network has neurons; the batch is
  ///   not empty; rate and noise are not negative.
  public init(
    from start: Network, on signals: Matrix, noise: Double, rate: Double, batch: Int,
    stream: RandomStream
  ) {
    precondition(
      signals.columns == start.neurons && signals.rows > 0 && batch > 0 && rate >= 0 && noise >= 0,
      "\(signals.rows) × \(signals.columns) signals for \(start.neurons) neurons, batch \(batch), "
        + "rate \(rate), noise \(noise)")
    self.start = start
    self.signals = signals
    self.noise = noise
    self.rate = rate
    self.batch = batch
    self.stream = stream
  }

  /// Where rows and the signs of noise are drawn.
  var streams: (rows: RandomStream, signs: RandomStream) {
    (stream.substream(0), stream.substream(1))
  }

  /// Whether two learnings may go side by side.
  public func sharesLanes(with other: Self) -> Bool {
    start.learnsInLanes && start.weights.rows == other.start.weights.rows
      && start.weights.columns == other.start.weights.columns && rate == other.rate
      && batch == other.batch
  }

  /// Learns for a number of steps, and looks at the network before the first and after every so many.
  ///
  /// As ``run(_:steps:recordingEvery:towards:until:checkpoint:progress:)``, of one network.
  public func run(
    steps: Int, recordingEvery interval: Int, towards target: WhiteningTarget,
    until criterion: WhiteningCriterion? = nil, checkpoint: () throws -> Void = {},
    progress: (Double) -> Void = { _ in }
  ) throws -> WhitenedNetwork<Network> {
    try Self.run(
      [self], steps: steps, recordingEvery: interval, towards: [target], until: criterion,
      checkpoint: checkpoint, progress: progress)[0]
  }

  /// Several networks learn for a number of steps, and are looked at before the first and after every
  /// so many. What one of them learns does not depend on the others, to the last bit.
  ///
  /// Convergence is looked for at these moments too.
  ///
  /// - Precondition: there is one, and networks of at most eight neurons share their shape, rate and
  ///   batch.
  /// - Parameters:
  ///   - learnings: What learns.
  ///   - steps: The number of steps.
  ///   - interval: After how many steps the network is looked at.
  ///   - targets: What each is to reach.
  ///   - criterion: When it counts as whitening, if that is asked.
  ///   - checkpoint: is called about every millisecond; what it throws ends the learning.
  ///   - progress: is called as often, with the fraction that is done.
  public static func run(
    _ learnings: [Self], steps: Int, recordingEvery interval: Int,
    towards targets: [WhiteningTarget],
    until criterion: WhiteningCriterion? = nil, checkpoint: () throws -> Void = {},
    progress: (Double) -> Void = { _ in }
  ) throws -> [WhitenedNetwork<Network>] {
    precondition(!learnings.isEmpty, "a learning needs a network")
    let isSmall = learnings[0].start.learnsInLanes
    let schedule = Schedule(steps: steps, interval: interval, criterion: criterion)
    var ended: [WhitenedNetwork<Network>] = []
    while ended.count < learnings.count {
      let group =
        ended.count..<min(ended.count + (isSmall ? Lanes.scalarCount : 1), learnings.count)
      // Some microseconds a sample, of one network or eight.
      let pause = max(1, 200 / learnings[group.lowerBound].batch)
      func breathe(after done: Int) throws {
        guard done % pause == 0 || done == steps else { return }
        try checkpoint()
        let share = Double(done) / Double(max(1, steps))
        progress(
          (Double(group.lowerBound) + share * Double(group.count)) / Double(learnings.count))
      }
      ended +=
        isSmall
        ? try run(
          inLanes: Array(learnings[group]), schedule, towards: Array(targets[group]), breathe)
        : [
          try learnings[group.lowerBound].runAlone(
            schedule, towards: targets[group.lowerBound], breathe)
        ]
    }
    return ended
  }

  /// For how long a network learns, and when it is looked at.
  private struct Schedule {
    let steps: Int
    let interval: Int
    let criterion: WhiteningCriterion?

    /// Whether the network is looked at after so many steps.
    func looks(after done: Int) -> Bool { done % interval == 0 || done == steps }
  }

  private func runAlone(
    _ schedule: Schedule, towards target: WhiteningTarget, _ breathe: (Int) throws -> Void
  ) throws -> WhitenedNetwork<Network> {
    var (network, course) = (start, WhiteningCourse())
    var draws = WhiteningDraws(self)
    var solver = RecurrentSolver(neurons: start.neurons)
    var first: WhiteningTarget.Distance?
    for done in 0...schedule.steps {
      if schedule.looks(after: done) {
        let distance = target.distance(of: network.recurrence)
        course.record(
          distance, since: &first, at: Double(done) * rate, until: schedule.criterion)
      }
      guard course.ending == .complete, done < schedule.steps else { break }
      try breathe(done)
      let moment =
        batch < start.neurons
        ? solver.moment(of: draws.samples(), recurrence: network.recurrence)
        : solver.moment(ofGram: draws.gram(), count: batch, recurrence: network.recurrence)
      guard let moment else {
        course.ending = .lostStability
        break
      }
      network.learn(fromMoment: moment, rate: rate)
    }
    course.complete(towards: target)
    try breathe(schedule.steps)
    return WhitenedNetwork(network: network, course: course)
  }

  private static func run(
    inLanes learnings: [Self], _ schedule: Schedule, towards targets: [WhiteningTarget],
    _ breathe: (Int) throws -> Void
  ) throws -> [WhitenedNetwork<Network>] {
    let lanes = WhiteningLanes(learnings, towards: targets)
    var courses = learnings.map { _ in WhiteningCourse() }
    var first: [WhiteningTarget.Distance?] = learnings.map { _ in nil }
    // Of those that lost their stability, as they were before.
    var lost: [Int: Network] = [:]
    for done in 0...schedule.steps where lost.count < learnings.count {
      let isPositive = lanes.settle()
      let distances = schedule.looks(after: done) ? lanes.distances(to: targets) : nil
      if distances != nil || !isPositive.isAllTrue {
        for lane in learnings.indices where lost[lane] == nil {
          if let distances {
            courses[lane].record(
              isPositive[lane] ? distances[lane] : nil, since: &first[lane],
              at: Double(done) * learnings[lane].rate, until: schedule.criterion)
          } else if !isPositive[lane] {
            courses[lane].ending = .lostStability
          }
          if courses[lane].ending != .complete { lost[lane] = lanes.network(lane) }
        }
      }
      guard done < schedule.steps else { break }
      try breathe(done)
      lanes.learn()
    }
    try breathe(schedule.steps)
    return learnings.indices.map { lane in
      courses[lane].complete(towards: targets[lane])
      return WhitenedNetwork(network: lost[lane] ?? lanes.network(lane), course: courses[lane])
    }
  }
}

// MARK: - Settling

/// Settles the responses of a linear recurrent network, y = M⁻¹x, in storage of its own.
struct RecurrentSolver {
  private var factor: [Double]
  private let neurons: Int

  init(neurons: Int) {
    self.neurons = neurons
    factor = Array(repeating: 0, count: neurons * neurons)
  }

  /// The mean of y yᵀ over a batch of inputs, one in each row; exactly symmetric. Nil where M is not
  /// positive definite: then nothing settles.
  mutating func moment(of inputs: consuming Matrix, recurrence: Matrix) -> Matrix? {
    precondition(
      inputs.columns == neurons && inputs.rows > 0 && recurrence.rows == neurons,
      "\(inputs.rows) × \(inputs.columns) inputs and \(recurrence.rows) recurrent neurons, not "
        + "\(neurons)")
    guard factorize(recurrence) else { return nil }
    factor.withUnsafeBufferPointer { factor in
      inputs.values.withUnsafeMutableBufferPointer {
        CholeskyFactor.solve(factor, order: neurons, rows: $0)
      }
    }
    return LinearAlgebra.gram(inputs, transposing: .first).divided(by: Double(inputs.rows))
  }

  /// The same for a large batch, of which Σ x xᵀ is known: mean(y yᵀ) = M⁻¹ mean(x xᵀ) M⁻¹ takes
  /// fewer operations.
  mutating func moment(ofGram gram: Matrix, count: Int, recurrence: Matrix) -> Matrix? {
    precondition(
      gram.columns == neurons && count > 0 && recurrence.rows == neurons,
      "a Gram matrix of \(gram.columns) and \(recurrence.rows) recurrent neurons, not \(neurons)")
    guard factorize(recurrence) else { return nil }
    let inverse = factor.withUnsafeBufferPointer {
      CholeskyFactor.inverse(of: $0, order: neurons)
    }
    let half = LinearAlgebra.product(inverse, gram)
    return LinearAlgebra.product(half, inverse).symmetricPart.divided(by: Double(count))
  }

  private mutating func factorize(_ recurrence: Matrix) -> Bool {
    for index in factor.indices { factor[index] = recurrence.values[index] }
    return factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: neurons)
    }
  }
}

extension Matrix {
  fileprivate consuming func divided(by divisor: Double) -> Matrix {
    let share = 1 / divisor
    for index in values.indices { values[index] *= share }
    return self
  }
}
