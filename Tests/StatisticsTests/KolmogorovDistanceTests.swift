import NumericalMethods
import Testing

@testable import Statistics

@Suite struct KolmogorovDistanceTests {
  /// Documented 2⁻⁵⁰, and the rounding of the quantiles that make the samples.
  let tolerance = 0x1p-48

  @Test func midpointQuantilesAreHalfAStepAway() throws {
    let n = 1000
    let samples = (0..<n).map { StandardNormal.quantile((Double($0) + 0.5) / Double(n)) }
    let distance = try kolmogorovDistanceToStandardNormal(samples.reversed())
    expectAgreement(distance, 0.5 / Double(n), allowed: tolerance, "distance")
  }

  @Test func equalSamplesMakeOneStep() throws {
    // F̂ jumps from 0 to 1 at 1: the distance is Φ(1), below the step.
    let distance = try kolmogorovDistanceToStandardNormal([1, 1, 1])
    expectAgreement(distance, StandardNormal.cumulative(1), allowed: tolerance, "distance")
    #expect(!agrees(distance, 1 - StandardNormal.cumulative(1), allowed: tolerance))
  }

  @Test func aShiftShowsAsItsLargestDifference() throws {
    let n = 20_001
    let samples = (0..<n).map { 0.2 + StandardNormal.quantile((Double($0) + 0.5) / Double(n)) }
    let distance = try kolmogorovDistanceToStandardNormal(samples)
    // sup |Φ(x − ⅕) − Φ(x)| = 2Φ(0.1) − 1, to half a step.
    expectAgreement(
      distance, 2 * StandardNormal.cumulative(0.1) - 1, allowed: 0.5 / Double(n) + tolerance, "")
  }

  @Test func badSamplesAreRefused() {
    #expect(throws: StatisticsError.self) { try kolmogorovDistanceToStandardNormal([]) }
    #expect(throws: StatisticsError.self) { try kolmogorovDistanceToStandardNormal([.nan]) }
  }
}
