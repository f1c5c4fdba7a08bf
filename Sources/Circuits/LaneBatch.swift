import NumericalMethods

/// Signals, responses and learning sums of eight circuits on a batch each.
struct LaneBatch {
  let primaryNeurons: Int
  let interneurons: Int
  let size: Int
  /// How often two samples go side by side through single precision; the last one may go twice.
  let twos: Int
  /// The parts of lanes in use, those of the first vector first. All of them, but where one circuit's
  /// samples lie in the lanes.
  let parts: Int
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
  /// N + N (N + 1)/2: scratch for a linear system.
  let system: UnsafeMutablePointer<Lanes>
  /// The lanes of each part that have settled.
  let settled: UnsafeMutablePointer<PartMask>
  /// The largest squared residual that was measured, over all batches.
  let largestSquare: UnsafeMutablePointer<Lanes>

  /// Room for `size` vectors of signals, of whose lanes the first `lanes` are in use.
  init(primaryNeurons: Int, interneurons: Int, size: Int, lanes: Int? = nil) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    self.size = size
    twos = (size + 1) / 2
    let width = 8 / LanePart.count
    parts = ((lanes ?? 8 * size) + width - 1) / width
    signals = .zeros(size * primaryNeurons)
    roughSignals = .zeros(twos * primaryNeurons)
    responses = .zeros(size * primaryNeurons)
    roughResponses = .zeros(twos * primaryNeurons)
    sums = .zeros((3 + primaryNeurons) * interneurons)
    inputs = .zeros(size * interneurons)
    logarithms = .zeros(size * interneurons)
    powers = .zeros(size * interneurons)
    forces = .zeros(size * interneurons)
    slopes = .zeros(size * interneurons)
    bends = .zeros(size * interneurons)
    steps = .zeros(size * primaryNeurons)
    system = .zeros(primaryNeurons * (primaryNeurons + 3) / 2)
    settled = .allocate(capacity: LanePart.count * size)
    settled.initialize(repeating: PartMask(repeating: true), count: LanePart.count * size)
    largestSquare = .zeros(1)
  }

  func deallocate() {
    let lanes = [
      signals, responses, sums, inputs, logarithms, powers, forces, slopes, bends, steps,
      system, largestSquare,
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

  /// Rounds the numbers of all samples, `count` for each, two samples side by side.
  func round(
    _ lanes: UnsafeMutablePointer<Lanes>, _ count: Int, to rough: UnsafeMutablePointer<FloatLanes>
  ) {
    for two in 0..<twos {
      let (first, second) = (
        lanes + 2 &* two &* count, lanes + min(2 &* two &+ 1, size &- 1) &* count
      )
      for j in 0..<count { rough[two &* count &+ j] = FloatLanes(first[j], second[j]) }
    }
  }

  /// Puts rounded numbers of all samples back.
  func widen(
    _ rough: UnsafeMutablePointer<FloatLanes>, _ count: Int, to lanes: UnsafeMutablePointer<Lanes>
  ) {
    for two in 0..<twos {
      let (first, second) = (
        lanes + 2 &* two &* count, lanes + min(2 &* two &+ 1, size &- 1) &* count
      )
      for j in 0..<count {
        second[j] = rough[two &* count &+ j].second
        first[j] = rough[two &* count &+ j].first
      }
    }
  }

  /// A part of an array with `count` vectors for each one of signals.
  @inline(__always)
  func part(_ part: Int, of lanes: UnsafeMutablePointer<Lanes>, _ count: Int) -> LanePart {
    LanePart(part % LanePart.count, of: lanes + (part / LanePart.count) &* count)
  }

  /// The lanes in which some response has not settled.
  var failed: SIMDMask<SIMD8<Int64>> {
    let all = UnsafeMutableRawPointer(settled).assumingMemoryBound(to: SIMDMask<SIMD8<Int64>>.self)
    var every = all[0]
    for index in 1..<size { every .&= all[index] }
    return .!every
  }

  /// How responses are found.
  private enum Kernel {
    /// Interneurons are as many as primary neurons, one or two: their outputs are known before.
    case square
    case pair
    case population
  }

  private var kernel: Kernel {
    primaryNeurons > 2
      ? .population : SquareKernel.takes(primaryNeurons, interneurons) ? .square : .pair
  }

  /// Finds all responses; gives the lanes in which one failed.
  func settle(_ parameters: LaneParameters) -> SIMDMask<SIMD8<Int64>> {
    switch kernel {
    case .square: SquareKernel.settle(parameters, self)
    case .pair: PairKernel.settle(parameters, self)
    case .population: PopulationKernel.settle(parameters, self)
    }
  }

  /// Adds up what learning needs, over the batch of each lane.
  func addSums(_ parameters: LaneParameters) {
    switch kernel {
    case .square: SquareKernel.addSums(parameters, self)
    case .pair: PairKernel.addSums(parameters, self)
    case .population: PopulationKernel.addSums(parameters, self)
    }
  }

  /// The same of one circuit whose `count` samples lie side by side in the lanes.
  func addAcross(_ parameters: LaneParameters, count: Int) {
    switch kernel {
    case .square: SquareKernel.addAcross(parameters, self, count: count)
    case .pair: PairKernel.addAcross(parameters, self, count: count)
    case .population: PopulationKernel.addAcross(parameters, self, count: count)
    }
  }

  /// Measures the residuals of all responses, and gives the lanes of each part where one is beyond
  /// 1e-12 (1 + ‖s‖) to `body`.
  ///
  /// The signal 0 does not count: where responses are computed, lanes without a sample have it.
  func measureResiduals(
    _ parameters: LaneParameters, _ body: (Int, PartMask) -> Void = { _, _ in }
  ) {
    for part in 0..<parts {
      let square = residualSquare(parameters, part)
      let s = self.part(part, of: signals, primaryNeurons)
      var length = PartLanes.zero
      for j in 0..<primaryNeurons { length += s[j] * s[j] }
      let good = settled[part] .& (square .<= 1e-24 * (1 + length))
      let largest = self.part(part, of: largestSquare, 0)
      let counts = good .& (length .> 0) .& (square .> largest[0])
      largest[0] = largest[0].replacing(with: square, where: counts)
      body(part, .!good)
    }
  }

  /// ‖F‖² at the responses to a part of the signals, computed anew.
  private func residualSquare(_ parameters: LaneParameters, _ part: Int) -> PartLanes {
    typealias Field = LaneParameters.Field
    let (n, k, w) = (primaryNeurons, interneurons, self.part(part, of: parameters.weights, 0))
    let (r, s) = (self.part(part, of: responses, n), self.part(part, of: signals, n))
    let f = LanePart(0, of: system)
    for j in 0..<n { f[j] = -s[j] }
    for i in 0..<k {
      let p = self.part(part, of: parameters.values + i &* Field.count, 0)
      var z = w[i] * r[0]
      for j in 1..<n { z += w[j &* k &+ i] * r[j] }
      let x = z.magnitudes
      let xd = x * powerOfTwo(p[Field.exponent] * logarithmToBaseTwo(x))
      let force = z * (p[Field.force1] + p[Field.force2] * xd)
      for j in 0..<n { f[j] += force * w[j &* k &+ i] }
    }
    var square = PartLanes.zero
    for j in 0..<n { square += f[j] * f[j] }
    return square
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
    // Told apart here, so that the loops know how many numbers a signal has.
    switch columns {
    case 1: gather(target, columns: 1)
    case 2: gather(target, columns: 2)
    default: gather(target, columns: columns)
    }
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

  @inline(__always)
  private func gather(_ target: UnsafeMutablePointer<Double>, columns: Int) {
    let later = min(step &+ Self.ahead, chunk &- 1)
    for lane in 0..<8 {
      let (source, rows) = (sources[lane], rows(ofLane: lane))
      for index in 0..<size { prefetch(source + columns &* Int(rows[later &* size &+ index])) }
      for index in 0..<size {
        let signal = source + columns &* Int(rows[step &* size &+ index])
        for j in 0..<columns { target[(index &* columns &+ j) &* 8 &+ lane] = signal[j] }
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
