import Foundation
import NumericalMethods
import Testing

struct GoldenSectionTests {
  /// 40 cuts shorten an interval of 4 to 2·10⁻⁸; a parabola is flat to its rounding within 10⁻⁸.
  private static let place = 3e-8

  @Test(arguments: [-0.999, -0.3, 0, 1.7, 2.9]) func theMinimumIsFound(minimum: Double) {
    let found = goldenSection(from: -1, to: 3, steps: 40) { ($0 - minimum) * ($0 - minimum) }
    #expect(abs(found.place - minimum) < Self.place, "\(found.place)")
    #expect(found.value == (found.place - minimum) * (found.place - minimum))
    // Near miss: half as many cuts do not get there.
    let early = goldenSection(from: -1, to: 3, steps: 20) { abs($0 - minimum) }
    #expect(early.value > Self.place && early.value < 4 * pow(0.618_034, 20))
  }

  @Test func anEndWithoutAMinimumInsideIsApproached() {
    let found = goldenSection(from: 0, to: 1, steps: 40) { -$0 }
    #expect(1 - found.place < Self.place && found.place < 1)
  }

  @Test func everyCutTakesOneValue() {
    var count = 0
    _ = goldenSection(from: 0, to: 1, steps: 10) { x in
      count += 1
      return x
    }
    #expect(count == 12)
  }
}
