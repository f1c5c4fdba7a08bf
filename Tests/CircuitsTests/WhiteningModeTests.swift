import NumericalMethods
import RealModule
import Testing

@testable import Circuits

/// One mode of the two whitening networks: closed forms against their differential equations, the
/// printed times of science B, and the flows against the closed forms.
@Suite struct WhiteningModeTests {
  /// Half a unit of the last digit printed in science B, and a little: 51.62165 stands there as
  /// 51.6217, 5.022 · 10⁻⁵ away.
  let printed = 0.000051
  /// Flows with a tolerance of 1e-12 a step, against closed forms (demanded: 1e-8).
  let flowTolerance = 1e-8

  struct Time: CustomTestStringConvertible {
    let c, m0, direct, interneurons: Double
    var testDescription: String { "c = \(c), m₀ = \(m0)" }
  }

  static let times = [
    Time(c: 1, m0: 0.05, direct: 1.6566, interneurons: 0.9786),
    Time(c: 1, m0: 5, direct: 6.4389, interneurons: 1.7713),
    Time(c: 1, m0: 50, direct: 51.6217, interneurons: 2.9327),
    Time(c: 4, m0: 50, direct: 53.904, interneurons: 2.7597),
    Time(c: 0.25, m0: 0.05, direct: 0.6586, interneurons: 0.8047),
  ]

  @Test(arguments: times) func convergenceTimesAreThePrintedOnes(time: Time) {
    let direct = DirectWhitening.convergenceTime(from: time.m0, eigenvalue: time.c, tolerance: 0.01)
    let allowed = time.direct > 53 && time.c == 4 ? 10 * printed : printed  // three digits printed
    expectAgreement(direct, time.direct, allowed: allowed, "T_M")
    let interneurons = InterneuronWhitening.convergenceTime(
      from: time.m0, eigenvalue: time.c, tolerance: 0.01)
    expectAgreement(interneurons, time.interneurons, allowed: printed, "T_W")
    // Near miss: another tolerance.
    let other = DirectWhitening.convergenceTime(
      from: time.m0, eigenvalue: time.c, tolerance: 0.0101)
    #expect(!agrees(other, time.direct, allowed: allowed))
  }

  @Test func aModeAtItsTargetNeedsNoTime() {
    #expect(DirectWhitening.convergenceTime(from: 1.005, eigenvalue: 1, tolerance: 0.01) == 0)
    #expect(InterneuronWhitening.convergenceTime(from: 0.995, eigenvalue: 1, tolerance: 0.01) == 0)
    #expect(DirectWhitening.mode(at: 3, from: 2, eigenvalue: 4) == 2)
    #expect(InterneuronWhitening.mode(at: 3, from: 2, eigenvalue: 4) == 2)
  }

  static let starts = [0.05, 0.3, 0.999, 1.001, 1.5, 7, 4000]

  @Test(arguments: starts) func modesObeyTheirEquations(m0: Double) {
    for c in [0.25, 1, 4.0] {
      for t in [0.01, 0.3, 1.1] {
        let h = 1e-5
        /// Central differences: h² m‴/6, and the modes' accuracy over h.
        let allowed = 1e-5 + 1e-13 * m0 / h
        func direct(_ t: Double) -> Double { DirectWhitening.mode(at: t, from: m0, eigenvalue: c) }
        func other(_ t: Double) -> Double {
          InterneuronWhitening.mode(at: t, from: m0, eigenvalue: c)
        }
        let m = direct(t)
        let slope = (direct(t + h) - direct(t - h)) / (2 * h)
        expectAgreement(slope, c / (m * m) - 1, allowed: allowed * max(1, abs(slope)), "ṁ direct")
        let w2 = other(t)
        // d(w²)/dt = 2 w ẇ = 2 m (c/m² − 1).
        let speed = (other(t + h) - other(t - h)) / (2 * h)
        expectAgreement(
          speed, 2 * w2 * (c / (w2 * w2) - 1), allowed: allowed * max(1, abs(speed)), "ṁ")
      }
    }
  }

  @Test(arguments: starts) func timesInvertModes(m0: Double) {
    for c in [0.25, 1, 4.0] where abs(m0 - c.squareRoot()) > 1e-6 {
      for t in [1e-3, 0.2, 2.5] {
        // Near √c a distance of 10⁻¹⁵ is a time of 10⁻¹⁵/|m − √c|.
        let allowed = 1e-9
        let m = DirectWhitening.mode(at: t, from: m0, eigenvalue: c)
        expectAgreement(
          DirectWhitening.modeTime(from: m0, to: m, eigenvalue: c), t, allowed: allowed, "direct")
        let w2 = InterneuronWhitening.mode(at: t, from: m0, eigenvalue: c)
        if abs(w2 - c.squareRoot()) > 1e-5 {
          expectAgreement(
            InterneuronWhitening.modeTime(from: m0, to: w2, eigenvalue: c), t, allowed: allowed,
            "interneurons")
        }
      }
    }
  }

