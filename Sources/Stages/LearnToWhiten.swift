import Circuits
import NumericalMethods
import Pipeline

/// A whitening network that learns from samples, a few at a time (`OnlineWhitening`).
///
/// It is shown one photograph's signals after the other, each for its duration. The ridge of a covariance
/// is added to its signals as white noise, so that the covariance is that of what the network sees.
/// Times are in units of 1/η: a phase has duration/η steps.
public struct LearnToWhiten: LockstepStage {
  public typealias Output = LearningCourse

  public static let id = "learn-to-whiten"
  public static let summary = "A whitening network that learns from samples as they come."
  public static let dependence = Dependence.recipe
  public static let lockstepWidth = Lanes.scalarCount

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

  public static func run(together cells: [Self], _ contexts: [Context]) throws -> [LearningCourse] {
    var courses: [LearningCourse] = []
    while courses.count < cells.count {
      let first = courses.count
      // Cells share their parameters, but their networks may be of different kinds.
      let last =
        cells[(first + 1)...].firstIndex { !$0.learnsAlike(cells[first]) } ?? cells.endIndex
      courses += try learn(
        Array(cells[first..<last]), Array(contexts[first..<last]), from: cells[first].start.network)
    }
    return courses
  }

  private func learnsAlike(_ other: Self) -> Bool {
    start.name == other.start.name && start.network.weights.rows == other.start.network.weights.rows
      && start.network.weights.columns == other.start.network.weights.columns
      && signals.values.count == other.signals.values.count
  }

  /// Learning of networks of one kind.
  private static func learn<Network: WhiteningNetwork>(
    _ cells: [Self], _ contexts: [Context], from _: Network
  ) throws -> [LearningCourse] {
    var networks = cells.compactMap { $0.start.network as? Network }
    var phases: [[LearningCourse.Phase]] = cells.map { _ in [] }
    let count = cells[0].signals.values.count
    for index in 0..<count {
      let shown = try zip(cells, networks).map { try $0.phase(index, of: $1.neurons) }
      let targets = try shown.map { try WhiteningTarget(covariance: $0.covariance.matrix) }
      let learnings = cells.indices.map { cell in
        OnlineWhitening(
          from: networks[cell], on: shown[cell].signals.settled,
          noise: shown[cell].covariance.summary.ridge, rate: cells[cell].rate,
          batch: cells[cell].batch,
          stream: RandomStream(seed: contexts[cell].streamSeed).substream(UInt64(index)))
      }
      let (steps, some) = (try cells[0].steps(ofPhase: index), cells[0])
      let ends = try OnlineWhitening.run(
        learnings, steps: steps, recordingEvery: max(1, steps / some.points), towards: targets,
        until: some.criterion, checkpoint: { for context in contexts { try context.checkpoint() } },
        progress: { share in
          for context in contexts { context.progress((Double(index) + share) / Double(count)) }
        })
      for cell in cells.indices {
        networks[cell] = ends[cell].network
        phases[cell].append(cells[cell].phase(ends[cell], targets[cell]))
        if ends[cell].course.ending != .complete {
          contexts[cell].note(
            "the network did not learn to whiten: the rate \(some.rate) is too large")
        }
      }
    }
    return cells.indices.map { cell in
      LearningCourse(
        record: LearningCourse.Record(
          network: cells[cell].start.name, neurons: networks[cell].neurons, rate: cells[cell].rate,
          batch: cells[cell].batch, criterion: cells[cell].criterion, phases: phases[cell]),
        weights: networks[cell].weights)
    }
  }

  private var criterion: WhiteningCriterion {
    WhiteningCriterion(measure: measure, threshold: threshold, reference: relativeTo)
  }

  /// What the network is shown in a phase.
  private func phase(_ index: Int, of neurons: Int) throws
    -> (signals: Samples, covariance: CovarianceMatrix)
  {
    let image = signals.values[index]
    let (shown, seen) = (signals[image], covariance[image])
    for found in [shown.dimension, seen.matrix.rows] where found != neurons {
      throw StageError.wrongDimension(found: found, expected: neurons)
    }
    return (shown, seen)
  }

  private func steps(ofPhase index: Int) throws -> Int {
    let duration = durations.ofPhase(index)
    let steps = Int((duration / rate).rounded())
    guard steps > 0 else { throw StageError.noStep(rate: rate, duration: duration) }
    return steps
  }

  private func phase<Network>(_ end: WhitenedNetwork<Network>, _ target: WhiteningTarget)
    -> LearningCourse.Phase
  {
    LearningCourse.Phase(
      course: end.course, stabilityBound: Network.stabilityBound(eigenvalues: target.eigenvalues),
      samplesUntilConvergence: end.course.convergenceTime.map {
        batch * Int(($0 / rate).rounded())
      })
  }
}
