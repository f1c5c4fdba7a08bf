import NumericalMethods
import Testing

@testable import Statistics

@Suite struct IndependentComponentGaussianizationTests {
  /// An interval of 2/64 by 32 golden sections is 6·10⁻⁹, of t = tan(φ/2).
  let angleTolerance = 2e-8

  /// Points on axes that are turned by some angle: the sum has its least kink there.
  @Test(arguments: [0, 0.001, 0.2, 0.5, 0.77, 0.9999])
  func turnOfCrossedPointsIsFound(t: Double) {
    let turn = PlaneTurn(t)
    let points = Matrix(
      rows: 4, columns: 2,
      values: [
        turn.cosine, turn.sine, -2 * turn.sine, 2 * turn.cosine, -turn.cosine, -turn.sine,
        3 * turn.sine, -3 * turn.cosine,
      ])
    let plane = PlaneOfSamples(of: points, 0, 1)
    let found = plane.sparsestTurn()
    // A right angle more is as good: the largest of both parts of the difference counts.
    let cosine = found.cosine * turn.cosine + found.sine * turn.sine
    let sine = found.sine * turn.cosine - found.cosine * turn.sine
    expectAgreement(min(abs(sine), abs(cosine)), 0, allowed: angleTolerance, "t = \(t)")
    expectAgreement(plane.absoluteSum(found), 7, allowed: 7 * angleTolerance, "t = \(t)")
    #expect(plane.absoluteSum(PlaneTurn(t + 1e-4)) > 7 * (1 + angleTolerance))
  }

  @Test func sumTakesAllSamples() {
    for n in [1, 7, 8, 9, 23] {
      let samples = HeavyTailedSignals.mixture.samples(n)
      let turn = PlaneTurn(0.3)
      let expected = (0..<n).reduce(0) { sum, row in
        let (a, b) = (samples[row, 0], samples[row, 1])
        return sum + abs(turn.cosine * a + turn.sine * b) + abs(turn.cosine * b - turn.sine * a)
      }
      let got = PlaneOfSamples(of: samples, 0, 1).absoluteSum(turn)
      expectAgreement(got, expected, allowed: 1e-14 * expected, "\(n) samples")
    }
  }

  /// Each source is one of the components, up to its sign.
  @Test(arguments: [2, 3, 5]) func sourcesAreRecovered(dimensions: Int) throws {
    let n = 20_000
    let sources = HeavyTailedSignals.independent.samples(n, dimensions: dimensions)
    let mixture = HeavyTailedSignals.mixture.samples(n, dimensions: dimensions)
    let components = try independentComponentGaussianization(ofRows: mixture)
    let marginals = try marginalGaussianization(ofRows: mixture)
    for source in 0..<dimensions {
      func best(_ candidates: Matrix) -> Double {
        (0..<dimensions).reduce(0) { best, column in
          let r = rankCorrelation(sources.column(source), candidates.column(column)) ?? 0
          return max(best, abs(r))
        }
      }
      // Angles err by some 1/√n; ranks of the many values around 0 feel them most.
      #expect(best(components) > 0.99, "source \(source)")
      #expect(best(marginals) < 0.95, "source \(source)")
    }
  }

  @Test func oneCoordinateHasNoPlane() throws {
    let samples = HeavyTailedSignals.independent.samples(100, dimensions: 1)
    #expect(
      try independentComponentGaussianization(ofRows: samples)
        == marginalGaussianization(ofRows: samples))
  }
}
