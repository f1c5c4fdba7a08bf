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
    func lanes(_ count: Int) -> UnsafeMutablePointer<Lanes> {
      let pointer = UnsafeMutablePointer<Lanes>.allocate(capacity: count)
      pointer.initialize(repeating: .zero, count: count)
      return pointer
    }
    func rough(_ count: Int) -> UnsafeMutablePointer<FloatLanes> {
      let pointer = UnsafeMutablePointer<FloatLanes>.allocate(capacity: count)
      pointer.initialize(repeating: .zero, count: count)
      return pointer
    }
    signals = lanes(size * primaryNeurons)
    roughSignals = rough(size * primaryNeurons)
    responses = lanes(size * primaryNeurons)
    roughResponses = rough(size * primaryNeurons)
    sums = lanes((3 + primaryNeurons) * interneurons)
    inputs = lanes(size * interneurons)
    logarithms = lanes(size * interneurons)
    powers = lanes(size * interneurons)
    forces = lanes(size * interneurons)
    slopes = lanes(size * interneurons)
    bends = lanes(size * interneurons)
    steps = lanes(size * primaryNeurons)
    settled = .allocate(capacity: 2 * size)
    settled.initialize(repeating: SIMDMask(repeating: true), count: 2 * size)
    largestSquare = lanes(1)
  }

  func deallocate() {
    signals.deallocate()
    roughSignals.deallocate()
    responses.deallocate()
    roughResponses.deallocate()
    sums.deallocate()
    inputs.deallocate()
    logarithms.deallocate()
    powers.deallocate()
    forces.deallocate()
    slopes.deallocate()
    bends.deallocate()
    steps.deallocate()
    settled.deallocate()
    largestSquare.deallocate()
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

  /// Measures the residuals of all responses, and gives the lanes of each four where one is beyond
  /// 1e-12 (1 + ‖s‖) to `body`.
  ///
  /// The signal 0 does not count: where responses are computed, lanes without a sample have it.
  func measureResiduals(
    _ parameters: LaneParameters, _ body: (Int, SIMDMask<SIMD4<Int64>>) -> Void = { _, _ in }
  ) {
    let (signals, largest) = (halves(signals), halves(largestSquare))
    for four in 0..<fours {
      let square =
        primaryNeurons == 1
        ? ScalarKernel.residualSquare(parameters, self, four)
        : PairKernel.residualSquare(parameters, self, four)
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

  /// Number j of a sample's response in a lane.
  @inline(__always)
  func response(sample: Int, coordinate: Int, lane: Int) -> Double {
    UnsafeRawPointer(responses).assumingMemoryBound(to: Double.self)[
      (sample &* primaryNeurons &+ coordinate) &* 8 &+ lane]
  }
}