  @Test func tinyStartsHaveAClosedFormToo() {
    for c in [2.0, 5, 10] {
      // At t = 0 the mode is where it starts, however small; then m² = c (1 − e^(−4t)).
      let m0 = 1e-9
      expectAgreement(
        InterneuronWhitening.mode(at: 0, from: m0, eigenvalue: c), m0, allowed: 1e-20, "m(0)")
      let m = InterneuronWhitening.mode(at: 0.1, from: m0, eigenvalue: c)
      expectAgreement(m * m / c, 1 - Double.exp(-0.4), allowed: 1e-12, "m²/c")
    }
  }

  @Test func directModesReachTheirTarget() {
    for m0 in Self.starts {
      let m = DirectWhitening.mode(at: 2 * m0 + 60, from: m0, eigenvalue: 1)
      expectAgreement(m, 1, allowed: 1e-12 * max(1, m0), "m(∞)")
    }
  }

  /// A network whose start commutes with the covariance of its inputs: every mode on its own.
  private func commuting(spread: Double, scale: Double) throws -> (WhiteningTarget, Matrix) {
    var stream = RandomStream(key: SIMD2(7, 1))
    let axes = Matrix.randomOrthogonal(order: 3, from: &stream)
    var half = axes
    for (j, c) in [0.25, 1, 4].enumerated() {
      for i in 0..<3 { half[i, j] *= c.squareRoot() }
    }
    let target = try WhiteningTarget(covariance: LinearAlgebra.gram(half, transposing: .second))
    let start = InitialRecurrence(.commuting, scale: scale, spread: spread)
    return (target, start.matrix(for: target, from: &stream))
  }

  @Test(arguments: [0.1, 1.3, 30]) func flowsFollowTheClosedForms(scale: Double) throws {
    let (target, recurrence) = try commuting(spread: 3, scale: scale)
    var stream = RandomStream(key: SIMD2(7, 2))
    let times = [0.05, 0.4, 2.0]
    let method = 1e-12
    let direct = DirectWhitening(weights: recurrence)
    let interneurons = try InterneuronWhitening(
      recurrence: recurrence, interneurons: 5, from: &stream)
    let starts = try SymmetricEigendecomposition(recurrence).values
    for time in times {
      let m = try WhiteningFlow(from: direct, to: target, by: .adaptive(tolerance: method))
        .run(recording: [time]).network.recurrence
      let w = try WhiteningFlow(from: interneurons, to: target, by: .adaptive(tolerance: method))
        .run(recording: [time]).network.recurrence
      for (j, c) in target.eigenvalues.enumerated() {
        func along(_ matrix: Matrix) -> Double {
          (0..<3).reduce(0) { sum, i in
            sum
              + (0..<3).reduce(0) {
                $0 + target.axes[i, j] * matrix[i, $1] * target.axes[$1, j]
              }
          }
        }
        let allowed = flowTolerance * max(1, scale)
        expectAgreement(
          along(m), DirectWhitening.mode(at: time, from: starts[j], eigenvalue: c),
          allowed: allowed, "direct, mode \(j)")
        expectAgreement(
          along(w), InterneuronWhitening.mode(at: time, from: starts[j], eigenvalue: c),
          allowed: allowed, "interneurons, mode \(j)")
        // Near miss: the other network's closed form.
        #expect(
          !agrees(
            along(m), InterneuronWhitening.mode(at: time, from: starts[j], eigenvalue: c),
            allowed: allowed))
      }
    }
  }

  @Test(arguments: [0.05, 5, 1e4]) func flowsConvergeWhenTheFormulasSay(m0: Double) throws {
    let target = try WhiteningTarget(covariance: Matrix(rows: 1, columns: 1, values: [1]))
    let criterion = WhiteningCriterion(measure: .recurrenceError, threshold: 0.01)
    let start = Matrix(rows: 1, columns: 1, values: [m0])
    func time<Network: WhiteningNetwork>(_ network: Network) throws -> Double? {
      let formula = Network.convergenceTime(from: m0, eigenvalue: 1, tolerance: 0.01)
      let flow = WhiteningFlow(
        from: network, to: target, by: .adaptive(tolerance: 1e-12), until: criterion)
      let run = try flow.run(recording: [2 * formula])
      // What was recorded may not matter.
      #expect(try flow.run(recording: [0.1 * formula, 2 * formula]).course.ending == .complete)
      return run.course.convergenceTime
    }
    var stream = RandomStream(key: SIMD2(7, 3))
    let direct = try #require(try time(DirectWhitening(weights: start)))
    let expected = DirectWhitening.convergenceTime(from: m0, eigenvalue: 1, tolerance: 0.01)
    expectAgreement(direct, expected, allowed: flowTolerance * expected, "T_M")
    let network = try InterneuronWhitening(recurrence: start, interneurons: 2, from: &stream)
    let interneurons = try #require(try time(network))
    let formula = InterneuronWhitening.convergenceTime(from: m0, eigenvalue: 1, tolerance: 0.01)
    expectAgreement(interneurons, formula, allowed: flowTolerance * formula, "T_W")
  }
}
