import Foundation
import NumericalMethods
import Testing

@testable import Statistics

struct RadialProfileTests {
  @Test func pointsAreCountedInRings() throws {
    // At 0, on the edge of two rings, inside of the third, and beyond the last.
    let points = Matrix(rows: 4, columns: 2, values: [0, 0, 0, 0.5, -1.1, 0, 3, 4])
    let profile = try RadialProfile(of: points, width: 0.5, rings: 3)
    #expect(profile.counts == [1, 1, 1])
    // n π w² (2k + 1) with n = 4, w = ½: π, 3π, 5π.
    let expected = [1, 3, 5].map { 1 / (Double.pi * $0) }
    for (got, expected) in zip(profile.densities, expected) {
      expectAgreement(got, expected, allowed: 4 * Double.ulpOfOne)
    }
  }

  @Test func theDensityOfNormalPairsOnlyFalls() throws {
    var stream = RandomStream(key: [5, 1])
    let n = 200_000
    let normal = Matrix(rows: n, columns: 2, values: (0..<2 * n).map { _ in stream.normal() })
    let profile = try RadialProfile(of: normal, width: 0.25, rings: 12)
    for (k, density) in profile.densities.enumerated() {
      // exp(−r²/2)/2π, mean over the ring; four standard errors.
      let (inner, outer) = (0.25 * Double(k), 0.25 * Double(k + 1))
      let mass = Self.tail(inner) - Self.tail(outer)
      let expected = mass / (Double.pi * (outer * outer - inner * inner))
      let error = expected / (mass * Double(n)).squareRoot()
      expectAgreement(density, expected, allowed: 4 * error, "ring \(k)")
    }
    #expect(profile.greatestRise() < 1)
    // Near miss: the same points with the innermost tenth of them moved out.
    let hollow = Matrix(
      rows: n, columns: 2,
      values: (0..<n).flatMap { row -> [Double] in
        let (x, y) = (normal[row, 0], normal[row, 1])
        return (x * x + y * y).squareRoot() < 0.4 ? [x + 1, y] : [x, y]
      })
    #expect(try RadialProfile(of: hollow, width: 0.25, rings: 12).greatestRise() > 1.5)
  }

  /// P(‖Z‖ ≥ r).
  private static func tail(_ r: Double) -> Double { exp(-r * r / 2) }

  @Test func ringsWithFewPointsSayNothing() throws {
    let profile = try RadialProfile(
      of: Matrix(rows: 3, columns: 2, values: [0.1, 0, 0.6, 0, 0.6, 0.1]), width: 0.5, rings: 2)
    #expect(profile.greatestRise() == 0)
    // 1 in π/4, 2 in 3π/4.
    expectAgreement(profile.greatestRise(least: 1), 2.0 / 3, allowed: 4 * Double.ulpOfOne)
  }

  @Test func badPointsAreRefused() {
    #expect(throws: StatisticsError.self) {
      try RadialProfile(of: Matrix(rows: 0, columns: 2), width: 1, rings: 1)
    }
    #expect(throws: StatisticsError.self) {
      try RadialProfile(of: Matrix(rows: 1, columns: 2, values: [.nan, 0]), width: 1, rings: 1)
    }
  }
}
