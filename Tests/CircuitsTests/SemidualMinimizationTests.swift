import NumericalMethods
import RealModule
import Statistics
import Testing

@testable import Circuits

/// The circuit with the least J, against problems whose minimum is known.
@Suite struct SemidualMinimizationTests {
  /// Signals s = g f(θ, Z) have the exact response Z: the circuit itself is the minimum, at J*.
  @Test(arguments: [(0.2, 2.3), (0.002, 2.8), (0.4, 1.6)])
  func exactCircuitsAreFound(gain: Double, theta: Double) throws {
    let family = PowerActivation(form: .published, gradient: .exact)
    let signals = Self.quantiles(20_000).map { gain * family.member(theta: theta).output($0) }
    let best = try Self.minimum(family, of: signals)
    #expect(best.converged && best.atKink.isEmpty)
    // 20,000 middles of the normal distribution's parts, whose tails are a little short.
    expectAgreement(best.circuit.thetas[0], theta, allowed: 0.01, "θ")
    expectAgreement(best.circuit.gains[0] / gain, 1, allowed: 0.02, "g")
    let bound = try EmpiricalTransport.largestCovariance(signals)
    #expect(best.semidual.value >= bound)
    expectAgreement(best.semidual.value, bound, allowed: 1e-4, "J")
    #expect(!agrees(best.semidual.value, 1.001 * bound, allowed: 1e-4))
  }

  /// Linear interneurons whiten: W diag(g) Wᵀ = C^½ and J = tr C^½.
  @Test func gaussianSignalsAreWhitened() throws {
    var stream = RandomStream(key: [1, 0])
    let signals = Matrix(
      rows: 3000, columns: 2,
      values: (0..<3000).flatMap { _ in
        let (x, y) = (stream.normal(), stream.normal())
        return [1.3 * x + 0.4 * y, 0.4 * x + 0.6 * y]
      })
    var covariance = Matrix(rows: 2, columns: 2)
    for row in 0..<3000 {
      for i in 0..<2 {
        for j in 0..<2 { covariance[i, j] += signals[row, i] * signals[row, j] / 3000 }
      }
    }
    let root = try SymmetricEigendecomposition(covariance).reassembled { $0.squareRoot() }
    let starts = (0..<3).map { _ in
      ShapingCircuit(
        startOf: .paperPairs, primaryNeurons: 2, interneurons: 3, activation: LinearActivation(),
        weights: .unit, from: &stream)
    }
    let best = try SemidualMinimization(
      signals: signals, starts: starts, learns: [.gains, .weights]
    ).run()
    #expect(best.converged)
    let hessian = best.circuit.hessian(at: [0, 0])
    for index in 0..<4 {
      expectAgreement(hessian.values[index], root.values[index], allowed: 5e-4, "C^½")
    }
    expectAgreement(best.semidual.value, root[0, 0] + root[1, 1], allowed: 1e-9, "J")
  }

  /// f = (1 + |θ − 2|) z: the least slope is at the kink.
  private struct KinkedActivation: ActivationFamily {
    static let id = "kinked"
    static let summary = "f = (1 + |θ − 2|) z."
    var kinks: [Double] { [2] }

    func member(theta: Double) -> PowerLaw {
      PowerLaw(
        theta: theta, linear: 1 + abs(theta - 2), power: 0, linearDerivative: theta < 2 ? -1 : 1,
        powerDerivative: 0)
    }
  }

  /// J = E s²/(2 g c) + g c/2, c = 1 + |θ − 2|, is least for g c = 1, or at the kink where g is larger.
  @Test(arguments: [(1.5, 1.0), (0.8, 1.25)], [1.6, 2.3])
  func minimaAtKinksAreFound(example: (gain: Double, slope: Double), start: Double) throws {
    let signals = Self.quantiles(5000)
    let variance = signals.reduce(0) { $0 + $1 * $1 } / 5000
    let circuit = ShapingCircuit(
      gains: [example.gain], thetas: [start], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: KinkedActivation())
    let best = try SemidualMinimization(
      signals: Matrix(rows: 5000, columns: 1, values: signals), starts: [circuit],
      learns: [.thetas]
    ).run()
    #expect(best.converged, "\(best.projectedGradient)")
    let c = example.slope == 1 ? 1 : variance.squareRoot() / example.gain
    expectAgreement(1 + abs(best.circuit.thetas[0] - 2), c, allowed: 1e-4, "1 + |θ − 2|")
    expectAgreement(
      best.semidual.value, 0.5 * (variance / (example.gain * c) + example.gain * c), allowed: 1e-8)
    // Held there where it is one; elsewhere not.
    #expect((best.atKink == [0]) == (c == 1) && (best.circuit.thetas[0] == 2) == (c == 1))
  }

