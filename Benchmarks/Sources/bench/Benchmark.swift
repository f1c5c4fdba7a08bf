import Circuits
import Glibc
import NumericalMethods

/// Everything that users wait for, each against something plain in the same run.
///
/// Learning and responding go against a plain scalar loop and NumPy, others against what is said
/// where they are printed. Words on the command line choose among them: `2,3`, `photograph`, `4,8`,
/// `whitening`, `flow`, `planning`, `command`. All contenders take turns, round after round, on one thread and by that thread's own clock, so
/// that what else the machine does hits all alike; a time is the median of its rounds.
@main struct Benchmark {
  static let rounds = 9
  static let numPyRounds = 3
  /// Residuals of 1e-12, learned from 20,000 times and more at rates of 1e-4 and less.
  static let parameterTolerance = 1e-9
  /// Two residuals of 1e-12 (1 + ‖s‖) over stiffnesses above 0.1, relative to 1 + |r|.
  static let responseTolerance = 1e-9

  static func main() throws {
    let words = Set(CommandLine.arguments.dropFirst())
    func isWanted(_ word: String) -> Bool { words.isEmpty || words.contains(word) }
    Conditions.describe()
    var agrees = true
    for (n, k) in [(1, 1), (2, 2), (2, 3), (2, 4)] where isWanted("\(n),\(k)") {
      let signals = (0..<Case.runs).map {
        SyntheticSignals.signals(primaryNeurons: n, seed: UInt64($0))
      }
      let each = try Case(interneurons: k, signals: signals, iterations: n == 1 ? 60_000 : 24_000)
      agrees = try measure(each, on: "synthetic signals") && agrees
    }
    if isWanted("photograph") {
      let pairs = try PhotographSignals.pairs(of: "chelsea", offset: 2)
      let signals = Array(repeating: pairs, count: Case.runs)
      for k in 2...4 {
        let each = try Case(interneurons: k, signals: signals, iterations: 24_000)
        agrees = try measure(each, on: "pairs of the photograph 'chelsea'") && agrees
      }
    }
    if isWanted("4,8") {
      agrees = try Population(primaryNeurons: 4, interneurons: 8).measure() && agrees
    }
    if isWanted("whitening") {
      agrees = try Whitening.few.measure() && agrees
      agrees = try Whitening.many.measure() && agrees
    }
    if isWanted("flow") { agrees = try Flow.measure() && agrees }
    if isWanted("planning") { try Planning.measure() }
    if isWanted("command") { try Command().measure() }
    print("load average at the end \(Conditions.loadAverage)")
    if !agrees { exit(1) }
  }

  /// Prints the table of one shape; false where contenders end with different results.
  private static func measure(_ each: Case, on signals: String) throws -> Bool {
    defer { fflush(nil) }
    let numPy = NumPy(each)
    defer { numPy?.removeInput() }
    var times = Times()
    var (parameters, responses, numPyError) = (0.0, 0.0, 0.0)
    var evaluations = 0.0
    var bits: UInt64 = 0
    let samples = Double(each.iterations * each.trainings[0].batch)
    let some = Matrix(
      rows: Case.responses, columns: each.primaryNeurons,
      values: Array(each.trainings[0].signals.values[0..<Case.responses * each.primaryNeurons]))
    for round in 0..<rounds {
      let run = round % Case.runs
      let plain = times.measure(.plain, per: samples) { each.trainPlainly(run) }
      let lockstep = try times.measure(.lockstep, per: Double(Case.runs) * samples) {
        try LockstepTraining(each.trainings).run()
      }
      let alone = try times.measure(.alone, per: samples) {
        try LockstepTraining([each.trainings[run]]).run()
      }
      let circuit = lockstep[0].circuit
      let slow = times.measure(.plainResponse, per: Double(Case.responses)) {
        each.respondPlainly(circuit, to: some)
      }
      let fast = try times.measure(.response, per: Double(Case.responses)) {
        try circuit.responses(to: some)
      }
      if round < numPyRounds, let numPy {
        let result = try numPy.train()
        times.add(.numPy, result.nanoseconds)
        numPyError = max(numPyError, distance(result.parameters, numPy.expected))
      }
      evaluations = plain.evaluations
      bits = checksum(lockstep.flatMap { Case.all($0.circuit) } + fast.values.values)
      parameters = max(
        parameters, distance(plain.parameters, Case.all(lockstep[run].circuit)),
        distance(plain.parameters, Case.all(alone[0].circuit)))
      responses = max(
        responses,
        zip(slow, fast.values.values).reduce(0) { max($0, abs($1.0 - $1.1) / (1 + abs($1.0))) })
    }
    let agrees =
      parameters <= parameterTolerance && responses <= responseTolerance
      && numPyError <= parameterTolerance
    Table.show(
      each, on: signals, times, evaluations: evaluations,
      errors: (parameters, responses, numPy == nil ? nil : numPyError), agrees: agrees)
    print(
      "  checksum of our parameters and responses, the same for all flags: "
        + String(bits, radix: 16))
    return agrees
  }

  /// A checksum of the bits of some numbers.
  private static func checksum(_ values: [Double]) -> UInt64 {
    values.reduce(14_695_981_039_346_656_037) { ($0 ^ $1.bitPattern) &* 1_099_511_628_211 }
  }

  /// The largest difference; infinite where something is not a number.
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { largest, pair in
      let difference = abs(pair.0 - pair.1)
      return difference.isNaN ? .infinity : max(largest, difference)
    }
  }
}
