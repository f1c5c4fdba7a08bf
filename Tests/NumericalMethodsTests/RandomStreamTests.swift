import Testing

@testable import NumericalMethods

@Suite struct RandomStreamTests {
  @Test func wordsAreThoseOfPhilox() {
    var stream = RandomStream(key: .zero)
    let words = (0..<4).map { _ in stream.next() }
    // The first known answer of Philox.
    #expect(
      words == [
        0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b,
      ])
    #expect(stream.position == 4)
  }

  @Test func jumpingIsDrawing() {
    var drawn = RandomStream(key: [3, 4])
    for _ in 0..<1001 { _ = drawn.next() }
    var jumped = RandomStream(key: [3, 4])
    jumped.position = 1001
    #expect(drawn == jumped)
    #expect(drawn.next() == jumped.next())
  }

  @Test func substreamsDifferFromEachOtherAndTheirParents() {
    let root = RandomStream(key: [5, 6])
    var streams = [root, root.substream(0), root.substream(1), root.substream(.max)]
    streams += [root.substream(0).substream(0), root.substream(0).substream(1)]
    streams += [root.substream(1).substream(0)]
    var seen = Set<UInt64>()
    for var stream in streams { for _ in 0..<1000 { seen.insert(stream.next()) } }
    // A collision of 7000 words of 64 bits has a probability of 10⁻¹².
    #expect(seen.count == 7000)
    var parent = root
    _ = parent.next()
    #expect(parent.substream(3) == root.substream(3), "a sub-stream depends on its parent's draws")
  }

  @Test func everyByteOfTheSeedCounts() {
    let seed = (0..<32).map { UInt8($0) }
    let keys = (0..<32).map { index in
      var altered = seed
      altered[index] ^= 0x10
      return RandomStream(seed: altered).key
    }
    #expect(Set(keys + [RandomStream(seed: seed).key]).count == 33)
    #expect(RandomStream(seed: seed) == RandomStream(seed: seed))
  }

  @Test func uniformDeviatesHaveTheRightMoments() {
    let n = 200_000
    var stream = RandomStream(key: [7, 8])
    var (sum, square, inside) = (0.0, 0.0, true)
    for _ in 0..<n {
      let u = stream.uniform()
      sum += u
      square += u * u
      inside = inside && u >= 0 && u < 1
    }
    let fourErrors = 4 / Double(n).squareRoot()
    #expect(inside && stream.position == UInt64(n))
    expectAgreement(sum / Double(n), 0.5, allowed: fourErrors / 12.0.squareRoot(), "mean")
    // Var U² = 1/5 − 1/9.
    expectAgreement(
      square / Double(n), 1 / 3.0, allowed: fourErrors * (4 / 45.0).squareRoot(), "mean square")
  }

  @Test func normalDeviatesHaveTheRightMoments() {
    let n = 200_000
    var stream = RandomStream(key: [9, 10])
    var sums = SIMD4<Double>.zero
    for _ in 0..<n {
      let z = stream.normal()
      sums += [z, z * z, z * z * z, z * z * z * z]
    }
    let expected: [Double] = [0, 1, 0, 3]
    // Variances of z, z², z³, z⁴: E z²ᵖ − (E zᵖ)².
    let variances: [Double] = [1, 2, 15, 96]
    for p in 0..<4 {
      let allowed = 4 * (variances[p] / Double(n)).squareRoot()
      expectAgreement(sums[p] / Double(n), expected[p], allowed: allowed, "moment \(p + 1)")
    }
  }

  @Test(arguments: [1, 3, 10, 1000] as [UInt64]) func integersAreUniform(bound: UInt64) {
    let n = 100_000
    var stream = RandomStream(key: [11, bound])
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<n { counts[Int(stream.integer(below: bound))] += 1 }
    checkUniform(counts, draws: n)
  }

  @Test(arguments: [1, 3, 10, 1000] as [UInt32]) func filledIntegersAreUniform(bound: UInt32) {
    let n = 100_001
    var stream = RandomStream(key: [12, UInt64(bound)])
    var integers = [UInt32](repeating: .max, count: n)
    integers.withUnsafeMutableBufferPointer { stream.fill($0, below: bound) }
    var counts = [Int](repeating: 0, count: Int(bound))
    for integer in integers { counts[Int(integer)] += 1 }
    checkUniform(counts, draws: n)
    #expect(stream.position >= UInt64((n + 1) / 2))
  }

  /// χ² has mean k − 1 and variance 2 (k − 1): within four standard deviations.
  private func checkUniform(_ counts: [Int], draws: Int) {
    let expected = Double(draws) / Double(counts.count)
    let statistic = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    let freedom = Double(counts.count - 1)
    expectAgreement(
      statistic / expected, freedom, allowed: 4 * (2 * freedom).squareRoot(), "χ²")
  }

  @Test func aLargeBoundIsUnbiased() {
    // Without rejection, multiples of 3 below 3·2³⁰ would be half as frequent as the others.
    let bound: UInt32 = 3 << 30
    let n = 100_000
    var stream = RandomStream(key: [13, 14])
    var integers = [UInt32](repeating: 0, count: n)
    integers.withUnsafeMutableBufferPointer { stream.fill($0, below: bound) }
    var counts = [0, 0, 0]
    for integer in integers { counts[Int(integer % 3)] += 1 }
    checkUniform(counts, draws: n)
    #expect(integers.allSatisfy { $0 < bound })
    // A quarter of the halves is rejected: n/2 words would mean none was.
    #expect(stream.position > UInt64(n * 6 / 10))
  }

  /// Many at once are those that come one after the other, from wherever the stream is; with the last
  /// bound, every other word has to be drawn again.
  @Test(arguments: [1, 1000, 1 << 63 + 1] as [UInt64], [0, 3] as [UInt64])
  func manyAtOnceAreTheSame(bound: UInt64, position: UInt64) {
    var stream = RandomStream(key: [3, 5])
    stream.position = position
    var one = stream
    var words = [UInt64](repeating: 0, count: 45)
    words.withUnsafeMutableBufferPointer { stream.fill($0) }
    #expect(words == (0..<45).map { _ in one.next() })
    words.withUnsafeMutableBufferPointer { stream.fill($0, below: bound) }
    #expect(words == (0..<45).map { _ in one.integer(below: bound) })
    #expect(stream.next() == one.next())
  }
}
