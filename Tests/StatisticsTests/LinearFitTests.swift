import NumericalMethods
import Testing

@testable import Statistics

@Suite struct LinearFitTests {
  /// Sums of ten numbers of order 10.
  let roundingTolerance = 1e-13

  @Test func aLineIsRecovered() throws {
    let x = [0.5, 1, 4, 9, 10]
    let fit = try LinearFit(x: x, y: x.map { 3 - 0.25 * $0 }, confidence: 0.95)
    expectAgreement(fit.slope, -0.25, allowed: roundingTolerance, "b")
    expectAgreement(fit.intercept, 3, allowed: roundingTolerance, "a")
    expectAgreement(fit.residual, 0, allowed: roundingTolerance, "residual")
    #expect(!agrees(fit.slope, -0.2501, allowed: roundingTolerance))
  }

  @Test func theIntervalIsTheTextbooks() throws {
    // x = 1 … 5, y = 2, 4, 5, 4, 5: b = 0.6, a = 2.2, Σ residuals² = 2.4, s² = 0.8, Σ (x − x̄)² = 10.
    let fit = try LinearFit(x: [1, 2, 3, 4, 5], y: [2, 4, 5, 4, 5], confidence: 0.95)
    expectAgreement(fit.slope, 0.6, allowed: roundingTolerance, "b")
    expectAgreement(fit.intercept, 2.2, allowed: roundingTolerance, "a")
    let t = 3.182446305283709  // Student's t, 3 degrees of freedom, 97.5 %
    let half = try #require(fit.slopeHalfWidth)
    expectAgreement(half, t * (0.8 / 10).squareRoot(), allowed: 1e-11, "half width")
    expectAgreement(fit.residual, (2.4 / 5).squareRoot(), allowed: roundingTolerance, "residual")
  }

  @Test func intervalsHoldTheSlopeAsOftenAsTheySay() throws {
    var stream = RandomStream(key: SIMD2(3, 1))
    let x = (0..<8).map(Double.init)
    let trials = 2000
    let held = try (0..<trials).count { _ in
      let fit = try LinearFit(x: x, y: x.map { 2 * $0 + stream.normal() }, confidence: 0.9)
      return abs(fit.slope - 2) <= fit.slopeHalfWidth ?? 0
    }
    /// Four standard errors of a binomial proportion.
    let allowed = 4 * (0.9 * 0.1 / Double(trials)).squareRoot()
    expectAgreement(Double(held) / Double(trials), 0.9, allowed: allowed, "coverage")
  }

  @Test func whatHasNoSlopeIsRefused() {
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try LinearFit(x: [1], y: [1], confidence: 0.95)
    }
    #expect(throws: StatisticsError.constant(value: 2, samples: 3)) {
      try LinearFit(x: [2, 2, 2], y: [1, 2, 3], confidence: 0.95)
    }
    #expect(throws: StatisticsError.self) {
      try LinearFit(x: [1, 2], y: [1, .infinity], confidence: 0.95)
    }
  }

  @Test func twoPointsHaveNoInterval() throws {
    #expect(try LinearFit(x: [1, 2], y: [1, 3], confidence: 0.95).slopeHalfWidth == nil)
  }
}
