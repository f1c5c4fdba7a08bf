import Circuits
import NumericalMethods

/// Learning of more than two primary neurons, in lanes and by the damped scalar solver.
struct Population {
  private static let iterations = 600
  private static let rounds = 5
  let primaryNeurons: Int
  let interneurons: Int

  /// Prints the times of a learning sample; false where the two end with different parameters.
  func measure() throws -> Bool {
    let signals = (0..<Case.runs).map {
      SyntheticSignals.signals(primaryNeurons: primaryNeurons, seed: UInt64($0))
    }
    let each = try Case(
      interneurons: interneurons, signals: signals, iterations: Self.iterations)
    let samples = Double(Self.iterations * each.trainings[0].batch)
    var times = Times()
    var largest = 0.0
    for round in 0..<Self.rounds {
      let run = round % Case.runs
      let slow = try times.measure(.plain, per: samples) { try each.trainings[run].run() }
      let fast = try times.measure(.lockstep, per: Double(Case.runs) * samples) {
        try LockstepTraining(each.trainings).run()
      }
      largest = max(
        largest, Benchmark.distance(Case.all(slow.circuit), Case.all(fast[run].circuit)))
    }
    let agrees = largest <= Benchmark.parameterTolerance
    Table.show(self, times, difference: largest, agrees: agrees)
    return agrees
  }
}
