import NumericalMethods
import Testing

@testable import Photographs

@Suite struct PatchesTests {
  /// A number for each pixel that tells where it is.
  private let image = Matrix(
    rows: 12, columns: 9, values: (0..<108).map { index in Double(100 * (index / 9) + index % 9) })

  @Test func patchesAreWholeSquaresOfTheImage() {
    var stream = RandomStream(key: SIMD2(1, 1))
    let patches = Patches(of: image, size: 3, count: 200, from: &stream).values
    #expect(patches.rows == 200 && patches.columns == 9)
    for patch in 0..<200 {
      let (top, left) = (Int(patches[patch, 0]) / 100, Int(patches[patch, 0]) % 100)
      for pixel in 0..<9 {
        #expect(patches[patch, pixel] == image[top + pixel / 3, left + pixel % 3])
      }
    }
  }

  @Test func everyPlaceIsEquallyLikely() {
    var stream = RandomStream(key: SIMD2(1, 2))
    let count = 14_000
    let patches = Patches(of: image, size: 3, count: count, from: &stream).values
    var found: [Double: Int] = [:]
    for patch in 0..<count { found[patches[patch, 0], default: 0] += 1 }
    // 10 rows by 7 columns of places.
    #expect(found.count == 70)
    /// Four standard errors of a count, and a fifth for the largest of seventy.
    let (mean, allowed) = (Double(count) / 70, 5 * (Double(count) / 70).squareRoot())
    #expect(found.values.allSatisfy { abs(Double($0) - mean) < allowed })
  }

  @Test func aPatchMayBeTheWholeImageAndTheSeedDecides() {
    var streams = [1, 1, 3].map { RandomStream(key: SIMD2(2, $0)) }
    let whole = Patches(
      of: Matrix(rows: 2, columns: 2, values: [1, 2, 3, 4]), size: 2, count: 3, from: &streams[0])
    #expect(whole.values.values == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
    streams[0].position = 0
    let drawn = (0..<3).map { Patches(of: image, size: 4, count: 9, from: &streams[$0]) }
    #expect(drawn[0] == drawn[1] && drawn[0] != drawn[2])
  }
}
