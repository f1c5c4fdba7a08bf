import Foundation
import NumericalMethods
import Testing

@testable import Statistics

@Suite struct EmpiricalTransportTests {
  @Test func smallSamplesAreKeptWhole() throws {
    let transport = try EmpiricalTransport([3, -1, 2, 10], points: 1000)
    #expect(transport.signals == [-1, 2, 3, 10])
    #expect(transport.responses == [0.125, 0.375, 0.625, 0.875].map(StandardNormal.quantile))
  }

  @Test func equalSamplesShareTheirMeanRank() throws {
    let transport = try EmpiricalTransport([1, 2, 2, 2, 5], points: 1000)
    #expect(transport.signals == [1, 2, 5])
    #expect(transport.responses == [0.1, 0.5, 0.9].map(StandardNormal.quantile))
  }

  @Test func thinningKeepsTheTails() throws {
    let n = 262_144
    var stream = RandomStream(key: [1, 1])
    let samples = (0..<n).map { _ in stream.normal() }
    let transport = try EmpiricalTransport(samples, points: 200)
    let sorted = samples.sorted()
    #expect(transport.signals.count <= 200 && transport.signals.count > 150)
    #expect(transport.signals.first == sorted.first && transport.signals.last == sorted.last)
    // Every point is one of the exact map's, and neighbors are about one step of z apart.
    let step = 2 * StandardNormal.quantile((Double(n) - 0.5) / Double(n)) / 199
    for (index, z) in transport.responses.enumerated() {
      let rank = Int((StandardNormal.cumulative(z) * Double(n) - 0.5).rounded())
      #expect(transport.signals[index] == sorted[rank])
    }
    let middle = zip(transport.responses.dropFirst(), transport.responses)
      .filter { abs($0.0) < 3 }.map { $0.0 - $0.1 }
    #expect(middle.allSatisfy { $0 < 1.5 * step && $0 > 0.5 * step })
    // Four ranks in the tail beyond ±3.5 would be all that equal steps of rank keep.
    #expect(transport.responses.filter { abs($0) > 3.5 }.count > 10)
  }

  @Test func badSamplesAreRefused() {
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try EmpiricalTransport([1], points: 5)
    }
    #expect(throws: StatisticsError.constant(value: 1, samples: 3)) {
      try EmpiricalTransport([1, 1, 1], points: 5)
    }
    #expect(throws: StatisticsError.self) { try EmpiricalTransport([1, .nan], points: 5) }
  }

  // MARK: Distance from another map

  /// Rounding of sums of some thousand terms.
  private static let rounding = 1e-12

  private func normalQuantiles(_ n: Int) -> [Double] {
    (0..<n).map { 2 * StandardNormal.quantile((Double($0) + 0.5) / Double(n)) }
  }

  @Test func errorOfAStretchedMapIsItsStretch() throws {
    let transport = try EmpiricalTransport(normalQuantiles(5000), points: 300)
    expectAgreement(transport.relativeError { 2 * $0 }, 0, allowed: Self.rounding)
    expectAgreement(transport.relativeError { 2.2 * $0 }, 0.1, allowed: Self.rounding)
    expectAgreement(transport.relativeError { -2 * $0 }, 2, allowed: Self.rounding)
    // Near miss: with equal weights the tails would count for more.
    let z = transport.responses
    let unweighted = z.reduce(0) { $0 + pow(abs($1), 6) } / z.reduce(0) { $0 + $1 * $1 }
    let error = transport.relativeError { 2 * $0 + 2 * $0 * $0 * abs($0) }
    // E Z⁶ = 15 for the difference 2 z³ of a map with the variance 4.
    expectAgreement(error * error, 15, allowed: 0.3)
    #expect(!agrees(unweighted, 15, allowed: 0.3))
  }

  @Test func errorOfAThinnedMapIsThatOfTheWhole() throws {
    let samples = normalQuantiles(20_000).map { 0.1 * $0 * $0 * $0 + 0.3 }
    func error(_ points: Int) throws -> Double {
      try EmpiricalTransport(samples, points: points).relativeError { 0.8 * $0 }
    }
    // Of the second order in the step of z, which is 0.008 of 1000 points.
    expectAgreement(try error(1000), try error(20_000), allowed: 2e-4)
    expectAgreement(try error(500), try error(20_000), allowed: 8e-4)
  }
}
