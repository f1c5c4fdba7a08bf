import NumericalMethods

/// Signals, responses and learning sums of eight circuits on a batch each.
struct LaneBatch {
  let primaryNeurons: Int
  let interneurons: Int
  let size: Int
  /// The fours of lanes in use: four f is half f mod 2 of vector f / 2. All of them, but where one
  /// circuit's samples lie in the lanes.
  let fours: Int
  /// size × N.
  let signals: UnsafeMutablePointer<Lanes>
  let roughSignals: UnsafeMutablePointer<FloatLanes>
  /// size × N: where the last step of the search started, and then the responses.
  let responses: UnsafeMutablePointer<Lanes>
  let roughResponses: UnsafeMutablePointer<FloatLanes>
  /// Σ z², Σ |z|^(θ+1), Σ |z|^(θ+1) ln|z| (K each), then Σ n r (N × K).
  let sums: UnsafeMutablePointer<Lanes>
  /// What the last step of each input leaves for the sums: six arrays of size × K.
  let inputs: UnsafeMutablePointer<Lanes>  // z
  let logarithms: UnsafeMutablePointer<Lanes>  // log₂|z|
  let powers: UnsafeMutablePointer<Lanes>  // |z|^(θ−2), then |z|^(θ−1)
  let forces: UnsafeMutablePointer<Lanes>  // g f where the last step started
  let slopes: UnsafeMutablePointer<Lanes>  // g f′
  let bends: UnsafeMutablePointer<Lanes>  // ½ g f″
  /// size × N: the last step.
  let steps: UnsafeMutablePointer<Lanes>
  /// 2 size: the lanes of each four that have settled.
  let settled: UnsafeMutablePointer<SIMDMask<SIMD4<Int64>>>
  /// The largest squared residual that was measured, over all batches.
  let largestSquare: UnsafeMutablePointer<Lanes>

