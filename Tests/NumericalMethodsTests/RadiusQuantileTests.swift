import Testing

@testable import NumericalMethods

/// Lengths of standard normal variables.
@Suite struct RadiusQuantileTests {
  /// The tail of 10⁻⁶ knows its p to 10⁻¹⁰ of the tail, and r to a fifth of that.
  let tolerance = 1e-10

  /// N, p, quantile: SciPy's `chi.ppf`.
  static let reference: [(Int, Double, Double)] = [
    (3, 1e-6, 0.015550256821070276), (3, 0.5, 1.5381722544550522),
    (3, 0.95, 2.7954834829151074), (3, 0.999999, 5.537585187259359),
    (10, 0.001, 1.216035963216411), (10, 0.95, 4.278672463892877),
    (64, 0.5, 7.958302709971012), (64, 0.9999, 10.71604972402302),
  ]

  @Test(arguments: reference) func valuesOfSciPy(dimensions: Int, p: Double, expected: Double) {
    let got = StandardNormal.radiusQuantile(p, dimensions: dimensions)
    expectAgreement(got, expected, allowed: tolerance * expected, "\(dimensions), \(p)")
    let miss = StandardNormal.radiusQuantile(p, dimensions: dimensions + 1)
    #expect(!agrees(miss, expected, allowed: tolerance * expected))
  }

  @Test(arguments: [1, 2, 3, 4, 7, 25, 200]) func invertsTheDistribution(dimensions: Int) {
    var last = 0.0
    for p in [1e-9, 1e-4, 0.01, 0.2, 0.5, 0.8, 0.99, 1 - 1e-6] {
      let r = StandardNormal.radiusQuantile(p, dimensions: dimensions)
      let back = regularizedGamma(0.5 * Double(dimensions), 0.5 * r * r)
      // Documented.
      let allowed = 1e-12 * p + 4 * Double.ulpOfOne
      expectAgreement(back, p, allowed: allowed, "\(dimensions), \(p)")
      #expect(r > last)
      last = r
    }
  }

  @Test func closedForms() {
    // √(2 ln 2); the median of |Z|.
    let ulps = 4 * Double.ulpOfOne
    expectAgreement(
      StandardNormal.radiusQuantile(0.5, dimensions: 2), 1.1774100225154747, allowed: ulps)
    expectAgreement(
      StandardNormal.radiusQuantile(0.5, dimensions: 1), 0.6744897501960817, allowed: ulps)
    for dimensions in 1...4 {
      #expect(StandardNormal.radiusQuantile(0, dimensions: dimensions) == 0)
      #expect(StandardNormal.radiusQuantile(1, dimensions: dimensions) == .infinity)
      #expect(StandardNormal.radiusQuantile(1.5, dimensions: dimensions).isNaN)
    }
  }
}
