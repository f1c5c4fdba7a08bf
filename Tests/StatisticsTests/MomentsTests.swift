import Testing

@testable import Statistics

@Suite struct MomentsTests {
  /// A few roundings of numbers near 1.
  let rounding = 1e-14

  @Test func ofAFairDie() throws {
    let moments = try Moments([1, 2, 3, 4, 5, 6])
    #expect(moments.count == 6)
    expectAgreement(moments.mean, 3.5, allowed: rounding, "mean")
    expectAgreement(moments.variance, 35 / 12.0, allowed: rounding, "variance")
    expectAgreement(moments.skewness, 0, allowed: rounding, "skewness")
    // m₄ = 707/48.
    expectAgreement(
      moments.kurtosis, 707 / 48.0 / (35 / 12.0 * 35 / 12.0), allowed: rounding, "kurtosis")
    // Near miss: dividing by n − 1.
    #expect(!agrees(moments.variance, 3.5, allowed: rounding))
  }

  @Test func ofASkewedCoin() throws {
    // Bernoulli(1/4): skewness (1 − 2p)/√(pq), kurtosis 1/(pq) − 3.
    let moments = try Moments([1, 0, 0, 0])
    expectAgreement(moments.skewness, 0.5 / (3 / 16.0).squareRoot(), allowed: rounding, "skewness")
    expectAgreement(moments.kurtosis, 16 / 3.0 - 3, allowed: rounding, "kurtosis")
  }

  @Test func aLargeMeanDoesNotDrownTheVariance() throws {
    let moments = try Moments([1e8 + 1, 1e8 + 2, 1e8 + 3])
    expectAgreement(moments.variance, 2 / 3.0, allowed: rounding, "variance")
  }

  @Test func equalSamplesHaveNoKurtosis() throws {
    let moments = try Moments([0.1, 0.1, 0.1])
    #expect(moments.variance == 0 && moments.kurtosis == 0 && moments.skewness == 0)
    #expect(throws: StatisticsError.tooFew(samples: 0, needed: 1)) { try Moments([]) }
    #expect(throws: StatisticsError.self) { try Moments([1, .nan]) }
  }
}
