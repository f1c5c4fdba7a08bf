import Foundation
import Testing

@testable import Statistics

struct MeanIntervalTests {
  /// Printed tables have three decimals; closed forms of 1 and 2 degrees of freedom all of them.
  private static let printed = 0.0005
  /// Bisection ends at 2⁻⁴⁸, sums of a few terms round to 2⁻⁵⁰.
  private static let rounding = 1e-13

  @Test(arguments: [
    (0.975, 1, 12.706), (0.975, 2, 4.303), (0.975, 6, 2.447), (0.975, 11, 2.201),
    (0.975, 22, 2.074), (0.95, 7, 1.895), (0.995, 30, 2.750),
  ]) func quantilesOfTheTables(p: Double, degrees: Int, expected: Double) {
    let got = StudentsT.quantile(p, degreesOfFreedom: degrees)
    #expect(abs(got - expected) <= Self.printed, "got \(got), expected \(expected)")
    // Near miss: a degree of freedom more or less is told apart.
    #expect(abs(StudentsT.quantile(p, degreesOfFreedom: degrees + 1) - expected) > Self.printed)
  }

  @Test func oneAndTwoDegreesOfFreedomAreClosedForms() {
    for p in [0.6, 0.9, 0.975, 0.999] {
      let cauchy = tan(Double.pi * (p - 0.5))
      let two = (2 * p - 1) / (2 * p * (1 - p)).squareRoot()
      let first = StudentsT.quantile(p, degreesOfFreedom: 1)
      let second = StudentsT.quantile(p, degreesOfFreedom: 2)
      #expect(abs(first - cauchy) <= 1e3 * Self.rounding * cauchy)
      #expect(abs(second - two) <= 1e3 * Self.rounding * two)
    }
  }

  @Test func intervalOfThreeValues() throws {
    // Mean 2, s = 1, t(0.975, 2) = 4.302653.
    let interval = try MeanInterval([1, 2, 3], confidence: 0.95)
    #expect(interval.mean == 2)
    let expected = 4.302652729911275 / 3.0.squareRoot()
    #expect(abs((interval.halfWidth ?? 0) - expected) <= 1e3 * Self.rounding)
    #expect(try MeanInterval([5], confidence: 0.95).halfWidth == nil)
    #expect(throws: StatisticsError.self) { try MeanInterval([], confidence: 0.95) }
  }
}
