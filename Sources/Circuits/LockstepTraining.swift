import NumericalMethods

/// Trains several circuits side by side, each a lane of vector registers.
///
/// Circuits of the paper's activation family with N = 1, K = 1 or N = 2, K ≥ 2, no leak, that share
/// N, K, the family, the rule, the batch size and the number of iterations; their signals, starts
/// and streams are their own. Others are trained one at a time by `Training.run`.
///
/// A training's result is, bit by bit, the one that it has alone in its group, on every processor
/// and for every vector width: lanes do not mix, and there are only plain products and sums. It
/// differs from that of `Training.run` by rounding (and by residuals below 1e-12). A step
/// that the vector kernels cannot take in some lane (θ below 2.1, g = 0, nearly parallel weights, a
/// response that does not settle at once) is taken in that lane by the damped scalar solver.
///
/// Cost of a circuit in a full group, N = 2, K = 3 and N = 1, against a plain loop with libm
/// (`make bench`): an eighth and a tenth, and where vectors have four doubles (x86-64-v3) a
/// thirteenth and a fifteenth; alone in its group a third, and a fifth and a quarter.
public struct LockstepTraining: Sendable {
  /// The number of circuits that are trained side by side.
  public static let width = 8
  /// So many or fewer are faster one after the other, each with its batch in the lanes (measured: a
  /// group costs 3.3 to 3.8 of them for N = 2, K = 3, and 2.3 to 2.8 for N = 1).
  static let fewest = 3

  /// The trainings, in the order of the results.
  public let trainings: [Training<PowerActivation>]

  /// Whether two trainings may share a group.
  public static func sharesLanes(
    _ a: Training<PowerActivation>, _ b: Training<PowerActivation>
  ) -> Bool {
    a.start.primaryNeurons == b.start.primaryNeurons
      && a.start.interneurons == b.start.interneurons && a.start.activation == b.start.activation
      && a.rule == b.rule && a.batch == b.batch && a.iterations == b.iterations
  }

  /// A group of trainings, of any number; work goes by ``width`` of them.
  ///
  /// - Precondition: there is one, and all share N, K, family, rule, batch size and iterations.
  public init(_ trainings: [Training<PowerActivation>]) {
    precondition(!trainings.isEmpty, "a group of trainings needs one")
    precondition(
      trainings.allSatisfy { Self.sharesLanes($0, trainings[0]) },
      "trainings of a group share N, K, activation, rule, batch size and iterations")
    self.trainings = trainings
  }

  /// Trains all circuits.
  ///
  /// - Parameters:
  ///   - checkpoint: is called about every millisecond; what it throws ends the training.
  ///   - progress: is called as often, with the fraction that is done.
  public func run(
    checkpoint: () throws -> Void = {}, progress: (Double) -> Void = { _ in }
  ) throws -> [TrainedCircuit<PowerActivation>] {
    var results: [TrainedCircuit<PowerActivation>] = []
    var first = 0
    while first < trainings.count {
      let fits = LaneTrainer.fits(trainings[first].start)
      let left = trainings.count - first
      let last = fits && left > Self.fewest ? min(first + Self.width, trainings.count) : first + 1
      let (done, share) = (
        Double(first) / Double(trainings.count), Double(last - first) / Double(trainings.count)
      )
      if fits {
        let trainer = LaneTrainer(Array(trainings[first..<last]))
        results += try trainer.run(
          checkpoint: checkpoint, progress: { progress(done + share * $0) })
      } else {
        results.append(
          try trainings[first].run(
            checkpoint: checkpoint, progress: { progress(done + share * $0) }))
      }
      first = last
    }
    return results
  }
}
