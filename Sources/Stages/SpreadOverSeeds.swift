import Circuits
import Pipeline
import Statistics

/// What learning with several seeds has in common: medians and ranges of the distance from
/// whitening, and of the number of samples until it is small.
///
/// Networks that lost their stability count in a course as long as they had it, and in a median of
/// samples as infinitely many; in later phases they are lost from the start.
public struct SpreadOverSeeds: Stage {
  public static let id = "spread-over-seeds"
  public static let summary = "Medians and ranges over the seeds of learning courses."

  @Gathered(over: .seed) public var of: Cells<LearningCourse, Int>

  public init() {}

  public func run(_ context: Context) throws -> CourseSpread {
    let records = of.artifacts.map(\.record)
    let phases = records.map(\.phases.count).max() ?? 0
    return CourseSpread(
      network: records[0].network, rate: records[0].rate, batch: records[0].batch,
      criterion: records[0].criterion, seeds: records.count,
      phases: (0..<phases).map { phase($0, of: records) })
  }

  private func phase(_ index: Int, of records: [LearningCourse.Record]) -> CourseSpread.Phase {
    let phases = records.compactMap { $0.phases.indices.contains(index) ? $0.phases[index] : nil }
    let longest = phases.map(\.course.times).max { $0.count < $1.count } ?? []
    func bands(_ values: (WhiteningCourse) -> [Double]) -> CourseSpread.Band {
      let columns = longest.indices.map { time in
        phases.compactMap { phase -> Double? in
          let values = values(phase.course)
          return time < values.count ? values[time] : nil
        }.sorted()
      }
      return CourseSpread.Band(
        lower: columns.map { $0.first ?? 0 }, median: columns.map { Self.median($0) ?? 0 },
        upper: columns.map { $0.last ?? 0 })
    }
    let samples = records.map { record -> Double in
      guard record.phases.indices.contains(index) else { return .infinity }
      return record.phases[index].samplesUntilConvergence.map { Double($0) } ?? .infinity
    }.sorted()
    let middle = Self.median(samples).flatMap { $0.isFinite ? $0 : nil }
    return CourseSpread.Phase(
      times: longest,
      objective: bands(\.objectives), whiteningError: bands(\.whiteningErrors),
      medianSamples: middle, converged: samples.count { $0.isFinite },
      lost: records.count - phases.count { $0.course.ending == .complete })
  }

  /// The middle of sorted values, or the mean of the middle two.
  private static func median(_ sorted: [Double]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half])
  }
}

/// Learning with several seeds.
public struct CourseSpread: RecordArtifact {
  public static let kind = "course-spread"
  public static let legend = describing(
    "times in units of 1/η; V in the unit of the signals; ‖C_y − I‖ dimensionless")

  /// Which network.
  public let network: NetworkName
  /// η.
  public let rate: Double?
  /// The number of samples in a step.
  public let batch: Int?
  /// When a network counted as whitening.
  public let criterion: WhiteningCriterion
  /// The number of seeds.
  public let seeds: Int
  /// The sets of signals, in the order in which they were shown.
  public let phases: [Phase]

  /// The time for which a set of signals was shown.
  public struct Phase: Codable, Equatable, Sendable {
    /// From 0, in units of 1/η.
    public let times: [Double]
    /// V.
    public let objective: Band
    /// ‖C_y − I‖.
    public let whiteningError: Band
    /// The median number of samples until the criterion was met; none where half of the seeds or
    /// more did not meet it.
    public let medianSamples: Double?
    /// How many seeds met it.
    public let converged: Int
    /// How many seeds lost their stability, in this phase or before, or diverged.
    public let lost: Int
  }

  /// A median between the extremes.
  public struct Band: Codable, Equatable, Sendable {
    /// The smallest values.
    public let lower: [Double]
    /// The medians.
    public let median: [Double]
    /// The largest values.
    public let upper: [Double]
  }
}
