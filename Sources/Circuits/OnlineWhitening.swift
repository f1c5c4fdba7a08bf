import NumericalMethods

/// A whitening network that learns from samples as they come.
///
/// Each step draws a batch uniformly from the signals, with replacement, subtracts their mean, adds
/// white noise, lets the responses settle (y = M⁻¹x, by Cholesky) and changes the weights. The noise
/// is √noise in every direction, of either sign. The covariance of what the network sees is
/// Σ (x − m)(x − m)ᵀ/count + noise · I (an estimate that divides by count − 1 is larger by 1/count),
/// so that its mean flow is that of ``WhiteningFlow`` for this covariance; it deviates from it by a
/// root mean square that falls as √(η/b) (science B).
///
/// Cost of a step with b samples: n³/3 + 2 n²k + 3 n²b operations, for b ≥ n 5 n³ + 2 n²k + n²b.
public struct OnlineWhitening<Network: WhiteningNetwork>: Sendable {
  /// The network at the start.
  public let start: Network
  /// count × n: what is drawn from.
  public let signals: Matrix
  /// The variance of the noise, in every direction.
  public let noise: Double
  /// η.
  public let rate: Double
  /// The number of samples in a step.
  public let batch: Int
  /// Where draws and noise come from.
  public let stream: RandomStream

  /// A learning.
  ///
  /// - Precondition: there are signals, of as many numbers as the network has neurons; the batch is
  ///   not empty; rate and noise are not negative.
  public init(
    from start: Network, on signals: Matrix, noise: Double, rate: Double, batch: Int,
    stream: RandomStream
  ) {
    precondition(
      signals.columns == start.neurons && signals.rows > 0 && batch > 0 && rate >= 0 && noise >= 0,
      "\(signals.rows) × \(signals.columns) signals for \(start.neurons) neurons, batch \(batch), "
        + "rate \(rate), noise \(noise)")
    self.start = start
    self.signals = signals
    self.noise = noise
    self.rate = rate
    self.batch = batch
    self.stream = stream
  }

  /// Learns for a number of steps, and looks at the network before the first and after every so many.
  ///
  /// Convergence is looked for at these moments too.
  ///
  /// - Parameters:
  ///   - steps: The number of steps.
  ///   - interval: After how many steps the network is looked at.
  ///   - target: What it is to reach.
  ///   - criterion: When it counts as whitening, if that is asked.
  ///   - checkpoint: is called about every millisecond; what it throws ends the learning.
  ///   - progress: is called as often, with the fraction that is done.
  public func run(
    steps: Int, recordingEvery interval: Int, towards target: WhiteningTarget,
    until criterion: WhiteningCriterion? = nil, checkpoint: () throws -> Void = {},
    progress: (Double) -> Void = { _ in }
  ) throws -> WhitenedNetwork<Network> {
    var (network, course) = (start, WhiteningCourse())
    var draws = WhiteningDraws(signals, noise: noise, batch: batch, stream)
    var solver = RecurrentSolver(neurons: start.neurons)
    var first: WhiteningTarget.Distance?
    for done in 0...steps {
      if done % interval == 0 || done == steps {
        guard let distance = target.distance(of: network.recurrence) else {
          course.ending = .lostStability
          break
        }
        course.record(distance, at: Double(done) * rate)
        let start = first ?? distance
        first = start
        if course.convergenceTime == nil, criterion?.isMet(by: distance, from: start) == true {
          course.convergenceTime = Double(done) * rate
        }
      }
      guard done < steps else {
        course.complete(towards: target)
        break
      }
      // Some microseconds a sample.
      if done % max(1, 200 / batch) == 0 {
        try checkpoint()
        progress(Double(done) / Double(steps))
      }
      draws.advance()
      guard let moment = solver.moment(of: &draws.samples, recurrence: network.recurrence) else {
        course.ending = .lostStability
        break
      }
      network.learn(fromMoment: moment, rate: rate)
    }
    progress(1)
    return WhitenedNetwork(network: network, course: course)
  }
}

/// Batches of centered, noisy samples.
private struct WhiteningDraws {
  /// b × n: the current batch.
  var samples: Matrix
  /// count × n: the signals without their mean.
  private let centered: Matrix
  private var rows: RandomStream
  private var noise: SignNoise

