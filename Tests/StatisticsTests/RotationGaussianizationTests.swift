import NumericalMethods
import Testing

@testable import Statistics

@Suite struct RotationGaussianizationTests {
  private func stream(_ key: UInt64 = 0) -> RandomStream { RandomStream(key: [23, key]) }

  @Test(arguments: [1, 2, 4]) func aLayerIsMarginalsThenARotation(dimensions: Int) throws {
    let samples = HeavyTailedSignals.mixture.samples(300, dimensions: dimensions)
    var (rotations, other) = (stream(), stream())
    var expected = samples
    for _ in 0..<3 {
      expected = LinearAlgebra.product(
        try marginalGaussianization(ofRows: expected),
        Matrix.randomOrthogonal(order: dimensions, from: &rotations).transposed)
    }
    let got = try rotationGaussianization(ofRows: samples, layers: 3, from: &other)
    // The library may add in another order; ranks of these samples do not feel it.
    for (got, expected) in zip(got.values, expected.values) {
      expectAgreement(got, expected, allowed: 1e-14)
    }
    #expect(other == rotations)
    #expect(other.position == UInt64(3 * dimensions * dimensions))
  }

  @Test func streamsDecideAndNothingElse() throws {
    let samples = HeavyTailedSignals.elliptical.samples(1000)
    func run(_ key: UInt64) throws -> Matrix {
      var stream = stream(key)
      return try rotationGaussianization(ofRows: samples, layers: 5, from: &stream)
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  @Test func aCheckpointBeforeEachLayerCanEndIt() {
    struct Stopped: Error {}
    let samples = HeavyTailedSignals.elliptical.samples(100)
    var (calls, stream) = (0, stream())
    #expect(throws: Stopped.self) {
      try rotationGaussianization(ofRows: samples, layers: 9, from: &stream) {
        calls += 1
        if calls == 3 { throw Stopped() }
      }
    }
    #expect(calls == 3 && stream.position == 8)
  }

  @Test func constantCoordinatesAreRefused() {
    var stream = stream()
    #expect(throws: StatisticsError.constant(value: 0, samples: 3)) {
      try rotationGaussianization(
        ofRows: Matrix(rows: 3, columns: 1), layers: 1, from: &stream)
    }
  }
}
