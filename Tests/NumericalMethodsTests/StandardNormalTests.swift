import Testing

@testable import NumericalMethods

@Suite struct StandardNormalTests {
  /// Documented: eight units in the last place.
  let eightUlps = 8 * Double.ulpOfOne

  /// p, Φ⁻¹(p) to 20 digits for the double nearest to p, computed with mpmath at 50 digits.
  static let quantiles: [(Double, Double)] = [
    (.leastNonzeroMagnitude, -38.467405617144346251), (1e-300, -37.047096299361199237),
    (1e-100, -21.273453560965324294), (1e-20, -9.2623400897984075796),
    (1e-10, -6.3613409024040561991), (1e-05, -4.2648907939228246102),
    (0.001, -3.0902323061678135354), (0.02, -2.0537489106318230443),
    (0.07, -1.4757910281791706856), (0.075, -1.4395314709384559349),
    (0.1, -1.2815515655446004353), (0.3, -0.52440051270804081597),
    (0.4999, -0.00025066283008800749239), (0.6, 0.25334710313579974132),
    (0.9, 1.2815515655446005935), (0.93, 1.475791028179171099),
    (0.999, 3.0902323061678132778), (0.9999999999, 6.3613408896974218642),
  ]

  @Test(arguments: quantiles) func quantile(p: Double, expected: Double) {
    let allowed = eightUlps * abs(expected)
    expectAgreement(StandardNormal.quantile(p), expected, allowed: allowed, "Φ⁻¹(\(p))")
    #expect(!agrees(StandardNormal.quantile(p) * (1 + 1e-14), expected, allowed: allowed))
  }

  @Test func quantileAtTheEdges() {
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.quantile(1) == .infinity)
    #expect(StandardNormal.quantile(0.5) == 0)
    #expect(StandardNormal.quantile(-0.1).isNaN && StandardNormal.quantile(1.1).isNaN)
  }

  static let cumulative: [(Double, Double)] = [
    (-37, 5.7255712225245768227e-300), (-10, 7.619853024160526066e-24),
    (-3, 0.0013498980316300945267), (-1, 0.15865525393145705141), (-0.1, 0.46017216272297101633),
    (0, 0.5), (0.5, 0.69146246127401310364), (2, 0.9772498680518207928),
    (6, 0.99999999901341235496),
  ]

  @Test(arguments: cumulative) func cumulativeProbability(x: Double, expected: Double) {
    let allowed = (2 + x * x) * .ulpOfOne * expected
    expectAgreement(StandardNormal.cumulative(x), expected, allowed: allowed, "Φ(\(x))")
  }

  @Test func densityIsTheSlopeOfCumulative() {
    // Central difference: h²/6 times the third derivative (below 0.6), and rounding 2⁻⁵²/h.
    let h = 1e-5
    let differenceTolerance = 1e-10
    for x in stride(from: -4.0, through: 4, by: 0.5) {
      let slope = (StandardNormal.cumulative(x + h) - StandardNormal.cumulative(x - h)) / (2 * h)
      expectAgreement(StandardNormal.density(x), slope, allowed: differenceTolerance, "at \(x)")
    }
  }

  /// p, C(p), C′(p) to 20 digits, computed with mpmath.
  static let moments: [(Double, Double, Double)] = [
    (0.0, 1.0, -0.63518142273073908501), (0.5, 0.82217895866245855234, -0.16144047014127390428),
    (1.0, 0.79788456080286535588, 0.046249983227161462297), (2.0, 1.0, 0.36481857726926091499),
    (3.0, 1.5957691216057307118, 0.89038452725718828047),
    (3.2, 1.789807880057644721, 1.054629213512251698), (4.0, 3.0, 2.094455731807782745),
    (4.5, 4.3164395329779073998, 3.2633323250706047642), (8.0, 105.0, 109.30595061327239607),
  ]

  @Test(arguments: moments) func absoluteMoments(p: Double, moment: Double, derivative: Double) {
    expectAgreement(
      StandardNormal.absoluteMoment(p), moment, allowed: eightUlps * moment, "C(\(p))")
    expectAgreement(
      StandardNormal.absoluteMomentDerivative(p), derivative, allowed: 2 * eightUlps * moment,
      "C′(\(p))")
    // Near miss: the moment of the neighbouring order.
    #expect(
      !agrees(
        StandardNormal.absoluteMoment(p + 1e-12), moment, allowed: eightUlps * moment))
  }
}
