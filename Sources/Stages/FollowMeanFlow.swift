import Circuits
import NumericalMethods
import Pipeline
import RealModule

/// A whitening network on its mean flow: what learning does at a small rate, without the noise of
/// samples (`WhiteningFlow`). It is shown one photograph's signals after the other.
public struct FollowMeanFlow: Stage {
  public static let id = "follow-mean-flow"
  public static let summary = "A whitening network that follows its mean flow."

  @Input public var start: NetworkWeights
  @Gathered(over: .imageIfAny) public var covariance: Cells<CovarianceMatrix, String?>
  @Parameter(each: 1e-6...1e9, "of each set of signals, in units of 1/η; the last holds on")
  public var durations = [1.0]
  @Parameter(in: 2...10_000, "of the course, in each phase") public var points = 200
  @Parameter("of these points") public var spacing = TimeSpacing.linear
  @Parameter(in: 1e-13...1e-2, "error of a step, relative to the weights")
  public var tolerance = 1e-9
  @Parameter("by what convergence is measured") public var measure = WhiteningCriterion.Measure
    .whiteningError
  @Parameter(in: 1e-12...1e12, "of convergence") public var threshold = 0.1
  @Parameter("what the threshold is a multiple of") public var relativeTo = WhiteningCriterion
    .Reference.initial

  public init() {}

  public func run(_ context: Context) throws -> LearningCourse {
    try follow(from: start.network, context)
  }

  private func follow(from start: some WhiteningNetwork, _ context: Context) throws
    -> LearningCourse
  {
    let criterion = WhiteningCriterion(
      measure: measure, threshold: threshold, reference: relativeTo)
    var network = start
    var phases: [LearningCourse.Phase] = []
    for (index, covariance) in covariance.artifacts.enumerated() {
      let target = try WhiteningTarget(covariance: covariance.matrix)
      guard target.covariance.rows == network.neurons else {
        throw StageError.wrongDimension(found: target.covariance.rows, expected: network.neurons)
      }
      let flow = WhiteningFlow(
        from: network, to: target, by: .adaptive(tolerance: tolerance), until: criterion)
      let times = spacing.times(until: durations.ofPhase(index), count: points)
      let end = try flow.run(recording: times, checkpoint: context.checkpoint)
      network = end.network
      phases.append(
        LearningCourse.Phase(
          course: end.course,
          stabilityBound: type(of: network).stabilityBound(eigenvalues: target.eigenvalues),
          samplesUntilConvergence: nil))
      context.progress(Double(index + 1) / Double(self.covariance.artifacts.count))
    }
    return LearningCourse(
      record: LearningCourse.Record(
        network: self.start.name, neurons: network.neurons, rate: nil, batch: nil,
        criterion: criterion, phases: phases),
      weights: network.weights)
  }
}

extension WhiteningCriterion.Measure: ParameterChoice {}
extension WhiteningCriterion.Reference: ParameterChoice {}

/// When a course is looked at.
public enum TimeSpacing: String, ParameterChoice {
  /// At equal distances.
  case linear
  /// At equal ratios, from a ten-thousandth of the duration.
  case logarithmic

  /// 0 and `count` times up to a duration.
  func times(until duration: Double, count: Int) -> [Double] {
    let fractions = (1..<count).map { Double($0) / Double(count) }
    return [0]
      + fractions.map { fraction in
        switch self {
        case .linear: duration * fraction
        case .logarithmic: duration * Double.pow(10, 4 * (fraction - 1))
        }
      } + [duration]
  }
}

extension [Double] {
  /// The duration of a phase: the last holds for all further ones.
  func ofPhase(_ index: Int) -> Double { index < count ? self[index] : last ?? 1 }
}
