import Foundation
import NumericalMethods
import Testing

@testable import Circuits

/// Five successive learning steps of the authors' published code, from shared/reference.
struct LearningSteps: Decodable, Sendable {
  struct Rates: Decodable, Sendable {
    let gain: Double
    let theta: Double
    let weight: Double
  }
  struct Step: Decodable, Sendable {
    let signals: [[Double]]
    let responses: [[Double]]
    let gainsAfter: [Double]
    let thetasAfter: [Double]
    let weightsAfter: [[Double]]
  }
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let primaryNeurons: Int
    let interneurons: Int
    let gains: [Double]
    let thetas: [Double]
    let weights: [[Double]]
    let learningRates: Rates
    let steps: [Step]

    var testDescription: String { "N = \(primaryNeurons), θ = \(thetas)" }

    func circuit(_ activation: PowerActivation) -> ShapingCircuit<PowerActivation> {
      ShapingCircuit(
        gains: gains, thetas: thetas,
        weights: Matrix(
          rows: primaryNeurons, columns: interneurons, values: weights.flatMap { $0 }),
        activation: activation)
    }

    func rule(_ gain: LearningRule.GainUpdate = .published) -> LearningRule {
      LearningRule(
        gain: gain,
        rates: LearningRates(
          gain: learningRates.gain, theta: learningRates.theta, weight: learningRates.weight))
    }
  }
  let cases: [Case]

  static func load() throws -> [Case] {
    let url = try #require(
      Bundle.module.url(
        forResource: "learning-steps", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode(LearningSteps.self, from: Data(contentsOf: url)).cases
  }
}

@Suite struct LearningStepsTests {
  /// The bar. The reference's residuals are below 3·10⁻¹⁵.
  let stepTolerance = 1e-9

  /// The largest difference between our five successive steps and the reference's.
  private func deviation(
    _ reference: LearningSteps.Case, activation: PowerActivation = PowerActivation(),
    gain: LearningRule.GainUpdate = .published
  ) throws -> (responses: Double, gains: Double, thetas: Double, weights: Double) {
    var circuit = reference.circuit(activation)
    var worst = (responses: 0.0, gains: 0.0, thetas: 0.0, weights: 0.0)
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
    }
    for step in reference.steps {
      let batch = Matrix(
        rows: step.signals.count, columns: reference.primaryNeurons,
        values: step.signals.flatMap { $0 })
      let responses = try circuit.responses(to: batch)
      worst.responses = max(
        worst.responses, distance(responses.values.values, step.responses.flatMap { $0 }))
      let report = reference.rule(gain).step(circuit, batch: batch)
      #expect(report.unsettled == 0 && report.settled == batch.rows)
      circuit = report.circuit
      worst.gains = max(worst.gains, distance(circuit.gains, step.gainsAfter))
      worst.thetas = max(worst.thetas, distance(circuit.thetas, step.thetasAfter))
      worst.weights = max(
        worst.weights, distance(circuit.weights.values, step.weightsAfter.flatMap { $0 }))
    }
    return worst
  }

  @Test func allCasesToTheBar() throws {
    let cases = try LearningSteps.load()
    #expect(cases.count == 6)
    for reference in cases {
      let worst = try deviation(reference)
      let name = reference.testDescription
      expectAgreement(worst.responses, 0, allowed: stepTolerance, "responses, \(name)")
      expectAgreement(worst.gains, 0, allowed: stepTolerance, "gains, \(name)")
      expectAgreement(worst.thetas, 0, allowed: stepTolerance, "thetas, \(name)")
      expectAgreement(worst.weights, 0, allowed: stepTolerance, "weights, \(name)")
      // Near miss: the other gain update.
      #expect(try deviation(reference, gain: .additive).gains > 1e-6)
      // Near miss: the paper's b is e^0.1 times the published one.
      #expect(try deviation(reference, activation: PowerActivation(form: .paper)).responses > 1e-4)
    }
  }

  @Test func exactGradientDisagreesExactlyWhereTheClipActs() throws {
    var (below, above) = (0, 0)
    for reference in try LearningSteps.load() {
      let worst = try deviation(reference, activation: PowerActivation(gradient: .exact))
      let lowest = reference.thetas.min() ?? 0
      if lowest < 2.16 {
        below += 1
        #expect(worst.thetas > 1e-5, "θ moved alike although b is clipped: \(worst.thetas)")
      } else {
        above += 1
        expectAgreement(worst.thetas, 0, allowed: stepTolerance, reference.testDescription)
      }
    }
    #expect(below == 2 && above == 4)
  }
}
