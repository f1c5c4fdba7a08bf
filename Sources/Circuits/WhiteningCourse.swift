/// How far a network was from whitening in the course of its learning.
///
/// Time is in units of 1/η: after t/η steps with learning rate η, t has passed.
public struct WhiteningCourse: Codable, Equatable, Sendable {
  /// How the learning ended.
  public enum Ending: String, Codable, Sendable {
    /// At the end of its time.
    case complete
    /// M was no longer positive definite, and responses no longer settled: too long a step, or an
    /// overshoot. The course goes as far as they did.
    case lostStability = "lost-stability"
    /// At the end of its time, but farther from the solution than at its start, and than M = 2.6 S
    /// would be (V > Tr S): steps too long for their fluctuations.
    case diverged
  }

  /// When the network was looked at, ascending from 0.
  public private(set) var times: [Double] = []
  /// V at these times.
  public private(set) var objectives: [Double] = []
  /// ‖C_y − I‖ at these times.
  public private(set) var whiteningErrors: [Double] = []
  /// When the criterion was first met; none where it was not.
  public internal(set) var convergenceTime: Double?
  /// How the learning ended.
  public internal(set) var ending = Ending.complete

  init() {}

  /// Ends the course at the end of its time.
  mutating func complete(towards target: WhiteningTarget) {
    guard let first = objectives.first, let last = objectives.last else { return }
    ending = last > max(first, target.trace) ? .diverged : .complete
  }

  mutating func record(_ distance: WhiteningTarget.Distance, at time: Double) {
    times.append(time)
    objectives.append(distance.objective)
    whiteningErrors.append(distance.whiteningError)
  }
}

/// A network that has learned, and how.
public struct WhitenedNetwork<Network: WhiteningNetwork>: Equatable, Sendable {
  /// The network at the end.
  public let network: Network
  /// How far it was from whitening on the way.
  public let course: WhiteningCourse
}
