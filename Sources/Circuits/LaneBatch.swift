import NumericalMethods

/// Signals, responses and learning sums of eight circuits on a batch each.
struct LaneBatch {
  let primaryNeurons: Int
  let interneurons: Int
  let size: Int
  /// size × N.
  let signals: UnsafeMutablePointer<Lanes>
  let roughSignals: UnsafeMutablePointer<FloatLanes>
  /// size × N: where the last step of the search started, and then the responses.
  let responses: UnsafeMutablePointer<Lanes>
  let roughResponses: UnsafeMutablePointer<FloatLanes>
  /// Σ z², Σ |z|^(θ+1), Σ |z|^(θ+1) ln|z| (K each), then Σ n r (N × K).
  let sums: UnsafeMutablePointer<Lanes>
  /// What one sample's last step leaves for the sums: K × `scratchFields`.
  let scratch: UnsafeMutablePointer<Lanes>
  static let scratchFields = 6
  var sumCount: Int { (3 + primaryNeurons) * interneurons }

  init(primaryNeurons: Int, interneurons: Int, size: Int) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    self.size = size
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
    scratch = lanes(interneurons * Self.scratchFields)
  }

  func deallocate() {
    signals.deallocate()
    roughSignals.deallocate()
    responses.deallocate()
    roughResponses.deallocate()
    sums.deallocate()
    scratch.deallocate()
  }

  /// Puts a number of the batch's signals, counted row by row, into a lane.
  @inline(__always)
  func setSignal(_ value: Double, index: Int, lane: Int) {
    UnsafeMutableRawPointer(signals).assumingMemoryBound(to: Double.self)[index &* 8 &+ lane] =
      value
  }

  /// Number j of a sample's response in a lane.
  @inline(__always)
  func response(sample: Int, coordinate: Int, lane: Int) -> Double {
    UnsafeRawPointer(responses).assumingMemoryBound(to: Double.self)[
      (sample &* primaryNeurons &+ coordinate) &* 8 &+ lane]
  }
}
