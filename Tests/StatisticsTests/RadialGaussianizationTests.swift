import NumericalMethods
import Testing

@testable import Statistics

@Suite struct RadialGaussianizationTests {
  /// A square root, a quotient and a product in each coordinate.
  let rounding = 8 * Double.ulpOfOne

  @Test(arguments: [1, 2, 3, 6]) func lengthsAreQuantilesAndRaysStay(dimensions: Int) throws {
    let n = 500
    let samples = HeavyTailedSignals.elliptical.samples(n, dimensions: dimensions)
    let white = try Whitening(ofRows: samples).applied(toRows: samples)
    let result = try radialGaussianization(ofRows: samples)
    var lengths: [(before: Double, after: Double)] = []
    for row in 0..<n {
      let (x, y) = (white.row(row), result.row(row))
      lengths.append((length(x), length(y)))
      for (x, y) in zip(x, y) {
        let expected = x / lengths[row].before * lengths[row].after
        expectAgreement(y, expected, allowed: rounding * abs(expected), "row \(row)")
      }
    }
    lengths.sort { $0.before < $1.before }
    for (rank, lengths) in lengths.enumerated() {
      let expected = StandardNormal.radiusQuantile(
        (Double(rank) + 0.5) / Double(n), dimensions: dimensions)
      expectAgreement(lengths.after, expected, allowed: rounding * expected, "rank \(rank)")
      // Near miss: ranks from 1.
      let miss = StandardNormal.radiusQuantile(
        (Double(rank) + 0.6) / Double(n), dimensions: dimensions)
      #expect(!agrees(lengths.after, miss, allowed: rounding * expected))
    }
  }

  private func length(_ x: [Double]) -> Double {
    x.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test func samplesAtTheOriginStayThere() throws {
    let samples = Matrix(rows: 5, columns: 2, values: [1, 0, 0, 0, 0, 2, -3, 1, 0, -0.0])
    let result = try radialGaussianization(ofRows: samples)
    #expect(result.row(1) == [0, 0] && result.row(4) == [0, 0])
    // They take ranks 0 and 1: the shortest of the others has rank 2.
    let shortest = [0, 2, 3].map { length(result.row($0)) }.min() ?? 0
    expectAgreement(
      shortest, StandardNormal.radiusQuantile(0.5, dimensions: 2), allowed: 4 * rounding)
  }

  @Test func samplesOnALineAreRefused() {
    #expect(throws: LinearAlgebraError.self) {
      try radialGaussianization(ofRows: Matrix(rows: 3, columns: 2, values: [1, 2, 2, 4, 3, 6]))
    }
  }
}

extension Matrix {
  fileprivate func row(_ row: Int) -> [Double] {
    Array(values[row * columns..<(row + 1) * columns])
  }
}