  @Test func startsDoNotMatterToBanks() throws {
    var stream = RandomStream(key: [2, 0])
    let signals = SemidualTests.signals(3000, 2, &stream)
    func best(_ factor: Double) throws -> MinimizedCircuit<MonomialActivation> {
      var start = ShapingCircuit(
        bankOf: [1, 2, 3, 5], primaryNeurons: 2, interneurons: 16,
        activation: MonomialActivation(), from: &stream)
      start.gains = start.gains.map { factor * $0 }
      return try SemidualMinimization(signals: signals, starts: [start], learns: [.gains]).run()
    }
    let (a, b) = (try best(1), try best(5))
    #expect(a.converged && b.converged)
    expectAgreement(a.semidual.value, b.semidual.value, allowed: 1e-8, "J")
    // The conditions of a global minimum (science C3): g ≥ 0, ∂J/∂g ≥ 0, and one of them 0.
    for i in 0..<16 {
      let (g, slope) = (a.circuit.gains[i], a.semidual.gainGradient[i])
      let scale = 2 * MonomialActivation().member(theta: a.circuit.thetas[i]).normalPotential
      #expect(g >= 1e-10 && slope / scale > -2e-5)
      #expect(g <= 1.001e-10 || abs(slope) / scale < 2e-5)
    }
    #expect(a.circuit.thetas == b.circuit.thetas && a.circuit.weights == b.circuit.weights)
  }

  @Test func moreInterneuronsAreNoWorse() throws {
    var stream = RandomStream(key: [3, 0])
    let signals = SemidualTests.signals(3000, 2, &stream)
    let family = PowerActivation(form: .published, gradient: .exact)
    let values = try [2, 3, 4].map { k in
      let starts = (0..<4).map { _ in
        ShapingCircuit(
          startOf: .paperPairs, primaryNeurons: 2, interneurons: k, activation: family,
          weights: .unit, from: &stream)
      }
      return try SemidualMinimization(signals: signals, starts: starts).run().semidual.value
    }
    #expect(values[1] <= values[0] + 1e-6 && values[2] <= values[1] + 1e-6)
  }

  @Test func whatDoesNotLearnStays() throws {
    var stream = RandomStream(key: [4, 0])
    let signals = SemidualTests.signals(3000, 2, &stream)
    let start = SemidualTests.circuit(.init(n: 2, k: 3, leak: 0), thetas: 2...2.5, &stream)
    let exact = ShapingCircuit(
      gains: start.gains, thetas: start.thetas, weights: start.weights,
      activation: PowerActivation(form: .published, gradient: .exact))
    for learned in LearnedParameter.allCases {
      let best = try SemidualMinimization(signals: signals, starts: [exact], learns: [learned])
        .run()
      #expect((best.circuit.gains == exact.gains) == (learned != .gains))
      #expect((best.circuit.thetas == exact.thetas) == (learned != .thetas))
      #expect((best.circuit.weights == exact.weights) == (learned != .weights))
    }
  }

  @Test func signalsAreChecked() {
    let start = ShapingCircuit(
      gains: [0.2], thetas: [2], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: PowerActivation())
    #expect(throws: CircuitError.noSignals) {
      try SemidualMinimization(signals: Matrix(rows: 0, columns: 1), starts: [start])
    }
    #expect(throws: CircuitError.self) {
      try SemidualMinimization(
        signals: Matrix(rows: 1, columns: 1, values: [.infinity]), starts: [start])
    }
  }

  // MARK: Problems

  private static func quantiles(_ count: Int) -> [Double] {
    (0..<count).map { StandardNormal.quantile((Double($0) + 0.5) / Double(count)) }
  }

  /// The best circuit of one interneuron.
  private static func minimum(
    _ family: PowerActivation, of signals: [Double],
    from start: ShapingCircuit<PowerActivation>? = nil,
    learns: Set<LearnedParameter> = Set(LearnedParameter.allCases)
  ) throws -> MinimizedCircuit<PowerActivation> {
    let usual = ShapingCircuit(
      gains: [0.2], thetas: [2.25], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: family)
    return try SemidualMinimization(
      signals: Matrix(rows: signals.count, columns: 1, values: signals), starts: [start ?? usual],
      learns: learns
    ).run()
  }
}
