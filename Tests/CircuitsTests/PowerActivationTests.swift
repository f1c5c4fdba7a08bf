import NumericalMethods
import RealModule
import Testing

@testable import Circuits

@Suite struct PowerActivationTests {
  /// A central difference with step h: third derivative times h²/6 (below 10²·10⁻¹²) and rounding
  /// 2⁻⁵²/h times values below 10³.
  let differenceStep = 1e-6
  let differenceTolerance = 1e-6
  /// Where the published code clips b.
  static let clip = 2.164_76
  static let families = PowerActivation.Form.allCases.map {
    PowerActivation(form: $0, gradient: .exact)
  }
  /// Both sides of the kinks at 1.925 (a) and 2.16476… (b), and well inside each piece.
  static let thetas = [1.0, 1.5, 1.92, 1.93, 2.1, clip - 1e-3, clip + 1e-3, 2.3, 3]
  static let inputs = [-4, -1, -0.3, -1e-3, 1e-3, 0.5, 1, 2.2, 6]

  @Test(arguments: families, thetas)
  func outputAndSlopeAreDerivatives(family: PowerActivation, theta: Double) {
    let f = family.member(theta: theta)
    for z in Self.inputs {
      let h = differenceStep * abs(z)  // never across the kink at 0
      let output = (f.potential(z + h) - f.potential(z - h)) / (2 * h)
      let slope = (f.output(z + h) - f.output(z - h)) / (2 * h)
      let allowed = differenceTolerance * max(1, f.slope(z) * abs(z))
      expectAgreement(f.output(z), output, allowed: allowed, "f at \(z)")
      expectAgreement(f.slope(z), slope, allowed: allowed, "f′ at \(z)")
      #expect(!agrees(f.slope(z), slope * 1.001 + 1e-3, allowed: allowed))
    }
  }

  @Test(arguments: families, thetas)
  func thetaGradientIsTheDerivativeOfTheObjective(family: PowerActivation, theta: Double) {
    let f = family.member(theta: theta)
    for z in Self.inputs + [0] {
      let h = differenceStep
      // At θ = 1 the difference looks to θ < 1, where the formulas hold as well.
      let difference =
        (family.member(theta: theta + h).objective(z) - family.member(theta: theta - h).objective(z))
        / (2 * h)
      let allowed = differenceTolerance * max(1, abs(difference))
      expectAgreement(f.thetaGradient(z), difference, allowed: allowed, "∂φ/∂θ at \(z), θ \(theta)")
    }
  }

  @Test func gradientsDifferExactlyWhereTheClipActs() {
    let exact = PowerActivation(form: .published, gradient: .exact)
    let published = PowerActivation(form: .published, gradient: .published)
    for theta in Self.thetas {
      let (e, p) = (exact.member(theta: theta), published.member(theta: theta))
      #expect(e.output(1.7) == p.output(1.7))
      if theta < Self.clip {
        #expect(e.powerDerivative == 0 && p.powerDerivative > 1)
        #expect(abs(e.thetaGradient(1.7) - p.thetaGradient(1.7)) > 0.1)
      } else {
        #expect(e == p)
      }
    }
  }

  @Test func coefficientsAreThoseOfTheTable() {
    // Computed by hand from science A2 at θ = 2.3: 0.75^1.95 and 2.3^2.32.
    let coefficientTolerance = 1e-12
    let a = Double.exp(Double.pow(0.75, 1.95))
    let paper = PowerActivation(form: .paper).member(theta: 2.3)
    let published = PowerActivation(form: .published).member(theta: 2.3)
    expectAgreement(paper.linear, a, allowed: coefficientTolerance, "a")
    expectAgreement(published.linear, a, allowed: coefficientTolerance, "a")
    expectAgreement(paper.power / published.power, Double.exp(0.1), allowed: 1e-14, "b ratio")
    #expect(PowerActivation(form: .published).member(theta: 1.5).power == 1)
    #expect(PowerActivation(form: .paper).member(theta: 1.5).power < 0.1)
    #expect(PowerActivation(form: .paper).member(theta: 1.9).linear == 1)
  }

  @Test(arguments: families, thetas)
  func objectiveAndItsGradientVanishOnAverageOverTheTarget(family: PowerActivation, theta: Double) {
    let f = family.member(theta: theta)
    // 10⁻¹¹ of the mean magnitudes (below 100): Simpson's rule below, and rounding.
    let quadratureTolerance = 1e-10
    let phi = normalExpectation { f.objective($0) }
    let gradient = normalExpectation { f.thetaGradient($0) }
    expectAgreement(phi, 0, allowed: quadratureTolerance, "E φ, θ \(theta)")
    expectAgreement(gradient, 0, allowed: quadratureTolerance, "E ∂φ/∂θ, θ \(theta)")
    // Near miss: a target of variance 1.000001.
    let wide = normalExpectation { f.objective(1.000_000_5 * $0) }
    #expect(!agrees(wide, 0, allowed: quadratureTolerance))
  }

  /// E f(Z) of an even f by Simpson's rule in u, z = u³, which smooths the powers at 0.
  private func normalExpectation(_ f: (Double) -> Double) -> Double {
    let steps = 8000
    let end = Double.pow(13, 1 / 3.0)  // e^(−13²/2) is below 10⁻³⁶
    var sum = 0.0
    for i in 0...steps {
      let u = end * Double(i) / Double(steps)
      let z = u * u * u
      let weight = i == 0 || i == steps ? 1.0 : i % 2 == 0 ? 2 : 4
      sum += weight * 2 * f(z) * StandardNormal.density(z) * 3 * u * u
    }
    return sum * end / Double(3 * steps)
  }

  @Test func otherFamiliesFollowTheirDefinitions() {
    let monomial = MonomialActivation().member(theta: 2.5)
    expectAgreement(monomial.output(-4), -32, allowed: 1e-13, "f")
    expectAgreement(monomial.slope(-4), 20, allowed: 1e-13, "f′")
    #expect(monomial.output(0) == 0 && monomial.slope(0) == 0 && monomial.objective(0).isFinite)
    let linear = LinearActivation().member(theta: 2.5)
    #expect(linear.output(-4) == -4 && linear.slope(3) == 1 && linear.objective(1) == 0)
    #expect(linear.thetaGradient(5) == 0 && linear.potential(2) == 2)
  }
}
