import NumericalMethods

/// The batches of eight trainings, side by side in lanes: each lane draws the rows that
/// ``BatchDraws`` draws for its training alone.
///
/// Rows are drawn for `BatchDraws.chunk` steps at a time, as there. Signals lie at random places in
/// tens of megabytes: they are asked for some steps ahead, while the kernels compute.
final class LaneDraws {
  /// Steps between asking for a signal and reading it: a step takes some microseconds.
  private static let ahead = 2

  private let signals: [Matrix]
  private var streams: [RandomStream]
  private let columns: Int
  private let size: Int
  private let chunk: Int
  /// 8 × chunk · size row numbers.
  private let rows: UnsafeMutablePointer<UInt32>
  private let sources: UnsafeMutablePointer<UnsafePointer<Double>>
  private var step: Int

  /// Draws for up to eight trainings of one or two primary neurons; lanes without a training repeat the first one.
  init(_ trainings: [Training<PowerActivation>]) {
    let first = trainings[0]
    signals = (0..<8).map { trainings[$0 < trainings.count ? $0 : 0].signals }
    streams = trainings.map { $0.stream }
    columns = first.signals.columns
    size = first.batch
    chunk = max(1, min(BatchDraws.chunk, first.iterations))
    rows = .allocate(capacity: 8 * chunk * size)
    rows.initialize(repeating: 0, count: 8 * chunk * size)
    sources = .allocate(capacity: 8)
    step = chunk
  }

  deinit {
    rows.deallocate()
    sources.deallocate()
  }

  /// Puts the signals of the next batch, size × N, into `target`.
  ///
  /// - Precondition: it is called within ``withSources(_:)``.
  func next(_ target: UnsafeMutablePointer<Lanes>) {
    if step == chunk {
      draw()
      step = 0
    }
    let target = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self)
    if columns == 1 { gatherNumbers(target) } else { gatherPairs(target) }
    step &+= 1
  }

  private func draw() {
    let count = chunk &* size
    for lane in 0..<8 {
      let target = UnsafeMutableBufferPointer(start: rows + lane &* count, count: count)
      if lane < streams.count {
        streams[lane].fill(target, below: UInt32(signals[lane].rows))
      } else {
        target.baseAddress?.update(from: rows, count: count)
      }
    }
  }

  /// The rows of a lane in the steps of this chunk.
  @inline(__always)
  private func rows(ofLane lane: Int) -> UnsafeMutablePointer<UInt32> {
    rows + lane &* chunk &* size
  }

  private func gatherNumbers(_ target: UnsafeMutablePointer<Double>) {
    let later = min(step &+ Self.ahead, chunk &- 1)
    for lane in 0..<8 {
      let (source, rows) = (sources[lane], rows(ofLane: lane))
      for index in 0..<size { prefetch(source + Int(rows[later &* size &+ index])) }
      for index in 0..<size {
        target[index &* 8 &+ lane] = source[Int(rows[step &* size &+ index])]
      }
    }
  }

  private func gatherPairs(_ target: UnsafeMutablePointer<Double>) {
    let later = min(step &+ Self.ahead, chunk &- 1)
    for lane in 0..<8 {
      let (source, rows) = (sources[lane], rows(ofLane: lane))
      for index in 0..<size { prefetch(source + (2 &* Int(rows[later &* size &+ index]))) }
      for index in 0..<size {
        let signal = source + (2 &* Int(rows[step &* size &+ index]))
        target[index &* 16 &+ lane] = signal[0]
        target[index &* 16 &+ 8 &+ lane] = signal[1]
      }
    }
  }

  /// Calls a closure while `sources` points to the signals of all lanes.
  func withSources<Result>(_ body: () throws -> Result) throws -> Result {
    try withSources(from: 0, body)
  }

  private func withSources<Result>(
    from lane: Int, _ body: () throws -> Result
  ) throws -> Result {
    guard lane < 8 else { return try body() }
    return try signals[lane].values.withUnsafeBufferPointer { values in
      // A training has signals.
      guard let start = values.baseAddress else { throw CircuitError.noSignals }
      (sources + lane).initialize(to: start)
      return try withSources(from: lane + 1, body)
    }
  }
}
