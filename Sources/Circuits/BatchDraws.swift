import NumericalMethods

/// The batches of a training: rows of its signals, uniform, with replacement.
///
/// Drawn and gathered for some thousand steps at a time, one training after the other and in a loop
/// without an inner one, so that many reads at random places are under way at once: 2–3 ns a row
/// instead of 20 step by step (eight trainings of 2 MB each, measured).
struct BatchDraws {
  static let chunk = 2048
  private let signals: Matrix
  private var stream: RandomStream
  private let size: Int
  private var rows: [UInt32]
  /// The gathered signals, batch after batch, a signal in each row of N numbers.
  private(set) var gathered: [Double]
  /// The steps that are left to draw for.
  private var remaining: Int
  private var steps: Int
  /// The row in `gathered` where the current batch begins.
  private(set) var first = 0

  init(_ training: Training<PowerActivation>) {
    self.init(
      training.signals, training.stream, size: training.batch, iterations: training.iterations)
  }

  init(_ signals: Matrix, _ stream: RandomStream, size: Int, iterations: Int) {
    self.signals = signals
    self.stream = stream
    self.size = size
    let chunk = min(Self.chunk, iterations)
    rows = [UInt32](repeating: 0, count: chunk * size)
    gathered = [Double](repeating: 0, count: chunk * size * signals.columns)
    remaining = iterations
    steps = chunk
  }

  /// Goes on to the next batch: rows `first ..< first + size` of `gathered`.
  ///
  /// - Precondition: not more often than there are iterations.
  mutating func advance() {
    precondition(remaining > 0, "a training draws no batch beyond its iterations")
    if steps &* size == rows.count {
      gather()
      steps = 0
    }
    first = steps &* size
    steps &+= 1
    remaining &-= 1
  }

  private mutating func gather() {
    let n = signals.columns
    rows.withUnsafeMutableBufferPointer { rows in
      stream.fill(rows, below: UInt32(signals.rows))
      signals.values.withUnsafeBufferPointer { source in
        gathered.withUnsafeMutableBufferPointer { target in
          // A coordinate at a time: without an inner loop, many reads are under way at once.
          for j in 0..<n {
            for index in 0..<rows.count {
              target[index &* n &+ j] = source[Int(rows[index]) &* n &+ j]
            }
          }
        }
      }
    }
  }
}
