import NumericalMethods
import RealModule
import Testing

@testable import Circuits

@Suite struct ShapingCircuitTests {
  /// Documented: residual within 1e-12 (1 + ‖s‖).
  let residualTolerance = 1e-12
  /// Check 2 of science.
  let inverseTolerance = 1e-9

  /// A random circuit with θ between 1 and 3 and random unit columns.
  private func circuit(
    n: Int, k: Int, thetas: ClosedRange<Double> = 1...3, leak: Double = 0,
    _ stream: inout RandomStream
  ) -> ShapingCircuit<PowerActivation> {
    ShapingCircuit(
      gains: (0..<k).map { _ in 0.05 + 0.5 * stream.uniform() },
      thetas: (0..<k).map { _ in
        thetas.lowerBound + (thetas.upperBound - thetas.lowerBound) * stream.uniform()
      },
      weights: InitialWeights.unit.weights(primaryNeurons: n, interneurons: k, from: &stream),
      leak: leak, activation: PowerActivation())
  }

  private func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test(arguments: [(1, 1), (1, 3), (2, 2), (2, 3), (2, 4), (3, 5), (6, 6)])
  func responseInvertsSignal(n: Int, k: Int) {
    var stream = RandomStream(key: [1, UInt64(10 * n + k)])
    for _ in 0..<200 {
      let circuit = circuit(n: n, k: k, &stream)
      let expected = (0..<n).map { _ in 2 * stream.normal() }
      let signal = circuit.signal(of: expected)
      let settled = circuit.response(to: signal)
      #expect(settled.status == .settled)
      let error = length(zip(settled.response, expected).map { $0 - $1 })
      let stiffness = smallestEigenvalue(circuit.hessian(at: expected))
      // The residual's share of the error: 10⁻¹² over the smallest stiffness.
      let allowed = inverseTolerance * max(1, 1e-3 * (1 + length(signal)) / stiffness)
      expectAgreement(error, 0, allowed: allowed, "T(T⁻¹(r)) − r")
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (2, 4), (4, 6)])
  func signalInvertsResponse(n: Int, k: Int) {
    var stream = RandomStream(key: [2, UInt64(10 * n + k)])
    for _ in 0..<200 {
      let circuit = circuit(n: n, k: k, leak: stream.uniform(), &stream)
      let signal = (0..<n).map { _ in 3 * stream.normal() }
      let settled = circuit.response(to: signal)
      let back = circuit.signal(of: settled.response)
      let error = length(zip(back, signal).map { $0 - $1 })
      #expect(settled.status == .settled)
      // Twice the residual: ours here adds its own rounding to the solver's.
      expectAgreement(error, 0, allowed: 2 * residualTolerance * (1 + length(signal)), "residual")
      // Near miss: a response that is off by 10⁻⁸.
      let off = circuit.signal(of: settled.response.map { $0 + 1e-8 })
      #expect(
        length(zip(off, signal).map { $0 - $1 }) > 2 * residualTolerance * (1 + length(signal)))
    }
  }

  @Test func jacobianIsTheInverseOfASymmetricPositiveDefiniteHessian() {
    var stream = RandomStream(key: [3, 3])
    let circuit = circuit(n: 3, k: 4, thetas: 2...2.5, &stream)
    let signal = [0.7, -1.1, 0.4]
    let response = circuit.response(to: signal).response
    let hessian = circuit.hessian(at: response)
    #expect(smallestEigenvalue(hessian) > 0)
    // Central differences of the response with step h: h² and 10⁻¹²/h.
    let h = 1e-5
    let differenceTolerance = 1e-6
    for column in 0..<3 {
      let (up, down) = (
        circuit.response(to: signal.enumerated().map { $0 == column ? $1 + h : $1 }).response,
        circuit.response(to: signal.enumerated().map { $0 == column ? $1 - h : $1 }).response
      )
      // H times a column of the Jacobian is a column of the identity.
      for row in 0..<3 {
        #expect(hessian[row, column] == hessian[column, row])
        let product = (0..<3).reduce(0) { $0 + hessian[row, $1] * (up[$1] - down[$1]) / (2 * h) }
        expectAgreement(product, row == column ? 1 : 0, allowed: differenceTolerance, "H J")
      }
    }
  }

  @Test(arguments: [1, 1.5, 2.2, 3]) func monomialCircuitReturnsTheNormalDeviate(theta: Double) {
    // Check 3 of science: s = g f(θ, Z) has T(s) = Z.
    let circuit = ShapingCircuit(
      gains: [0.2], thetas: [theta], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: MonomialActivation())
    for z in [-8, -3, -0.5, -1e-3, 0, 1e-2, 0.1, 1, 2.5, 6] {
      let signal = 0.2 * (z < 0 ? -1 : 1) * Double.pow(abs(z), theta)
      let settled = circuit.response(to: [signal])
      #expect(settled.status == .settled)
      expectAgreement(settled.response[0], z, allowed: inverseTolerance * abs(z), "T(s)")
      if z != 0 {
        #expect(!agrees(settled.response[0], z * 1.000_001, allowed: inverseTolerance * abs(z)))
      }
    }
  }

  @Test func hardCircuitsSettleOrSaySo() {
    var stream = RandomStream(key: [4, 4])
    var counts = (settled: 0, unsettled: 0)
    for trial in 0..<2000 {
      var circuit = circuit(n: 2, k: 2 + trial % 3, &stream)
      if trial % 2 == 0 {
        // Nearly parallel: all directions within an angle of 10⁻³ or more of the first.
        let angle = Double.pow(10, -3 * stream.uniform())
        for i in 0..<circuit.interneurons {
          let phi = 0.3 + angle * Double(i)
          circuit.weights[0, i] = Double.cos(phi)
          circuit.weights[1, i] = Double.sin(phi)
        }
      }
      if trial % 5 == 0 { circuit.gains[0] = Double.pow(10, -12 * stream.uniform()) }
      if trial % 7 == 0 { circuit.thetas[0] = 1 }
      let size = Double.pow(10, 12 * stream.uniform() - 6)
      let signal = [size * stream.normal(), size * stream.normal()]
      let settled = circuit.response(to: signal)
      let back = circuit.signal(of: settled.response)
      let residual = length(zip(back, signal).map { $0 - $1 })
      switch settled.status {
      case .settled:
        counts.settled += 1
        // The terms of the sum may be larger than the signal where they cancel.
        let terms = (0..<circuit.interneurons).reduce(length(signal)) { sum, i in
          let z =
            circuit.weights[0, i] * settled.response[0]
            + circuit.weights[1, i] * settled.response[1]
          let member = circuit.activation.member(theta: circuit.thetas[i])
          return sum + circuit.gains[i] * abs(member.output(z))
        }
        #expect(residual <= residualTolerance * (1 + length(signal)) + 8 * terms * .ulpOfOne)
      case .notSettled(let said):
        counts.unsettled += 1
        #expect(said > residualTolerance * (1 + length(signal)))
        // Nothing is given up that a double could hold: r itself, rounded, moves the sum by this.
        let rounding = (0..<circuit.interneurons).reduce(0) { sum, i in
          let z =
            circuit.weights[0, i] * settled.response[0]
            + circuit.weights[1, i] * settled.response[1]
          let member = circuit.activation.member(theta: circuit.thetas[i])
          let change = abs(member.output(z)) + member.slope(z) * length(settled.response)
          return sum + circuit.gains[i] * change * .ulpOfOne
        }
        #expect(said <= 64 * rounding, "residual \(said), rounding \(rounding)")
      }
      #expect(settled.evaluations <= 300)
    }
    // Stiff and soft directions side by side (θ = 1 and 3, inputs of 10⁶, an angle of 10⁻³) leave
    // about a tenth of these circuits without a response within 10⁻¹² of the signal.
    #expect(counts.settled >= 1700, "\(counts)")
  }

  @Test func hugeAndTinySignalsSettle() {
    var stream = RandomStream(key: [5, 5])
    for n in 1...2 {
      let circuit = circuit(n: n, k: n + 1, thetas: 2.2...2.3, &stream)
      for size in [1e-300, 1e-12, 1e6, 1e12, 1e30] {
        let settled = circuit.response(to: [Double](repeating: size, count: n))
        #expect(settled.status == .settled, "size \(size), N = \(n)")
      }
      #expect(
        circuit.response(to: [Double](repeating: 0, count: n)).response.allSatisfy { $0 == 0 })
    }
  }

  @Test func whatHasNoResponseSaysSo() {
    var silent = ShapingCircuit(
      gains: [0], thetas: [2.2], weights: Matrix(rows: 1, columns: 1, values: [1]),
      activation: PowerActivation())
    #expect(silent.response(to: [0]).status == .settled)
    #expect(silent.response(to: [0.5]).status == .notSettled(residual: 0.5))
    silent.leak = 1
    #expect(silent.response(to: [0.5]).status == .settled)
    #expect(silent.response(to: [.nan]).status == .notSettled(residual: .infinity))
    // One interneuron cannot answer for two primary neurons.
    let narrow = ShapingCircuit(
      gains: [0.2], thetas: [2.2], weights: Matrix(rows: 2, columns: 1, values: [1, 0]),
      activation: PowerActivation())
    #expect(narrow.response(to: [0, 1]).status != .settled)
  }

  /// Where weights and signal lie in a plane, so does the response: a pivot that is rounding alone
  /// would add any multiple of (1, 1, 1), which no interneuron sees.
  @Test(arguments: [0.1, 0.4]) func responseStaysInThePlaneOfTheWeights(gain: Double) {
    let h = 0.5.squareRoot()
    let circuit = ShapingCircuit(
      gains: [gain, gain, gain], thetas: [1, 1, 1],
      weights: Matrix(rows: 3, columns: 3, values: [h, 0, h, -h, h, 0, 0, -h, -h]),
      activation: LinearActivation())
    let signal = [2.0, -1, -1]
    let settled = circuit.response(to: signal)
    #expect(settled.status == .settled)
    // Four roundings of the force, over the solver's ridge of 10⁻¹⁴ of the trace.
    let planeTolerance = 4 * .ulpOfOne * length(signal) / (1e-14 * 3 * gain)
    // W Wᵀ is 3/2 of the projection onto the plane.
    for (got, s) in zip(settled.response, signal) {
      expectAgreement(got, s / (1.5 * gain), allowed: planeTolerance, "response")
    }
    // Near miss: one that is off by 1 answers the signal as well, and is told by its place alone.
    let off = settled.response.map { $0 + 1 }
    let residual = length(zip(circuit.signal(of: off), signal).map { $0 - $1 })
    expectAgreement(residual, 0, allowed: residualTolerance * (1 + length(signal)), "residual")
    #expect(!agrees(off[0], signal[0] / (1.5 * gain), allowed: planeTolerance))
  }

  /// The smallest eigenvalue, by inverse-free power iteration on trace · I − H.
  private func smallestEigenvalue(_ h: Matrix) -> Double {
    let trace = (0..<h.rows).reduce(0) { $0 + h[$1, $1] }
    var x = (0..<h.rows).map { 1 + 0.1 * Double($0) }
    var value = 0.0
    for _ in 0..<500 {
      let y = (0..<h.rows).map { i in
        trace * x[i] - (0..<h.rows).reduce(0) { $0 + h[i, $1] * x[$1] }
      }
      let size = length(y)
      value = trace - size / length(x)
      x = y.map { $0 / size }
    }
    return value
  }
}
