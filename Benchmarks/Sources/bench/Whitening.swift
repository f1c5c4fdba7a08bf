import Circuits
import NumericalMethods

/// Online learning of whitening networks, ours and in a plain loop: figure 5's and figure 6's.
struct Whitening {
  private static let rounds = 3
  let neurons: Int
  let batch: Int
  let steps: Int
  /// How many networks learn side by side.
  let networks: Int
  /// What ours is asked to be faster by.
  let bar: String

  /// Figure 5's samples: five neurons, one sample in a step.
  static let few = Whitening(neurons: 5, batch: 1, steps: 20_000, networks: 8, bar: "8")
  /// Figure 6's steps: patches of 8 × 8 pixels, a thousand in a step.
  static let many = Whitening(neurons: 64, batch: 1000, steps: 100, networks: 1, bar: "-")

  /// Prints the times of a sample; false where the two end with different weights.
  func measure() throws -> Bool {
    var stream = RandomStream(key: [2025, UInt64(neurons)])
    let signals = Matrix(
      rows: 20_000, columns: neurons,
      values: (0..<20_000 * neurons).map {
        (1 + Double($0 % neurons)).squareRoot() * stream.normal()
      })
    var covariance = Matrix(rows: neurons, columns: neurons)
    for i in 0..<neurons { covariance[i, i] = Double(i + 1) }
    let target = try WhiteningTarget(covariance: covariance)
    let start = try InterneuronWhitening(
      recurrence: InitialRecurrence(.random, scale: 3).matrix(for: target, from: &stream),
      interneurons: neurons, from: &stream)
    let learnings = (0..<networks).map { seed in
      OnlineWhitening(
        from: start, on: signals, noise: 0.01, rate: 1e-3, batch: batch,
        stream: RandomStream(key: [2026, UInt64(seed)]))
    }
    var times = Times()
    var largest = 0.0
    let samples = Double(steps * batch)
    for round in 0..<Self.rounds {
      let chosen = round % networks
      let plain = times.measure(.plain, per: samples) {
        PlainWhitening(learnings[chosen]).learn(steps)
      }
      let ours = try times.measure(.lockstep, per: samples * Double(networks)) {
        try OnlineWhitening.run(
          learnings, steps: steps, recordingEvery: steps,
          towards: learnings.map { _ in target })
      }
      largest = max(largest, Benchmark.distance(plain, ours[chosen].network.weights.values))
    }
    let agrees = largest <= Benchmark.parameterTolerance
    print(
      "\nOnline whitening by interneurons, n = k = \(neurons), \(batch) samples in a step"
        + (networks > 1 ? ", \(networks) networks side by side" : ""))
    Table.lines("sample: plain scalar Swift", times, bar: bar)
    Table.agreement("weights", largest, agrees)
    return agrees
  }
}

/// What ``OnlineWhitening`` says, number by number.
private struct PlainWhitening {
  private let n: Int
  private let batch: Int
  private let rate: Double
  private let amplitude: Double
  private let centered: [Double]
  private let count: Int
  private var rows: RandomStream
  private var signs: RandomStream
  private var w: [Double]

  init(_ learning: OnlineWhitening<InterneuronWhitening>) {
    n = learning.start.neurons
    batch = learning.batch
    rate = learning.rate
    amplitude = learning.noise.squareRoot()
    count = learning.signals.rows
    rows = learning.stream.substream(0)
    signs = learning.stream.substream(1)
    w = learning.start.weights.values
    let (values, n, count) = (learning.signals.values, n, count)
    let means = (0..<n).map { j in (0..<count).reduce(0) { $0 + values[$1 * n + j] } / Double(count)
    }
    centered = values.indices.map { values[$0] - means[$0 % n] }
  }

  /// The weights after some steps.
  consuming func learn(_ steps: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: n * n)
    var moment = factor
    var y = [Double](repeating: 0, count: n)
    for _ in 0..<steps {
      factorize(&factor)
      for index in moment.indices { moment[index] = 0 }
      for _ in 0..<batch {
        draw(&y)
        settle(&y, factor)
        for i in 0..<n { for j in 0..<n { moment[i * n + j] += y[i] * y[j] } }
      }
      for index in moment.indices { moment[index] /= Double(batch) }
      for i in 0..<n { moment[i * n + i] -= 1 }
      let old = w
      for i in 0..<n {
        for k in 0..<n {
          var sum = 0.0
          for j in 0..<n { sum += moment[i * n + j] * old[j * n + k] }
          w[i * n + k] += rate * sum
        }
      }
    }
    return w
  }

  private mutating func draw(_ x: inout [Double]) {
    let first = Int(rows.integer(below: UInt64(count))) * n
    var bits: UInt64 = 0
    for j in 0..<n {
      if j % 64 == 0 { bits = signs.next() }
      x[j] = centered[first + j] + (bits & 1 == 0 ? amplitude : -amplitude)
      bits >>= 1
    }
  }

  /// L with W Wᵀ = L Lᵀ.
  private func factorize(_ factor: inout [Double]) {
    for i in 0..<n {
      for j in 0...i {
        var rest = 0.0
        for k in 0..<n { rest += w[i * n + k] * w[j * n + k] }
        for k in 0..<j { rest -= factor[i * n + k] * factor[j * n + k] }
        factor[i * n + j] = i == j ? rest.squareRoot() : rest / factor[j * n + j]
      }
    }
  }

  private func settle(_ y: inout [Double], _ factor: [Double]) {
    for i in 0..<n {
      for k in 0..<i { y[i] -= factor[i * n + k] * y[k] }
      y[i] /= factor[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { y[i] -= factor[k * n + i] * y[k] }
      y[i] /= factor[i * n + i]
    }
  }
}