  init(_ signals: Matrix, noise: Double, batch: Int, _ stream: RandomStream) {
    let n = signals.columns
    samples = Matrix(rows: batch, columns: n)
    rows = stream.substream(0)
    self.noise = SignNoise(variance: noise, stream.substream(1))
    var sums = [Double](repeating: 0, count: n)
    for (index, value) in signals.values.enumerated() { sums[index % n] += value }
    let means = sums.map { $0 / Double(signals.rows) }
    centered = Matrix(
      rows: signals.rows, columns: n,
      values: signals.values.enumerated().map { $1 - means[$0 % n] })
  }

  mutating func advance() {
    let (centered, n) = (centered, samples.columns)
    var (rows, noise) = (rows, noise)
    samples.values.withUnsafeMutableBufferPointer { samples in
      for first in stride(from: 0, to: samples.count, by: n) {
        let row = Int(rows.integer(below: UInt64(centered.rows))) * n
        for j in 0..<n { samples[first + j] = centered.values[row + j] }
        noise.add(to: UnsafeMutableBufferPointer(rebasing: samples[first..<first + n]))
      }
    }
    (self.rows, self.noise) = (rows, noise)
  }
}

/// White noise of one magnitude and either sign.
private struct SignNoise {
  /// 256 × 8: the noise of eight numbers by eight random bits; empty without noise.
  private let octets: [Double]
  private var signs: RandomStream

  init(variance: Double, _ signs: RandomStream) {
    let amplitude = variance.squareRoot()
    octets =
      variance > 0
      ? (0..<256 * 8).map { ($0 / 8) >> ($0 % 8) & 1 == 0 ? amplitude : -amplitude } : []
    self.signs = signs
  }

  /// Draws a word for every 64 numbers, and takes signs from its lowest bit on.
  mutating func add(to sample: UnsafeMutableBufferPointer<Double>) {
    guard !octets.isEmpty else { return }
    var bits: UInt64 = 0
    for j in stride(from: 0, to: sample.count, by: 8) {
      if j % 64 == 0 { bits = signs.next() }
      let octet = 8 * Int(bits & 255)
      for k in 0..<min(8, sample.count - j) { sample[j + k] += octets[octet + k] }
      bits >>= 8
    }
  }
}

// MARK: - Settling

/// Settles the responses of a linear recurrent network, y = M⁻¹x, in storage of its own.
struct RecurrentSolver {
  private var factor: [Double]
  private let neurons: Int

  init(neurons: Int) {
    self.neurons = neurons
    factor = Array(repeating: 0, count: neurons * neurons)
  }

  /// The mean of y yᵀ over a batch of inputs, one in each row; exactly symmetric. Nil where M is not
  /// positive definite: then nothing settles.
  ///
  /// Inputs of a small batch become their responses. A large one is settled by its own second moments,
  /// which is the same with fewer operations: mean(y yᵀ) = M⁻¹ mean(x xᵀ) M⁻¹.
  mutating func moment(of inputs: inout Matrix, recurrence: Matrix) -> Matrix? {
    precondition(
      inputs.columns == neurons && inputs.rows > 0 && recurrence.rows == neurons,
      "\(inputs.rows) × \(inputs.columns) inputs and \(recurrence.rows) recurrent neurons, not "
        + "\(neurons)")
    for index in factor.indices { factor[index] = recurrence.values[index] }
    let isSettling = factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: neurons)
    }
    guard isSettling else { return nil }
    var moment: Matrix
    if inputs.rows < neurons {
      factor.withUnsafeBufferPointer { factor in
        inputs.values.withUnsafeMutableBufferPointer {
          CholeskyFactor.solve(factor, order: neurons, rows: $0)
        }
      }
      moment = LinearAlgebra.gram(inputs, transposing: .first)
    } else {
      let inverse = factor.withUnsafeBufferPointer {
        CholeskyFactor.inverse(of: $0, order: neurons)
      }
      let half = LinearAlgebra.product(
        inverse, LinearAlgebra.gram(inputs, transposing: .first))
      moment = LinearAlgebra.product(half, inverse).symmetricPart
    }
    let share = 1 / Double(inputs.rows)
    for index in moment.values.indices { moment.values[index] *= share }
    return moment
  }
}
