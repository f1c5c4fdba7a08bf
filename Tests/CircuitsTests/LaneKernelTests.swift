import NumericalMethods
import RealModule
import Testing

@testable import Circuits

@Suite struct LaneKernelTests {
  /// Documented: residual within 1e-12 (1 + ‖s‖).
  let residualTolerance = 1e-12

  /// The kernels' responses to signals of all sizes, for random circuits with the given thetas;
  /// gives the worst residual, over its allowance, of the lanes that did not fail.
  private func worstResidual(
    n: Int, k: Int, thetas: ClosedRange<Double>, circuits: Int, seed: UInt64
  ) -> (residual: Double, failed: Int, lanes: Int) {
    var stream = RandomStream(key: [41, seed])
    let parameters = LaneParameters(
      primaryNeurons: n, interneurons: k, activation: PowerActivation())
    let batch = LaneBatch(primaryNeurons: n, interneurons: k, size: 10)
    defer {
      parameters.deallocate()
      batch.deallocate()
    }
    var (worst, failures) = (0.0, 0)
    for _ in 0..<circuits {
      let lanes = (0..<8).map { _ in
        ShapingCircuit(
          gains: (0..<k).map { _ in 0.05 + 0.4 * stream.uniform() },
          thetas: (0..<k).map { _ in
            thetas.lowerBound + (thetas.upperBound - thetas.lowerBound) * stream.uniform()
          },
          weights: InitialWeights.unit.weights(primaryNeurons: n, interneurons: k, from: &stream),
          activation: PowerActivation())
      }
      for (lane, circuit) in lanes.enumerated() { parameters.set(circuit, lane: lane) }
      var signals = [[Double]](repeating: [Double](repeating: 0, count: 10 * n), count: 8)
      for lane in 0..<8 {
        for index in 0..<10 * n {
          // The first signal is 0; the others have sizes between 10⁻⁶ and 30.
          let size = Double.exp(17 * stream.uniform() - 13.8)
          signals[lane][index] = index < n ? 0 : size * stream.normal()
          batch.setSignal(signals[lane][index], index: index, lane: lane)
        }
      }
      let failed =
        parameters.prepare()
        .| batch.settle(parameters)
      for lane in 0..<8 {
        if failed[lane] {
          failures += 1
          continue
        }
        for sample in 0..<10 {
          let response = (0..<n).map { batch.response(sample: sample, coordinate: $0, lane: lane) }
          let signal = Array(signals[lane][sample * n..<(sample + 1) * n])
          let back = lanes[lane].signal(of: response)
          let error = zip(back, signal).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          let length = signal.reduce(0) { $0 + $1 * $1 }.squareRoot()
          worst = max(worst, error.squareRoot() / (residualTolerance * (1 + length)))
        }
      }
    }
    return (worst, failures, 8 * circuits)
  }

  @Test(arguments: [(1, 1), (2, 2), (2, 3), (2, 4), (3, 3), (3, 5), (4, 8), (8, 8)])
  func responsesSettleWithinTheirResidual(n: Int, k: Int) {
    // The thetas of trainings, all but always at the first attempt, and all that are let in.
    let usual = worstResidual(n: n, k: k, thetas: 2.2...2.5, circuits: 400, seed: UInt64(k))
    #expect(usual.residual <= 1, "worst residual over its allowance \(usual.residual)")
    #expect(usual.residual > 1e-6, "no residual was computed")
    #expect(usual.failed * 20 <= usual.lanes, "\(usual.failed) of \(usual.lanes) lanes failed")
    let all = worstResidual(n: n, k: k, thetas: 2.1...3, circuits: 400, seed: UInt64(k))
    #expect(all.residual <= 1, "worst residual over its allowance \(all.residual)")
    #expect(all.failed * 5 <= all.lanes, "\(all.failed) of \(all.lanes) lanes failed")
  }

  /// With as many interneurons as primary neurons the kernel goes down to θ = 2, where sparse
  /// photographs end; the others leave that to the scalar solver.
  @Test(arguments: [2.0...2.0, 2.0...2.001, 2.0...2.1], [1, 2])
  func smallThetasSettleToo(thetas: ClosedRange<Double>, n: Int) {
    let square = worstResidual(n: n, k: n, thetas: thetas, circuits: 400, seed: 7)
    #expect(square.residual <= 1, "worst residual over its allowance \(square.residual)")
    #expect(square.failed * 20 <= square.lanes, "\(square.failed) of \(square.lanes) lanes failed")
    let other = worstResidual(n: 2, k: 3, thetas: thetas, circuits: 1, seed: 7)
    #expect(thetas.upperBound > 2.01 || other.failed == other.lanes)
    let below = worstResidual(n: n, k: n, thetas: 1.9...1.99, circuits: 1, seed: 7)
    #expect(below.failed == below.lanes)
  }

