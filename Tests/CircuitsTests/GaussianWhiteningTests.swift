import NumericalMethods
import Testing

@testable import Circuits

/// Check 4 of science: with Gaussian signals and a linear activation the circuit whitens.
@Suite struct GaussianWhiteningTests {
  /// What is left of the mean flow's exponential approach after the steps taken here.
  let convergedTolerance = 1e-9

  @Test func oneNeuronWithThetaFixedAtOneLearnsHalfTheDeviation() {
    let n = 1000
    let signals = (0..<n).map { StandardNormal.quantile((Double($0) + 0.5) / Double(n)) }
    let square = signals.reduce(0) { $0 + $1 * $1 } / Double(n)
    var circuit = ShapingCircuit(
      gains: [0.2], thetas: [1], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: PowerActivation())
    for gain in LearningRule.GainUpdate.allCases {
      let rule = LearningRule(gain: gain, rates: LearningRates(gain: 0.05, theta: 0, weight: 0))
      circuit.gains = [0.2]
      for _ in 0..<800 {
        circuit = rule.step(circuit, batch: Matrix(rows: n, columns: 1, values: signals)).circuit
      }
      // f = 2z at θ = 1: E z² = 1 means g = √(E s²)/2, and E s² is 1 but for the missing tails.
      expectAgreement(circuit.gains[0], 0.5 * square.squareRoot(), allowed: convergedTolerance, "g")
      expectAgreement(circuit.gains[0], 0.5, allowed: 0.5 * (1 - square), "g")
      #expect(!agrees(circuit.gains[0], 0.501 * square.squareRoot(), allowed: convergedTolerance))
    }
  }

  @Test func twoNeuronsLearnTheRootOfTheCovariance() {
    // Eight signals with covariance A Aᵀ, A = [[1.5, 0.4], [0.2, 0.7]]; only second moments count.
    let unit = [(1, 1), (1, -1), (-1, 1), (-1, -1)].map { (Double($0.0), Double($0.1)) }
    let signals = unit.flatMap { [1.5 * $0.0 + 0.4 * $0.1, 0.2 * $0.0 + 0.7 * $0.1] }
    let covariance = [1.5 * 1.5 + 0.4 * 0.4, 1.5 * 0.2 + 0.4 * 0.7, 0.2 * 0.2 + 0.7 * 0.7]
    var circuit = ShapingCircuit(
      gains: [0.5, 0.6], thetas: [1, 1],
      weights: Matrix(rows: 2, columns: 2, values: [0.8, -0.6, 0.6, 0.8]),
      activation: LinearActivation())
    let rule = LearningRule(
      gain: .additive, rates: LearningRates(gain: 0.02, theta: 0, weight: 0.02))
    let batch = Matrix(rows: 4, columns: 2, values: signals)
    for _ in 0..<20_000 { circuit = rule.step(circuit, batch: batch).circuit }
    func overall(_ j: Int, _ l: Int) -> Double {
      (0..<2).reduce(0) { $0 + circuit.gains[$1] * circuit.weights[j, $1] * circuit.weights[l, $1] }
    }
    // M = C^(1/2): M M = C.
    let (a, b, d) = (overall(0, 0), overall(0, 1), overall(1, 1))
    expectAgreement(a * a + b * b, covariance[0], allowed: convergedTolerance, "C₁₁")
    expectAgreement(a * b + b * d, covariance[1], allowed: convergedTolerance, "C₁₂")
    expectAgreement(b * b + d * d, covariance[2], allowed: convergedTolerance, "C₂₂")
    #expect(a > 0 && a * d > b * b)
  }
}
