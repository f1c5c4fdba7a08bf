import Foundation
import NumericalMethods
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
    #expect(abs((interval.upper ?? 0) - 2 - expected) <= 1e3 * Self.rounding)
    #expect(abs((interval.lower ?? 0) - 2 + expected) <= 1e3 * Self.rounding)
    let single = try MeanInterval([5], confidence: 0.95)
    #expect(single.mean == 5 && single.lower == nil && single.upper == nil)
    #expect(throws: StatisticsError.self) { try MeanInterval([], confidence: 0.95) }
  }

  /// Of two values the means are the lower with probability ¼, the middle with ½, the upper with ¼.
  @Test(arguments: [(0.95, 1.0, 3.0), (0.4, 2.0, 2.0)])
  func bootstrapOfTwoValues(confidence: Double, lower: Double, upper: Double) throws {
    var stream = RandomStream(key: [7, 7])
    let interval = try MeanInterval(
      bootstrapping: [1, 3], confidence: confidence, resamples: 10_000, from: &stream)
    #expect(interval.mean == 2 && interval.lower == lower && interval.upper == upper)
  }

  /// For many values it is the normal interval with the deviation of the values themselves.
  @Test func bootstrapOfManyValuesIsNearlyNormal() throws {
    var stream = RandomStream(key: [7, 8])
    let values = (0..<400).map { _ in stream.normal() }
    let moments = try Moments(values)
    let expected = 1.959964 * (moments.variance / 400).squareRoot()
    var draws = stream.substream(0)
    let interval = try MeanInterval(
      bootstrapping: values, confidence: 0.95, resamples: 20_000, from: &draws)
    let upper = (interval.upper ?? 0) - moments.mean
    let lower = moments.mean - (interval.lower ?? 0)
    // A quantile of 20,000 means has a standard error of 1.3 % of that; the means' skewness 2 %.
    for half in [lower, upper] { #expect(abs(half / expected - 1) < 0.08) }
    // Near miss: the interval for another confidence.
    draws = stream.substream(0)
    let narrow = try MeanInterval(
      bootstrapping: values, confidence: 0.9, resamples: 20_000, from: &draws)
    #expect(((narrow.upper ?? 0) - moments.mean) / expected < 0.92)
  }

  @Test func bootstrapDrawsTheSameFromOneSeed() throws {
    let values = (0..<12).map(Double.init)
    func interval(_ seed: UInt64) throws -> MeanInterval {
      var stream = RandomStream(key: [9, seed])
      return try MeanInterval(
        bootstrapping: values, confidence: 0.95, resamples: 200, from: &stream)
    }
    #expect(try interval(1) == interval(1))
    #expect(try interval(1) != interval(2))
    var stream = RandomStream(key: [9, 1])
    let single = try MeanInterval(
      bootstrapping: [5], confidence: 0.95, resamples: 200, from: &stream)
    #expect(single.mean == 5 && single.lower == nil && single.upper == nil)
  }
}
