/// A random stream as a value: a key, a path of sub-streams, and how many words have been drawn.
///
/// Word i of a stream is word i mod 4 of the ``Philox`` block with counter
/// (i / 4, first index, second index, depth). Streams of one key with different paths therefore
/// never share a counter, and moving to any word costs one block. The conversions are this
/// project's own and use only integer and correctly rounded operations (the normal quantile: products, sums and roots), so
/// that a stream has the same bits on every processor.
///
/// The type does not conform to `RandomNumberGenerator`: the standard library's algorithms would
/// then draw a number of words that no one documents.
public struct RandomStream: Sendable, Equatable {
  /// The key, shared by all sub-streams.
  public let key: SIMD2<UInt64>
  /// The number of 64-bit words drawn so far; set it to jump.
  public var position: UInt64
  private let path: SIMD2<UInt64>
  private let depth: UInt64

  /// The root stream of a key.
  public init(key: SIMD2<UInt64>) {
    self.init(key: key, path: .zero, depth: 0)
  }

  /// The root stream of a seed of 32 bytes, such as a SHA-256.
  ///
  /// The key is the first half of the Philox block whose key is the seed's first two
  /// little-endian words and whose counter starts with its last two, so that every bit counts.
  ///
  /// - Precondition: there are 32 bytes.
  public init(seed bytes: [UInt8]) {
    precondition(bytes.count == 32, "a seed has 32 bytes, not \(bytes.count)")
    var words = SIMD4<UInt64>.zero
    for (index, byte) in bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
    }
    let block = Philox.block(
      counter: SIMD4(words[2], words[3], 0, .max), key: SIMD2(words[0], words[1]))
    self.init(key: SIMD2(block[0], block[1]))
  }

  private init(key: SIMD2<UInt64>, path: SIMD2<UInt64>, depth: UInt64) {
    self.key = key
    self.path = path
    self.depth = depth
    position = 0
  }

  /// The sub-stream with an index, from its start, whatever has been drawn from this one.
  ///
  /// Streams nest two deep; sub-streams of different indices, parents or depths do not overlap.
  ///
  /// - Precondition: this stream is the root or a sub-stream of the root.
  public func substream(_ index: UInt64) -> RandomStream {
    precondition(depth < 2, "random streams nest two deep, not \(depth + 1)")
    var path = path
    path[Int(depth)] = index
    return RandomStream(key: key, path: path, depth: depth + 1)
  }

  /// The block with a number: words 4 · number … 4 · number + 3.
  private func block(_ number: UInt64) -> Philox.Block {
    Philox.block(counter: SIMD4(number, path[0], path[1], depth), key: key)
  }

  /// The next word. Draws one.
  public mutating func next() -> UInt64 {
    let word = block(position / 4)[Int(position % 4)]
    position &+= 1
    return word
  }

  /// A uniform deviate k 2⁻⁵³ in [0, 1). Draws one word.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform deviate (k + ½) 2⁻⁵² in (0, 1), symmetric about ½, k of 52 bits. Draws one word.
  public mutating func uniformInside() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal deviate by inversion, Φ⁻¹ of ``uniformInside()``: within ±8.2. Draws one
  /// word.
  public mutating func normal() -> Double {
    StandardNormal.quantile(uniformInside())
  }

  /// A uniform integer in 0 ..< `bound`, without bias. Draws one word, and with a probability below
  /// bound / 2⁶⁴ another.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
  ///
  /// - Precondition: `bound` is positive.
  public mutating func integer(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no integer lies below 0")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound  // 2⁶⁴ mod bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Fills a buffer with words. Draws as many.
  public mutating func fill(_ words: UnsafeMutableBufferPointer<UInt64>) {
    var filled = 0
    while filled < words.count {
      if position % 4 == 0, words.count &- filled >= 8 {
        let blocks = Philox.pair(counter: SIMD4(position / 4, path[0], path[1], depth), key: key)
        withUnsafeBytes(of: blocks) { bytes in
          for word in bytes.assumingMemoryBound(to: UInt64.self) {
            words[filled] = word
            filled &+= 1
          }
        }
        position &+= 8
      } else {
        words[filled] = next()
        filled &+= 1
      }
    }
  }

  /// Fills a buffer with uniform integers in 0 ..< `bound`, without bias, as ``integer(below:)`` draws
  /// them one after the other.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func fill(
    _ integers: UnsafeMutableBufferPointer<UInt64>, below bound: UInt64
  ) {
    precondition(bound > 0, "no integer lies below 0")
    let start = position
    fill(integers)
    for index in integers.indices {
      let product = integers[index].multipliedFullWidth(by: bound)
      guard product.low >= bound else {
        // One in 2⁶⁴/bound may have to be drawn again, which shifts those behind it.
        position = start &+ UInt64(index)
        for rest in integers[index...].indices { integers[rest] = integer(below: bound) }
        return
      }
      integers[index] = product.high
    }
  }

  /// Fills a buffer with uniform integers in 0 ..< `bound`, without bias.
  ///
  /// Each takes half a word, the low half first; what is left of the last word is dropped. n
  /// integers draw ⌈n/2⌉ words, and with a probability below n · bound / 2³² one or more others.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func fill(
    _ integers: UnsafeMutableBufferPointer<UInt32>, below bound: UInt32
  ) {
    precondition(bound > 0, "no integer lies below 0")
    let threshold = (0 &- bound) % bound  // 2³² mod bound
    var filled = fillByPairs(integers, below: bound, threshold)
    while filled < integers.count {
      let words = block(position / 4)
      withUnsafeBytes(of: words) { bytes in
        let halves = bytes.assumingMemoryBound(to: UInt32.self)  // the low one first
        var half = Int(position % 4) &* 2
        while half < 8 && filled < integers.count {
          let product = UInt64(UInt32(littleEndian: halves[half])) &* UInt64(bound)
          half &+= 1
          if UInt32(truncatingIfNeeded: product) >= threshold {
            integers[filled] = UInt32(truncatingIfNeeded: product >> 32)
            filled &+= 1
          }
        }
        position = position / 4 * 4 &+ UInt64((half &+ 1) / 2)
      }
    }
  }

  /// The part of ``fill(_:below:)`` that takes two whole blocks at a time; how many it has filled.
  private mutating func fillByPairs(
    _ integers: UnsafeMutableBufferPointer<UInt32>, below bound: UInt32, _ threshold: UInt32
  ) -> Int {
    guard position % 4 == 0 else { return 0 }
    var filled = 0
    while integers.count &- filled >= 16 {
      let blocks = Philox.pair(
        counter: SIMD4(position / 4, path[0], path[1], depth), key: key)
      withUnsafeBytes(of: blocks) { bytes in
        for half in bytes.assumingMemoryBound(to: UInt32.self) {
          let product = UInt64(UInt32(littleEndian: half)) &* UInt64(bound)
          // Written in any case: one that is not kept is written over.
          integers[filled] = UInt32(truncatingIfNeeded: product >> 32)
          filled &+= UInt32(truncatingIfNeeded: product) >= threshold ? 1 : 0
        }
      }
      position &+= 8
    }
    return filled
  }
}

