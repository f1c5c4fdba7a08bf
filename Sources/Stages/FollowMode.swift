import Circuits
import NumericalMethods
import Pipeline

/// One mode of a whitening network: the closed form, and a network with one neuron that is simulated.
///
/// On its mean flow the simulated network lies on the closed form. With the steps that a network
/// itself makes (explicit Euler steps of η) it does so for small η; beyond the stability bound it
/// oscillates or loses its stability, and from a small start it overshoots.
public struct FollowMode: Stage {
  public static let id = "follow-mode"
  public static let summary = "One mode of a whitening network, simulated and in closed form."

  @Parameter("direct or interneurons") public var network = NetworkName.interneurons
  @Parameter(in: 1e-9...1e9, "c, the variance of the signals") public var eigenvalue = 1.0
  @Parameter(in: 1e-9...1e9, "m₀") public var start = 5.0
  @Parameter(in: 1e-6...1e9, "of the simulation, in units of 1/η") public var duration = 6.0
  @Parameter("mean flow, or steps of the rate") public var method = Method.flow
  @Parameter(in: 1e-6...100, "η, for steps") public var rate = 0.1
  @Parameter(in: 2...1000, "on the mean flow") public var points = 13
  @Parameter(in: 1e-9...1e9, "ε, the distance from √c that counts as settled")
  public var tolerance = 0.01

  /// How the network is simulated.
  public enum Method: String, ParameterChoice {
    /// On its mean flow, with an error of 10⁻¹⁰ a step.
    case flow
    /// In steps of η.
    case steps
  }

  public init() {}

  public func run(_ context: Context) throws -> ModeCourse {
    try follow(network.mode(start), context)
  }

  /// More cannot be seen, and take minutes.
  private static let mostSteps = 1_000_000

  private func follow<Network: WhiteningNetwork>(_ network: Network, _ context: Context) throws
    -> ModeCourse
  {
    let target = try WhiteningTarget(covariance: .scalar(eigenvalue))
    let criterion = WhiteningCriterion(measure: .recurrenceError, threshold: tolerance)
    let flow = WhiteningFlow(
      from: network, to: target,
      by: method == .flow ? .adaptive(tolerance: 1e-10) : .euler(rate: rate), until: criterion)
    let steps = Int((duration / rate).rounded(.down))
    guard method == .flow || steps <= Self.mostSteps else {
      throw StageError.tooManySteps(steps: steps, limit: Self.mostSteps)
    }
    guard method == .flow || steps > 0 else {
      throw StageError.noStep(rate: rate, duration: duration)
    }
    let times =
      method == .flow
      ? (0..<points).map { duration * Double($0) / Double(points - 1) }
      : (0...steps).map { Double($0) * rate }
    var simulated = ModeCourse.Curve(times: [], modes: [])
    let end = try flow.run(
      recording: times,
      observe: { time, recurrence in
        simulated.times.append(time)
        simulated.modes.append(recurrence[0, 0])
      }, checkpoint: context.checkpoint)
    let grid = (0...300).map { duration * Double($0) / 300 }
    return ModeCourse(
      network: self.network, eigenvalue: eigenvalue, start: start,
      rate: method == .flow ? nil : rate,
      exact: ModeCourse.Curve(
        times: grid,
        modes: grid.map { Network.mode(at: $0, from: start, eigenvalue: eigenvalue) }),
      simulated: simulated, convergenceTime: end.course.convergenceTime,
      outcome: outcome(of: simulated.modes, end.course.ending),
      overshoot: overshoot(of: simulated.modes),
      largestDeviation: method == .flow ? deviation(of: simulated, from: Network.self) : nil,
      stabilityBound: Network.stabilityBound(eigenvalues: [eigenvalue]))
  }

  private func overshoot(of modes: [Double]) -> Double {
    let root = eigenvalue.squareRoot()
    let side = start > root ? -1.0 : 1
    return modes.reduce(0) { max($0, side * ($1 - root)) }
  }

  private func deviation<Network: WhiteningNetwork>(
    of curve: ModeCourse.Curve, from type: Network.Type
  ) -> Double {
    zip(curve.times, curve.modes).reduce(0) { largest, point in
      max(largest, abs(point.1 - type.mode(at: point.0, from: start, eigenvalue: eigenvalue)))
    }
  }

  private func outcome(of modes: [Double], _ ending: WhiteningCourse.Ending)
    -> ModeCourse.Outcome
  {
    let root = eigenvalue.squareRoot()
    if ending == .diverged { return .runsAway }
    guard ending == .complete, let last = modes.last else { return .lostStability }
    if abs(last - root) <= tolerance { return .settled }
    let farthest = modes.dropLast().reduce(0) { max($0, abs($1 - root)) }
    if abs(last - root) > farthest { return .runsAway }
    let late = modes.suffix(max(2, modes.count / 4))
    let changesSide = zip(late, late.dropFirst()).contains { ($0 > root) != ($1 > root) }
    return changesSide ? .oscillates : .underway
  }
}

/// One mode of a whitening network in time.
public struct ModeCourse: RecordArtifact {
  public static let kind = "mode-course"
  public static let legend = describing("m(t): t in units of 1/η, m in the unit of the signals")

  /// Which network.
  public let network: NetworkName
  /// c.
  public let eigenvalue: Double
  /// m₀.
  public let start: Double
  /// η; none on the mean flow.
  public let rate: Double?
  /// The closed form of the mean flow.
  public let exact: Curve
  /// The simulated network; it ends where stability was lost.
  public let simulated: Curve
  /// When the simulated network first came within the tolerance of √c.
  public let convergenceTime: Double?
  /// What became of it.
  public let outcome: Outcome
  /// How far the simulated network went beyond √c, as seen from its start.
  public let overshoot: Double
  /// The largest distance of the simulated network from the closed form; none in steps.
  public let largestDeviation: Double?
  /// The largest η at which it would stay near the solution.
  public let stabilityBound: Double

  /// m(t).
  public struct Curve: Codable, Equatable, Sendable {
    /// t, in units of 1/η.
    public var times: [Double]
    /// m.
    public var modes: [Double]
  }

  /// What can become of a simulated network.
  public enum Outcome: String, Codable, Sendable {
    /// It is at √c.
    case settled
    /// It is still on its way.
    case underway
    /// It steps from one side of √c to the other and does not come closer than the tolerance.
    case oscillates
    /// It ends farther from √c than it began.
    case runsAway = "runs-away"
    /// m is no longer positive, or has left all bounds.
    case lostStability = "lost-stability"
  }
}