  /// The kernels do not evaluate the residual: where the slope is nearly singular they must say so.
  @Test func nearlyParallelWeightsFailOrSettle() {
    var stream = RandomStream(key: [43, 1])
    let parameters = LaneParameters(
      primaryNeurons: 2, interneurons: 2, activation: PowerActivation())
    let batch = LaneBatch(primaryNeurons: 2, interneurons: 2, size: 10)
    defer {
      parameters.deallocate()
      batch.deallocate()
    }
    // Angles of 10⁻¹ … 10⁻⁸, a lane each.
    let angles = (1...8).map { Double.pow(10, -Double($0)) }
    let circuits = angles.map { angle in
      ShapingCircuit(
        gains: [0.2, 0.3], thetas: [2.25, 2.35],
        weights: Matrix(rows: 2, columns: 2, values: [1, .cos(angle), 0, .sin(angle)]),
        activation: PowerActivation())
    }
    for (lane, circuit) in circuits.enumerated() {
      parameters.set(circuit, lane: lane)
      for index in 0..<20 {
        let size = index % 2 == 0 ? 1 : angles[lane]
        batch.setSignal(size * stream.normal(), index: index, lane: lane)
      }
    }
    let failed = parameters.prepare() .| batch.settle(parameters)
    #expect(!failed[0] && failed[7], "\(failed)")
    for lane in 0..<8 where !failed[lane] {
      for sample in 0..<10 {
        let response = (0..<2).map { batch.response(sample: sample, coordinate: $0, lane: lane) }
        let signal = (0..<2).map { batch.signals[2 * sample + $0][lane] }
        let back = circuits[lane].signal(of: response)
        let length = (signal[0] * signal[0] + signal[1] * signal[1]).squareRoot()
        for (got, expected) in zip(back, signal) {
          expectAgreement(
            got, expected, allowed: residualTolerance * (1 + length), "angle \(angles[lane])")
        }
      }
    }
  }

  @Test(arguments: PowerActivation.Form.allCases, PowerActivation.Gradient.allCases)
  func parametersAreThoseOfTheFamily(
    form: PowerActivation.Form, gradient: PowerActivation.Gradient
  ) {
    // Six roundings of an exponent of up to 7 and 2 ulp of each function.
    let relativeTolerance = 2e-14
    let family = PowerActivation(form: form, gradient: gradient)
    let parameters = LaneParameters(primaryNeurons: 1, interneurons: 1, activation: family)
    defer { parameters.deallocate() }
    for theta in stride(from: 2, through: 3, by: 0.02) {
      let circuit = ShapingCircuit(
        gains: [0.2], thetas: [theta], weights: Matrix(rows: 1, columns: 1, values: [1]),
        activation: family)
      for lane in 0..<8 { parameters.set(circuit, lane: lane) }
      _ = parameters.prepare()
      let member = family.member(theta: theta)
      typealias Field = LaneParameters.Field
      let expected = [
        (Field.linear, member.linear), (Field.power, member.power),
        (Field.linearDerivative, member.linearDerivative),
        (Field.powerDerivative, member.powerDerivative), (Field.moment, member.moment),
        (Field.momentDerivative, member.momentDerivative),
      ]
      for (field, value) in expected {
        expectAgreement(
          parameters.values[field][2], value, allowed: relativeTolerance * value, "field \(field)")
      }
      #expect(parameters.values[Field.moment][2] != parameters.values[Field.momentDerivative][2])
    }
  }

  @Test func whatTheKernelsCannotTakeIsSaid() {
    let parameters = LaneParameters(
      primaryNeurons: 1, interneurons: 1, activation: PowerActivation())
    let batch = LaneBatch(primaryNeurons: 1, interneurons: 1, size: 1)
    defer {
      parameters.deallocate()
      batch.deallocate()
    }
    let cases: [(gain: Double, theta: Double, weight: Double, fits: Bool)] = [
      (0.2, 2.2, 1, true), (0.2, 2.2, -1, true), (0.2, 1.99, 1, false), (0.2, 3.1, 1, false),
      (0, 2.2, 1, false), (.nan, 2.2, 1, false), (0.2, .nan, 1, false), (0.2, 2.2, 0.9, false),
    ]
    for (lane, each) in cases.enumerated() {
      parameters.set(
        ShapingCircuit(
          gains: [each.gain], thetas: [each.theta],
          weights: Matrix(rows: 1, columns: 1, values: [each.weight]),
          activation: PowerActivation()), lane: lane)
      batch.setSignal(0.7, index: 0, lane: lane)
    }
    let unfit = parameters.prepare() .| batch.settle(parameters)
    for (lane, each) in cases.enumerated() {
      #expect(unfit[lane] == !each.fits, "lane \(lane)")
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 7)]) func manyResponsesAreThoseOfTheScalarSolver(
    n: Int, k: Int
  ) throws {
    // Two residuals within 10⁻¹² (1 + ‖s‖), ‖s‖ < 40, over stiffnesses of more than 0.1.
    let responseTolerance = 1e-9
    var stream = RandomStream(key: [42, UInt64(n)])
    let circuit = ShapingCircuit(
      startOf: .paperPairs, primaryNeurons: n, interneurons: k, activation: PowerActivation(),
      weights: .unit, from: &stream)
    // No multiple of a block.
    var values = (0..<1003 * n).map { _ in 3 * stream.normal() }
    values[5 * n] = .nan
    values[6 * n] = 1e200
    for j in 0..<n { values[7 * n + j] = 0 }
    let signals = Matrix(rows: 1003, columns: n, values: values)
    let fast = try circuit.responses(to: signals)
    let slow = try circuit.scalarResponses(to: signals)
    #expect(fast.unsettled == slow.unsettled && fast.unsettled.first == 5)
    #expect(fast.largestResidual < 1e-10 || !slow.unsettled.contains(6))
    for (index, pair) in zip(fast.values.values, slow.values.values).enumerated() {
      if fast.unsettled.contains(index / n) {
        #expect(pair.0.isNaN)
      } else {
        expectAgreement(
          pair.0, pair.1, allowed: responseTolerance * max(1, abs(pair.1)), "row \(index / n)")
      }
    }
    // A signal's response does not depend on the others.
    let alone = try circuit.responses(
      to: Matrix(rows: 1, columns: n, values: Array(values[500 * n..<501 * n])))
    #expect(alone.values.values == Array(fast.values.values[500 * n..<501 * n]))
    // A circuit the kernels do not know takes the other way.
    var low = circuit
    low.thetas[0] = 1.5
    #expect(try low.responses(to: signals).unsettled == low.scalarResponses(to: signals).unsettled)
  }
}
