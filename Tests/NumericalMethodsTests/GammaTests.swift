import Testing

@testable import NumericalMethods

@Suite struct GammaTests {
  /// Documented: four units in the last place of max(1, |ψ|), and of ψ′.
  let fourUlps = 4 * Double.ulpOfOne
  /// Documented: relative error 10⁻¹⁴.
  let incompleteGammaTolerance = 1e-14

  /// x, ψ(x), ψ′(x) to 20 digits, computed with mpmath at 50 digits.
  static let polygamma: [(Double, Double, Double)] = [
    (0.001, -1000.5755719318102797, 1000001.6425331958273),
    (0.1, -10.423754940411076232, 101.4332991507927477),
    (0.5, -1.9635100260214234794, 4.9348022005446793094),
    (1, -0.57721566490153286061, 1.6449340668482264365),
    (1.4616321449683622, -9.2412655217294275168e-17, 0.967672245447621255),
    (2, 0.42278433509846713939, 0.64493406684822643647),
    (3.7, 1.1671535393615114409, 0.31003785767003830216),
    (10, 2.2517525890667211076, 0.10516633568168574612),
    (25.5, 3.2189424728839197665, 0.039994669649562924037),
    (1000, 6.9072551956488120521, 0.0010005001666666333334),
  ]

  @Test(arguments: polygamma) func digammaAndTrigamma(x: Double, psi: Double, prime: Double) {
    expectAgreement(digamma(x), psi, allowed: fourUlps * max(1, abs(psi)), "ψ(\(x))")
    expectAgreement(trigamma(x), prime, allowed: fourUlps * prime, "ψ′(\(x))")
    // Near miss: the last term of the recurrence forgotten.
    #expect(!agrees(digamma(x) + 1 / x, psi, allowed: fourUlps * max(1, abs(psi))))
    #expect(!agrees(trigamma(x + 1), prime, allowed: fourUlps * prime))
  }

  @Test func digammaIsNotDefinedAtAndBelowZero() {
    #expect(digamma(0).isNaN && digamma(-1.5).isNaN && digamma(.nan).isNaN)
    #expect(trigamma(0).isNaN && trigamma(-0.5).isNaN)
  }

  @Test func logGammaAtFactorials() {
    expectAgreement(logGamma(11), 15.104412573075515295, allowed: 4 * 15.1 * .ulpOfOne, "ln 10!")
    expectAgreement(logGamma(0.5), 0.57236494292470008707, allowed: fourUlps, "ln √π")
  }

  /// a, x, P(a, x) to 20 digits, computed with mpmath.
  static let incompleteGamma: [(Double, Double, Double)] = [
    (0.5, 0.1, 0.34527915398142297956), (0.5, 4, 0.99532226501895273416),
    (2, 0.5, 0.090204010431049864594), (2, 2.9, 0.78540944178001179261),
    (2, 3.1, 0.81529827018641300752), (2, 20, 0.99999995671577392879),
    (1.5384615384615383, 1, 0.41331230670553458122), (10, 12, 0.75760783832948765132),
    (1.5, 1e-08, 7.5225277355015842061e-13),
  ]

  @Test(arguments: incompleteGamma) func incomplete(a: Double, x: Double, expected: Double) {
    let allowed = incompleteGammaTolerance * expected
    expectAgreement(regularizedGamma(a, x), expected, allowed: allowed, "P(\(a), \(x))")
    #expect(!agrees(regularizedGamma(a, x * (1 + 1e-5)), expected, allowed: allowed))
  }

  @Test func incompleteGammaAtTheEdges() {
    #expect(regularizedGamma(2, 0) == 0)
    #expect(regularizedGamma(2, .infinity) == 1)
    #expect(regularizedGamma(0, 1).isNaN && regularizedGamma(1, -1).isNaN)
  }
}
