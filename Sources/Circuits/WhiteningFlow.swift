import NumericalMethods

/// A whitening network that follows its mean flow: what learning does on average, at a small rate.
///
///     direct: Ṁ = M⁻¹CM⁻¹ − I          interneurons: Ẇ = (M⁻¹CM⁻¹ − I) W
///
/// By steps of controlled error, or by those that a network itself makes at a learning rate η
/// (explicit Euler steps). Source: science B.
public struct WhiteningFlow<Network: WhiteningNetwork>: Sendable {
  /// How time advances.
  public enum Method: Equatable, Sendable {
    /// Steps whose error is at most this: relative to each weight, plus a thousandth of the largest
    /// at the start, in root mean square.
    case adaptive(tolerance: Double)
    /// Steps of η.
    case euler(rate: Double)
  }

  /// The network at the start.
  public let start: Network
  /// What it is to reach.
  public let target: WhiteningTarget
  /// How time advances.
  public let method: Method
  /// When it counts as whitening, if that is asked.
  public let criterion: WhiteningCriterion?
  /// Whether the flow ends where the criterion is met: near the solution steps are short.
  public let endsOnceMet: Bool
  /// The most steps of controlled error: two minutes for 64 neurons.
  public let stepLimit: Int

  /// A flow.
  ///
  /// - Precondition: network and target have the same number of neurons.
  public init(
    from start: Network, to target: WhiteningTarget, by method: Method,
    until criterion: WhiteningCriterion? = nil, endsOnceMet: Bool = false,
    stepLimit: Int = 200_000
  ) {
    precondition(
      start.neurons == target.covariance.rows,
      "a network of \(start.neurons) neurons for \(target.covariance.rows) inputs")
    self.start = start
    self.target = target
    self.method = method
    self.criterion = criterion
    self.endsOnceMet = endsOnceMet
    self.stepLimit = stepLimit
  }

  /// Follows the flow and looks at the network at some times, which ascend.
  ///
  /// The time of convergence is that of the flow within the tolerance, or a multiple of η.
  ///
  /// - Parameters:
  ///   - times: When the network is looked at.
  ///   - observe: is shown M at these times.
  ///   - checkpoint: is called at every step; what it throws ends the flow.
  /// - Throws: `CircuitError.tooStiff` where the steps do not suffice.
  public func run(
    recording times: [Double],
    observe: (_ time: Double, _ recurrence: Matrix) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> WhitenedNetwork<Network> {
    guard let first = target.distance(of: start.recurrence) else {
      var course = WhiteningCourse()
      course.ending = .lostStability
      return WhitenedNetwork(network: start, course: course)
    }
    switch method {
    case .adaptive(let tolerance):
      return try follow(tolerance, from: first, recording: times, observe, checkpoint)
    case .euler(let rate):
      return try stepping(rate, from: first, recording: times, observe, checkpoint)
    }
  }

  // MARK: Controlled error

  private func follow(
    _ tolerance: Double, from first: WhiteningTarget.Distance, recording times: [Double],
    _ observe: (Double, Matrix) -> Void, _ checkpoint: () throws -> Void
  ) throws -> WhitenedNetwork<Network> {
    var course = WhiteningCourse()
    if criterion?.isMet(by: first, from: first) == true { course.convergenceTime = 0 }
    let largest = start.weights.values.reduce(0) { max($0, abs($1)) }
    let integrator = AdaptiveIntegrator(
      from: start.weights.values,
      tolerance: .init(relative: tolerance, absolute: tolerance * 1e-3 * largest),
      field: velocity)
    guard var integrator else { preconditionFailure("a distance without an excess") }
    var steps = 0
    for time in times {
      while integrator.time < time {
        try checkpoint()
        guard steps < stepLimit else {
          throw CircuitError.tooStiff(
            time: integrator.time, end: times.last ?? time, steps: steps)
        }
        steps += 1
        guard integrator.step(upTo: time) == .stepped else {
          course.ending = .lostStability
          return WhitenedNetwork(network: network(integrator.state), course: course)
        }
        if course.convergenceTime == nil, isMet(integrator.state, first) {
          course.convergenceTime = crossing(in: integrator, first)
        }
        if endsOnceMet, course.convergenceTime != nil {
          return WhitenedNetwork(network: network(integrator.state), course: course)
        }
      }
      guard let distance = distance(integrator.state) else {
        course.ending = .lostStability
        break
      }
      course.record(distance, at: time)
      observe(time, network(integrator.state).recurrence)
    }
    return WhitenedNetwork(network: network(integrator.state), course: course)
  }

  /// When within the last step the criterion was met, to 2⁻⁴⁰ of the step.
  private func crossing(
    in integrator: AdaptiveIntegrator, _ first: WhiteningTarget.Distance
  ) -> Double {
    let length = integrator.time - integrator.previous.time
    var (low, high) = (0.0, length)
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      if isMet(integrator.state(sincePrevious: middle), first) {
        high = middle
      } else {
        low = middle
      }
    }
    return integrator.previous.time + high
  }

  private func velocity(_ state: [Double]) -> [Double]? {
    let network = network(state)
    return target.excess(of: network.recurrence).map { network.flow(excess: $0).values }
  }

  private func isMet(_ state: [Double], _ first: WhiteningTarget.Distance) -> Bool {
    guard let criterion, let distance = distance(state) else { return false }
    return criterion.isMet(by: distance, from: first)
  }

  private func distance(_ state: [Double]) -> WhiteningTarget.Distance? {
    target.distance(of: network(state).recurrence)
  }

  private func network(_ state: [Double]) -> Network {
    let shape = start.weights
    return start.with(
      weights: Matrix(rows: shape.rows, columns: shape.columns, values: state))
  }

  // MARK: Steps of a learning rate

  /// The largest element of the diagonal: M has run away when it is a million times what it was, and
  /// a million times what it should be.
  private static func size(_ recurrence: Matrix) -> Double {
    (0..<recurrence.rows).reduce(0) { max($0, recurrence[$1, $1]) }
  }

  private func stepping(
    _ rate: Double, from first: WhiteningTarget.Distance, recording times: [Double],
    _ observe: (Double, Matrix) -> Void, _ checkpoint: () throws -> Void
  ) throws -> WhitenedNetwork<Network> {
    var course = WhiteningCourse()
    if criterion?.isMet(by: first, from: first) == true { course.convergenceTime = 0 }
    var state = start.weights.values
    var steps = 0
    let limit = 1e6 * max(Self.size(start.recurrence), Self.size(target.recurrence))
    for time in times {
      while Double(steps) * rate < time * (1 - 1e-12) {
        try checkpoint()
        let recurrence = network(state).recurrence
        guard Self.size(recurrence) < limit, let velocity = velocity(state) else {
          course.ending = .lostStability
          return WhitenedNetwork(network: network(state), course: course)
        }
        for index in state.indices { state[index] += rate * velocity[index] }
        steps += 1
        if course.convergenceTime == nil, isMet(state, first) {
          course.convergenceTime = Double(steps) * rate
        }
        if endsOnceMet, course.convergenceTime != nil {
          return WhitenedNetwork(network: network(state), course: course)
        }
      }
      guard let distance = distance(state) else {
        course.ending = .lostStability
        return WhitenedNetwork(network: network(state), course: course)
      }
      course.record(distance, at: Double(steps) * rate)
      observe(Double(steps) * rate, network(state).recurrence)
    }
    course.complete(towards: target)
    return WhitenedNetwork(network: network(state), course: course)
  }
}
