import Circuits
import Glibc
import NumericalMethods

/// One shape of circuit, eight trainings of it, and the contenders that train them.
struct Case {
  static let runs = LockstepTraining.width
  static let responses = 50_000

  let primaryNeurons: Int
  let interneurons: Int
  let iterations: Int
  let trainings: [Training<PowerActivation>]
  /// Row numbers of each training's batches, as `Training` draws them.
  private let rows: [[UInt32]]
  private let rates: LearningRates

  /// Trainings `seed` 0 … 7 on a set of signals each.
  init(interneurons k: Int, signals: [Matrix], iterations: Int) throws {
    let n = signals[0].columns
    var schedule: Schedule = n == 1 ? .paperScalar : .paperPairs
    schedule.iterations = iterations
    primaryNeurons = n
    interneurons = k
    rates = schedule.rates
    self.iterations = iterations
    trainings = try signals.enumerated().map { seed, signals in
      let stream = RandomStream(key: [7, UInt64(seed)])
      var startStream = stream.substream(0)
      let start = ShapingCircuit(
        startOf: schedule, primaryNeurons: n, interneurons: k, activation: PowerActivation(),
        weights: .unit, from: &startStream)
      return try Training(
        signals: signals, start: start, schedule: schedule, stream: stream.substream(1))
    }
    rows = trainings.map { Self.rows(of: $0) }
  }

  /// Draws as `Training.stream` documents: a `fill` for every 2048 steps.
  private static func rows(of training: Training<PowerActivation>) -> [UInt32] {
    var stream = training.stream
    let chunk = 2048 * training.batch
    let chunks = (training.iterations * training.batch + chunk - 1) / chunk
    var rows = [UInt32](repeating: 0, count: chunks * chunk)
    for first in stride(from: 0, to: rows.count, by: chunk) {
      rows.withUnsafeMutableBufferPointer {
        stream.fill(
          .init(rebasing: $0[first..<first + chunk]), below: UInt32(training.signals.rows))
      }
    }
    return rows
  }

  /// The plain loop on one training: all parameters at the end (or after some steps), and
  /// evaluations per sample.
  func trainPlainly(
    _ run: Int, steps: Int? = nil
  ) -> (parameters: [Double], evaluations: Double) {
    let steps = steps ?? iterations
    let training = trainings[run]
    let parameters = PlainParameters(training.start, rates: rates)
    var circuit = PlainCircuit(parameters)
    defer { circuit.deallocate() }
    training.signals.values.withUnsafeBufferPointer { signals in
      rows[run].withUnsafeBufferPointer { rows in
        guard let signals = signals.baseAddress, let rows = rows.baseAddress else { return }
        circuit.train(signals, rows: rows, batch: training.batch, iterations: steps)
      }
    }
    return (parameters.all, Double(circuit.evaluations) / Double(steps * training.batch))
  }

  /// The plain loop's responses to the first signals of a training, N after N.
  func respondPlainly(_ circuit: ShapingCircuit<PowerActivation>, to signals: Matrix) -> [Double] {
    var plain = PlainCircuit(PlainParameters(circuit, rates: rates))
    defer { plain.deallocate() }
    var result = [Double](repeating: 0, count: signals.values.count)
    plain.prepare()
    signals.values.withUnsafeBufferPointer { signals in
      result.withUnsafeMutableBufferPointer { result in
        for row in 0..<signals.count / primaryNeurons {
          if primaryNeurons == 1 {
            plain.settle(signals[row])
            result[row] = plain.response.0
          } else {
            plain.settle(signals[2 * row], signals[2 * row + 1])
            result[2 * row] = plain.response.0
            result[2 * row + 1] = plain.response.1
          }
        }
      }
    }
    return result
  }

  /// The first batches of several trainings as NumPy takes them, steps × runs × batch × N, and the
  /// starts, all numbers of one run after those of another.
  func numPyInput(runs: Int, steps: Int) -> (signals: [Double], starts: [Double]) {
    var signals: [Double] = []
    for step in 0..<steps {
      for run in 0..<runs {
        let training = trainings[run % trainings.count]
        for row in rows[run % trainings.count][step * training.batch..<(step + 1) * training.batch]
        {
          for j in 0..<primaryNeurons { signals.append(training.signals[Int(row), j]) }
        }
      }
    }
    let starts = (0..<runs).flatMap { Self.all(trainings[$0 % trainings.count].start) }
    return (signals, starts)
  }

  /// g, θ, W.
  static func all(_ circuit: ShapingCircuit<PowerActivation>) -> [Double] {
    circuit.gains + circuit.thetas + circuit.weights.values
  }
}
