import Circuits
import NumericalMethods
import Pipeline

/// A whitening network that learns from samples, a few at a time (`OnlineWhitening`).
///
/// It is shown one photograph's signals after the other, each for its duration. The ridge of a covariance
/// is added to its signals as white noise, so that the covariance is that of what the network sees.
/// Times are in units of 1/η: a phase has duration/η steps.
public struct LearnToWhiten: Stage {
  public static let id = "learn-to-whiten"
  public static let summary = "A whitening network that learns from samples as they come."
  public static let dependence = Dependence.recipe

  @Input public var start: NetworkWeights
  @Gathered(over: .imageIfAny) public var signals: Cells<Samples, String?>
  @Gathered(over: .imageIfAny) public var covariance: Cells<CovarianceMatrix, String?>
  @Parameter(in: 1e-9...1, "η") public var rate = 1e-3
  @Parameter(in: 1...10_000, "of samples in a step") public var batch = 1
  @Parameter(each: 1e-6...1e6, "of each set of signals, in units of 1/η; the last holds on")
  public var durations = [1.0]
  @Parameter(in: 2...10_000, "at which the network is looked at, in each phase")
  public var points = 200
  @Parameter("by what convergence is measured") public var measure = WhiteningCriterion.Measure
    .whiteningError
  @Parameter(in: 1e-12...1e12, "of convergence") public var threshold = 0.1
  @Parameter("what the threshold is a multiple of") public var relativeTo = WhiteningCriterion
    .Reference.initial
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> LearningCourse {
    try learn(from: start.network, context)
  }

  private func learn(from start: some WhiteningNetwork, _ context: Context) throws
    -> LearningCourse
  {
    let criterion = WhiteningCriterion(
      measure: measure, threshold: threshold, reference: relativeTo)
    let stream = RandomStream(seed: context.streamSeed)
    var network = start
    var phases: [LearningCourse.Phase] = []
    let images = signals.values
    for (index, image) in images.enumerated() {
      let (shown, seen) = (signals[image], covariance[image])
      for found in [shown.dimension, seen.matrix.rows] where found != network.neurons {
        throw StageError.wrongDimension(found: found, expected: network.neurons)
      }
      let online = OnlineWhitening(
        from: network, on: shown.settled, noise: seen.summary.ridge, rate: rate,
        batch: batch, stream: stream.substream(UInt64(index)))
      let duration = durations.ofPhase(index)
      let steps = Int((duration / rate).rounded())
      guard steps > 0 else { throw StageError.noStep(rate: rate, duration: duration) }
      let target = try WhiteningTarget(covariance: seen.matrix)
      let end = try online.run(
        steps: steps, recordingEvery: max(1, steps / points), towards: target, until: criterion,
        checkpoint: context.checkpoint,
        progress: { context.progress((Double(index) + $0) / Double(images.count)) })
      network = end.network
      phases.append(
        LearningCourse.Phase(
          course: end.course,
          stabilityBound: type(of: network).stabilityBound(eigenvalues: target.eigenvalues),
          samplesUntilConvergence: end.course.convergenceTime.map {
            batch * Int(($0 / rate).rounded())
          }))
      if end.course.ending != .complete {
        context.note("the network did not learn to whiten: the rate \(rate) is too large")
      }
    }
    return LearningCourse(
      record: LearningCourse.Record(
        network: self.start.name, neurons: network.neurons, rate: rate, batch: batch,
        criterion: criterion, phases: phases),
      weights: network.weights)
  }
}
