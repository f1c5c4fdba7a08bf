import NumericalMethods
import RealModule
import Statistics
import Testing

@testable import Circuits

/// Check 5 of science: signals s = A u, A a rotation, u independent and generalized Gaussian: the
/// weights find the columns of A, up to signs and order.
@Suite struct OrthogonalMixtureTests {
  @Test func weightsFindTheAxes() throws {
    let degrees = 25.0
    let (c, s) = (Double.cos(degrees * .pi / 180), Double.sin(degrees * .pi / 180))
    var stream = RandomStream(key: [51, 1])
    let sources = GeneralizedGaussian(shape: 0.8, scale: 1)
    var u = (0..<40_000).map { _ in sources.quantile(stream.uniformInside()) }
    let deviation = try Moments(u).standardDeviation
    for index in u.indices { u[index] /= deviation }
    var mixed = u
    for row in 0..<20_000 {
      let (first, second) = (u[2 * row], u[2 * row + 1])
      mixed[2 * row] = c * first - s * second
      mixed[2 * row + 1] = s * first + c * second
    }
    let signals = Matrix(rows: 20_000, columns: 2, values: mixed)
    let schedule = Schedule(
      rates: LearningRates(gain: 1e-3, theta: 1e-5, weight: 1e-3), batch: 10, iterations: 40_000,
      initialGain: Schedule.paperPairs.initialGain, initialTheta: Schedule.paperPairs.initialTheta)
    let trainings = try (0..<8).map { seed in
      let own = stream.substream(UInt64(seed))
      var startStream = own.substream(0)
      // Starts within 40° of the axes: from between them, at 45°, a circuit may stay for long.
      var start = ShapingCircuit(
        startOf: schedule, primaryNeurons: 2, interneurons: 2, activation: PowerActivation(),
        from: &startStream)
      let angle = (degrees + 80 * (startStream.uniform() - 0.5)) * .pi / 180
      start.weights.values = [
        Double.cos(angle), -Double.sin(angle), Double.sin(angle), Double.cos(angle),
      ]
      return try Training(
        signals: signals, start: start, schedule: schedule, stream: own.substream(1))
    }
    let angles = try LockstepTraining(trainings).run().map { (trained) -> Double in
      let w = trained.circuit.weights
      return Double.atan2(y: w[1, 0], x: w[0, 0]) * 180 / .pi
    }
    let moments = try Moments(angles)
    // Four standard errors over the seeds, and the axes' own error in 20,000 signals, about 1/√n.
    let error = moments.standardDeviation / 8.0.squareRoot()
    let allowed = 4 * (error + 180 / .pi / 20_000.0.squareRoot())
    expectAgreement(moments.mean, degrees, allowed: allowed, "direction of the first weight")
    #expect(allowed < 5, "seeds spread by \(moments.standardDeviation)°")
  }
}
