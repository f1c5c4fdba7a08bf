import NumericalMethods

/// Batches of centered, noisy samples.
struct WhiteningDraws {
  /// How many rows are asked for before they are read.
  private static let ahead = 4
  private let batch: Int
  /// count × n: the signals without their mean.
  private let centered: Matrix
  /// b: the rows of the batch.
  private var chosen: [UInt64]
  private var rows: RandomStream
  private var noise: SignNoise
  private let sum: GramSum

  init<Network>(_ learning: OnlineWhitening<Network>) {
    batch = learning.batch
    centered = learning.signals.centeredColumns
    chosen = Array(repeating: 0, count: batch)
    rows = learning.streams.rows
    let n = learning.signals.columns
    noise = SignNoise(
      variance: learning.noise, learning.streams.signs, count: n, samples: batch)
    sum = GramSum(order: n)
  }

  /// b × n: the next batch.
  mutating func samples() -> Matrix {
    var samples = Matrix(rows: batch, columns: centered.columns)
    samples.values.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      draw { centered, noise, sample, from in
        noise.copy(centered + from, of: sample, to: target + sample * samples.columns)
      }
    }
    return samples
  }

  /// Σ x xᵀ over the next batch, n × n; its samples come no farther than the nearest cache.
  mutating func gram() -> Matrix {
    let (sum, batch) = (sum, batch)
    sum.clear()
    draw { centered, noise, sample, from in
      let place = sample % GramSum.chunk
      noise.copy(centered + from, of: sample, to: sum.rows + place * sum.stride)
      if place == GramSum.chunk - 1 || sample == batch - 1 { sum.add(place + 1) }
    }
    return sum.matrix
  }

  /// Draws a batch and visits its samples: the signals, the noise, which sample it is, and where in
  /// the signals it begins.
  private mutating func draw(
    _ visit: (UnsafePointer<Double>, SignNoise, _ sample: Int, _ from: Int) -> Void
  ) {
    chosen.withUnsafeMutableBufferPointer { rows.fill($0, below: UInt64(centered.rows)) }
    noise.draw()
    let n = centered.columns
    centered.values.withUnsafeBufferPointer { centered in
      guard let signals = centered.baseAddress else { return }
      for sample in chosen.indices {
        let later = signals + Int(chosen[min(sample + Self.ahead, batch - 1)]) * n
        for j in stride(from: 0, to: n, by: 8) { prefetch(later + j) }
        visit(signals, noise, sample, Int(chosen[sample]) * n)
      }
    }
  }
}

/// White noise of one magnitude and either sign, for the samples of a batch.
private struct SignNoise {
  private let count: Int
  /// 256 × 8: the noise of eight numbers by eight random bits; empty without noise.
  private let octets: [Double]
  /// Of each sample, a word for every 64 numbers: the signs, from its lowest bit on.
  private var words: [UInt64]
  private var signs: RandomStream

  init(variance: Double, _ signs: RandomStream, count: Int, samples: Int) {
    let amplitude = variance.squareRoot()
    self.count = count
    octets =
      variance > 0
      ? (0..<256 * 8).map { ($0 / 8) >> ($0 % 8) & 1 == 0 ? amplitude : -amplitude } : []
    words = Array(repeating: 0, count: variance > 0 ? samples * ((count + 63) / 64) : 0)
    self.signs = signs
  }

  /// Draws the signs of a batch.
  mutating func draw() { words.withUnsafeMutableBufferPointer { signs.fill($0) } }

  /// Copies the numbers of a sample with noise added.
  func copy(
    _ source: UnsafePointer<Double>, of sample: Int, to target: UnsafeMutablePointer<Double>
  ) {
    guard !octets.isEmpty else { return target.update(from: source, count: count) }
    octets.withUnsafeBufferPointer { octets in
      var bits: UInt64 = 0
      for j in stride(from: 0, to: count, by: 8) {
        if j % 64 == 0 { bits = words[sample &* ((count &+ 63) / 64) &+ j / 64] }
        let octet = 8 &* Int(bits & 255)
        bits >>= 8
        if j &+ 8 <= count {
          let sum = eight(source + j) + eight(octets.baseAddress.unsafelyUnwrapped + octet)
          UnsafeMutableRawPointer(target + j).storeBytes(of: sum, as: Lanes.self)
        } else {
          for k in j..<count { target[k] = source[k] + octets[octet &+ k &- j] }
        }
      }
    }
  }

  private func eight(_ numbers: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(numbers).loadUnaligned(as: Lanes.self)
  }
}

// MARK: - In lanes

/// Signals without their mean, in memory that stays where it is.
final class SignalPool {
  let rows: Int
  let centered: UnsafeMutablePointer<Double>

  /// One for each set of signals; the same for equal ones, which then lie in the caches once.
  static func pools(of signals: [Matrix]) -> [SignalPool] {
    var known: [(signals: Matrix, pool: SignalPool)] = []
    return signals.map { signals in
      if let pool = known.first(where: { $0.signals == signals })?.pool { return pool }
      let pool = SignalPool(signals)
      known.append((signals, pool))
      return pool
    }
  }

  private init(_ signals: Matrix) {
    rows = signals.rows
    centered = .allocate(capacity: signals.values.count)
    _ = UnsafeMutableBufferPointer(start: centered, count: signals.values.count)
      .initialize(from: signals.centeredColumns.values)
  }

  deinit { centered.deallocate() }
}

/// The samples of one lane.
struct LaneDraw {
  private let pool: SignalPool
  private let neurons: Int
  private let amplitude: Double
  private var rows: RandomStream
  private var signs: RandomStream
  /// Drawn already, so that it is on its way from memory.
  private var coming: UnsafePointer<Double>

  init<Network>(_ learning: OnlineWhitening<Network>, _ pool: SignalPool) {
    self.pool = pool
    neurons = learning.start.neurons
    amplitude = learning.noise.squareRoot()
    (rows, signs) = learning.streams
    coming = UnsafePointer(pool.centered)
    draw()
  }

  private mutating func draw() {
    coming =
      UnsafePointer(pool.centered) + Int(rows.integer(below: UInt64(pool.rows))) &* neurons
    prefetch(coming)
  }

  /// Puts a sample into every eighth place.
  mutating func next(_ target: UnsafeMutablePointer<Double>) {
    let sample = coming
    draw()
    if amplitude == 0 {
      for j in 0..<neurons { target[8 &* j] = sample[j] }
    } else {
      let bits = signs.next()
      for j in 0..<neurons {
        let isNegative = (bits >> UInt64(j)) & 1 == 1
        target[8 &* j] = sample[j] + (isNegative ? -amplitude : amplitude)
      }
    }
  }
}

extension Matrix {
  /// The same columns without their means.
  fileprivate var centeredColumns: Matrix {
    var (centered, means) = (self, [Double](repeating: 0, count: columns))
    for first in stride(from: 0, to: values.count, by: columns) {
      for j in 0..<columns { means[j] += values[first &+ j] }
    }
    for j in 0..<columns { means[j] /= Double(rows) }
    for first in stride(from: 0, to: values.count, by: columns) {
      for j in 0..<columns { centered.values[first &+ j] -= means[j] }
    }
    return centered
  }
}
