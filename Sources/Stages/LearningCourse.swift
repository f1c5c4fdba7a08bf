import Circuits
import NumericalMethods
import Pipeline

/// How a whitening network learned: `course.json`, and in `weights.npy` its weights at the end.
public struct LearningCourse: Artifact {
  public static let kind = "learning-course"
  public static let legend = [
    "course.json": "times in units of 1/η; V in the unit of the signals; ‖C_y − I‖ dimensionless",
    "weights.npy": "M (n × n, unit of the signals) or W (n × k, its root), at the end",
  ]

  /// What happened.
  public let record: Record
  /// M or W at the end.
  public let weights: Matrix

  /// What happened, a phase for each set of signals.
  public struct Record: Codable, Equatable, Sendable {
    /// Which network.
    public let network: NetworkName
    /// n.
    public let neurons: Int
    /// η, the time that a step takes; none where the mean flow was followed.
    public let rate: Double?
    /// The number of samples in a step; none where the mean flow was followed.
    public let batch: Int?
    /// When the network counted as whitening.
    public let criterion: WhiteningCriterion
    /// The sets of signals, in the order in which they were shown.
    public let phases: [Phase]
  }

  /// The time for which a set of signals was shown.
  public struct Phase: Codable, Equatable, Sendable {
    /// The distance from whitening them; times begin at 0.
    public let course: WhiteningCourse
    /// The largest η at which Euler steps of the mean flow would stay near the solution.
    public let stabilityBound: Double
    /// The number of samples until the criterion was first met; none where it was not, or where the
    /// mean flow was followed.
    public let samplesUntilConvergence: Int?
  }

  init(record: Record, weights: Matrix) {
    self.record = record
    self.weights = weights
  }

  /// The network at the end.
  public var network: NetworkWeights { NetworkWeights(name: record.network, weights: weights) }

  public func files() throws -> [ArtifactFile] {
    [try .record("course.json", record), .matrix("weights.npy", weights)]
  }

  public init(files: [ArtifactFile]) throws {
    record = try files.record("course.json")
    weights = try files.matrix("weights.npy")
  }
}
