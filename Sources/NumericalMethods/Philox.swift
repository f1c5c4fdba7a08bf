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