  /// Room for `size` vectors of signals, of whose fours the first `fours` are in use.
  init(primaryNeurons: Int, interneurons: Int, size: Int, fours: Int? = nil) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    self.size = size
    self.fours = fours ?? 2 * size
    signals = .zeros(size * primaryNeurons)
    roughSignals = .zeros(size * primaryNeurons)
    responses = .zeros(size * primaryNeurons)
    roughResponses = .zeros(size * primaryNeurons)
    sums = .zeros((3 + primaryNeurons) * interneurons)
    inputs = .zeros(size * interneurons)
    logarithms = .zeros(size * interneurons)
    powers = .zeros(size * interneurons)
    forces = .zeros(size * interneurons)
    slopes = .zeros(size * interneurons)
    bends = .zeros(size * interneurons)
    steps = .zeros(size * primaryNeurons)
    settled = .allocate(capacity: 2 * size)
    settled.initialize(repeating: SIMDMask(repeating: true), count: 2 * size)
    largestSquare = .zeros(1)
  }

  func deallocate() {
    let lanes = [
      signals, responses, sums, inputs, logarithms, powers, forces, slopes, bends, steps,
      largestSquare,
    ]
    for pointer in lanes { pointer.deallocate() }
    roughSignals.deallocate()
    roughResponses.deallocate()
    settled.deallocate()
  }

  /// Puts a number of the batch's signals, counted row by row, into a lane.
  @inline(__always)
  func setSignal(_ value: Double, index: Int, lane: Int) {
    UnsafeMutableRawPointer(signals).assumingMemoryBound(to: Double.self)[index &* 8 &+ lane] =
      value
  }

  /// The place, in halves, of number i of `count` for each vector, in a four.
  @inline(__always)
  func index(four: Int, _ i: Int, of count: Int) -> Int {
    2 &* ((four >> 1) &* count &+ i) &+ (four & 1)
  }

  /// The lanes in which some response has not settled.
  var failed: SIMDMask<SIMD8<Int64>> {
    var (lower, upper) = (settled[0], settled[1])
    for index in 1..<size {
      lower .&= settled[2 &* index]
      upper .&= settled[2 &* index &+ 1]
    }
    let both = SIMD8(
      lowHalf: unsafeBitCast(lower, to: SIMD4<Int64>.self),
      highHalf: unsafeBitCast(upper, to: SIMD4<Int64>.self))
    return .!unsafeBitCast(both, to: SIMDMask<SIMD8<Int64>>.self)
  }

  /// Whether interneurons are as many as primary neurons, so that their outputs are known before.
  private var isSquare: Bool { primaryNeurons == interneurons }

  /// Finds all responses; gives the lanes in which one failed.
  func settle(_ parameters: LaneParameters) -> SIMDMask<SIMD8<Int64>> {
    isSquare ? SquareKernel.settle(parameters, self) : PairKernel.settle(parameters, self)
  }

  /// Adds up what learning needs, over the batch of each lane.
  func addSums(_ parameters: LaneParameters) {
    if isSquare {
      SquareKernel.addSums(parameters, self)
    } else {
      PairKernel.addSums(parameters, self)
    }
  }

  /// The same of one circuit whose `count` samples lie side by side in the lanes.
  func addAcross(_ parameters: LaneParameters, count: Int) {
    if isSquare {
      SquareKernel.addAcross(parameters, self, count: count)
    } else {
      PairKernel.addAcross(parameters, self, count: count)
    }
  }

  /// Measures the residuals of all responses, and gives the lanes of each four where one is beyond
  /// 1e-12 (1 + ‖s‖) to `body`.
  ///
  /// The signal 0 does not count: where responses are computed, lanes without a sample have it.
  func measureResiduals(
    _ parameters: LaneParameters, _ body: (Int, SIMDMask<SIMD4<Int64>>) -> Void = { _, _ in }
  ) {
    let (signals, largest) = (halves(signals), halves(largestSquare))
    for four in 0..<fours {
      let square = residualSquare(parameters, four)
      var length = HalfLanes.zero
      for j in 0..<primaryNeurons {
        let s = signals[index(four: four, j, of: primaryNeurons)]
        length += s * s
      }
      let good = settled[four] .& (square .<= 1e-24 * (1 + length))
      let counts = good .& (length .> 0) .& (square .> largest[four & 1])
      largest[four & 1] = largest[four & 1].replacing(with: square, where: counts)
      body(four, .!good)
    }
  }

  /// ‖F‖² at the responses to a four of signals, computed anew.
  private func residualSquare(_ parameters: LaneParameters, _ four: Int) -> HalfLanes {
    typealias Field = LaneParameters.Field
    let (n, k, w) = (primaryNeurons, interneurons, halves(parameters.weights) + (four & 1))
    let first = index(four: four, 0, of: n)
    let (r, s) = (halves(responses) + first, halves(signals) + first)
    let isPair = n == 2
    var (f0, f1) = (-s[0], isPair ? -s[2] : .zero)
    for i in 0..<k {
      let p = halves(parameters.values + i &* Field.count) + (four & 1)
      let (w0, w1) = (w[2 &* i], isPair ? w[2 &* (k &+ i)] : .zero)
      let z = isPair ? w0 * r[0] + w1 * r[2] : w0 * r[0]
      let x = z.magnitudes
      let xd = x * powerOfTwo(p[2 &* Field.exponent] * logarithmToBaseTwo(x))
      let force = z * (p[2 &* Field.force1] + p[2 &* Field.force2] * xd)
      f0 += force * w0
      f1 += force * w1
    }
    return f0 * f0 + f1 * f1
  }

  /// Number j of a sample's response in a lane.
  @inline(__always)
  func response(sample: Int, coordinate: Int, lane: Int) -> Double {
    UnsafeRawPointer(responses).assumingMemoryBound(to: Double.self)[
      (sample &* primaryNeurons &+ coordinate) &* 8 &+ lane]
  }
}

// MARK: - What is drawn

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