// MARK: - Philox

/// Philox 4×64-10: a keyed bijection of 256-bit counters whose outputs pass as random.
///
/// Ten rounds of two 64 × 64 → 128-bit products; block `c` of key `k` is a pure function of both,
/// so that a stream can start anywhere at no cost.
///
/// Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011:
/// constants of table 2 there. Tested against the authors' known-answer vectors.
public enum Philox {
  /// A counter or a block of output: four words.
  public typealias Block = SIMD4<UInt64>

  /// The block of a counter under a key of two words.
  @inlinable
  public static func block(counter: Block, key: SIMD2<UInt64>) -> Block {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let a = c0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let b = c2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (c0, c1, c2, c3) = (b.high ^ c1 ^ k0, b.low, a.high ^ c3 ^ k1, a.low)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return Block(c0, c1, c2, c3)
  }

  /// The blocks of a counter and of the next one in its first word, in turns: their products wait for
  /// each other less than those of one block after the other.
  @inlinable @inline(__always)
  public static func pair(counter: Block, key: SIMD2<UInt64>) -> (Block, Block) {
    var (a0, a1, a2, a3) = (counter[0], counter[1], counter[2], counter[3])
    var (b0, b1, b2, b3) = (a0 &+ 1, a1, a2, a3)
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let (p, q) = (
        a0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93),
        a2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      )
      let (r, s) = (
        b0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93),
        b2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      )
      (a0, a1, a2, a3) = (q.high ^ a1 ^ k0, q.low, p.high ^ a3 ^ k1, p.low)
      (b0, b1, b2, b3) = (s.high ^ b1 ^ k0, s.low, r.high ^ b3 ^ k1, r.low)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return (Block(a0, a1, a2, a3), Block(b0, b1, b2, b3))
  }
}
