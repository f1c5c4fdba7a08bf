import NumericalMethods
import RealModule
import Testing

@testable import Circuits

/// Five primary neurons and seven interneurons: linear systems through LAPACK.
@Suite struct LargerCircuitTests {
  let n = 5
  let k = 7

  private func circuit(_ stream: inout RandomStream) -> ShapingCircuit<PowerActivation> {
    ShapingCircuit(
      gains: (0..<k).map { _ in 0.1 + 0.3 * stream.uniform() },
      thetas: (0..<k).map { _ in 2.2 + 0.3 * stream.uniform() },
      weights: InitialWeights.unit.weights(primaryNeurons: n, interneurons: k, from: &stream),
      activation: PowerActivation(form: .published, gradient: .exact))
  }

  private func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test func responsesSettle() {
    // Twice the documented residual: ours here adds its own rounding to the solver's.
    let residualTolerance = 2e-12
    var stream = RandomStream(key: [51, 1])
    for _ in 0..<100 {
      let circuit = circuit(&stream)
      let signal = (0..<n).map { _ in 2 * stream.normal() }
      let settled = circuit.response(to: signal)
      #expect(settled.status == .settled)
      let back = circuit.signal(of: settled.response)
      let allowed = residualTolerance * (1 + length(signal))
      expectAgreement(length(zip(back, signal).map { $0 - $1 }), 0, allowed: allowed, "residual")
      // Near miss: a response that is off by 10⁻⁸ in one number.
      var off = settled.response
      off[3] += 1e-8
      #expect(length(zip(circuit.signal(of: off), signal).map { $0 - $1 }) > allowed)
    }
  }

  @Test func jacobianIsSymmetricAndPositiveDefinite() throws {
    var stream = RandomStream(key: [51, 2])
    let circuit = circuit(&stream)
    let signal = (0..<n).map { _ in stream.normal() }
    // Central differences with step h: h² and 10⁻¹²/h, over stiffnesses above 0.1.
    let h = 1e-5
    let differenceTolerance = 1e-6
    var jacobian = Matrix(rows: n, columns: n)
    for column in 0..<n {
      func response(_ step: Double) -> [Double] {
        circuit.response(to: signal.enumerated().map { $0 == column ? $1 + step : $1 }).response
      }
      let (up, down) = (response(h), response(-h))
      for row in 0..<n { jacobian[row, column] = (up[row] - down[row]) / (2 * h) }
    }
    let hessian = circuit.hessian(at: circuit.response(to: signal).response)
    let product = LinearAlgebra.product(hessian, jacobian)
    var symmetric = jacobian
    for row in 0..<n {
      for column in 0..<n {
        expectAgreement(
          jacobian[row, column], jacobian[column, row], allowed: differenceTolerance, "J − Jᵀ")
        expectAgreement(
          product[row, column], row == column ? 1 : 0, allowed: differenceTolerance, "H J")
        symmetric[row, column] = 0.5 * (jacobian[row, column] + jacobian[column, row])
      }
    }
    #expect(try CholeskyFactor(symmetric).reciprocalCondition > 1e-3)
    #expect(try CholeskyFactor(hessian).reciprocalCondition > 1e-3)
  }

  /// The mean over a batch of min_r Ψ(r) − s·r, less Σ g E h(θ, Z): what learning ascends.
  private func objective(
    _ circuit: ShapingCircuit<PowerActivation>, _ batch: Matrix
  ) -> Double {
    var sum = 0.0
    for row in 0..<batch.rows {
      let signal = (0..<n).map { batch[row, $0] }
      let r = circuit.response(to: signal).response
      for j in 0..<n { sum -= signal[j] * r[j] }
      for i in 0..<k {
        let z = (0..<n).reduce(0) { $0 + circuit.weights[$1, i] * r[$1] }
        // φ = h − E h.
        sum += circuit.gains[i] * circuit.activation.member(theta: circuit.thetas[i]).objective(z)
      }
    }
    return sum / Double(batch.rows)
  }

  @Test func learningStepFollowsTheGradientOfTheSemiDualObjective() {
    // By the envelope theorem only the explicit parameters count: ∂/∂g = φ, ∂/∂θ = g ∂φ/∂θ,
    // ∂/∂w = n r, means over the batch. Central differences: h² and 10⁻¹⁵/h.
    let differenceTolerance = 1e-8
    let h = 1e-5
    var stream = RandomStream(key: [51, 3])
    let circuit = circuit(&stream)
    let batch = Matrix(rows: 6, columns: n, values: (0..<6 * n).map { _ in stream.normal() })
    func slope(_ change: (inout ShapingCircuit<PowerActivation>, Double) -> Void) -> Double {
      var (up, down) = (circuit, circuit)
      change(&up, h)
      change(&down, -h)
      return (objective(up, batch) - objective(down, batch)) / (2 * h)
    }
    // Rates so small that the step is linear, and lengths of weights change by rounding.
    let rates = LearningRates(gain: 1, theta: 1, weight: 0)
    let gains = LearningRule(gain: .additive, thetas: .free, rates: rates)
      .step(circuit, batch: batch)
    #expect(gains.settled == 6)
    for i in 0..<k {
      let byGain = slope { $0.gains[i] += $1 }
      expectAgreement(
        max(circuit.gains[i] + byGain, 0), gains.circuit.gains[i], allowed: differenceTolerance,
        "gain \(i)")
      let byTheta = slope { $0.thetas[i] += $1 } / circuit.gains[i]
      expectAgreement(
        circuit.thetas[i] + byTheta, gains.circuit.thetas[i], allowed: 10 * differenceTolerance,
        "theta \(i)")
      // Near miss: another interneuron's slope.
      #expect(abs(byTheta - slope { $0.thetas[(i + 1) % k] += $1 } / circuit.gains[i]) > 1e-4)
    }
    let weights = LearningRule(rates: LearningRates(gain: 0, theta: 0, weight: 1))
      .step(circuit, batch: batch).circuit.weights
    for i in 0..<k {
      let gradient = (0..<n).map { j in slope { $0.weights[j, i] += $1 } }
      let moved = (0..<n).map { circuit.weights[$0, i] + gradient[$0] }
      let size = length(moved)
      for j in 0..<n {
        expectAgreement(
          weights[j, i], moved[j] / size, allowed: differenceTolerance, "weight \(j), \(i)")
      }
      #expect(length((0..<n).map { weights[$0, i] - circuit.weights[$0, i] }) > 1e-3)
    }
  }
}
