import NumericalMethods
import Testing

@testable import Statistics

/// Covariance and whitening against closed forms and their defining identity.
@Suite struct WhiteningTests {
  /// Rounding of sums of a few thousand terms around 1, times a condition below 100.
  let identityTolerance = 1e-12

  static func samples(_ n: Int, dimensions: Int = 2) -> Matrix {
    var stream = RandomStream(key: [11, UInt64(dimensions)])
    var result = Matrix(rows: n, columns: dimensions)
    for i in 0..<n {
      let common = stream.normal()
      // A mean far from 0 in one coordinate, dependence among all.
      for j in 0..<dimensions {
        result[i, j] = common + Double(j + 1) * stream.normal() + (j == 1 ? 3 : 0)
      }
    }
    return result
  }

  @Test func covarianceOfThreePoints() throws {
    // Means 2 and 5; deviations (−1, −3), (−1, 3), (2, 0): 6/2, 0/2, 18/2.
    let covariance = try Covariance(
      ofRows: Matrix(rows: 3, columns: 2, values: [1, 2, 1, 8, 4, 5]))
    #expect(covariance.means == [2, 5] && covariance.count == 3)
    #expect(covariance.matrix.values == [3, 0, 0, 9])
  }

  @Test(arguments: [1, 2, 3, 20]) func covarianceIsTheDefiningSum(dimensions: Int) throws {
    let (n, x) = (2000, Self.samples(2000, dimensions: dimensions))
    let covariance = try Covariance(ofRows: x)
    for a in 0..<dimensions {
      let meanA = (0..<n).reduce(0) { $0 + x[$1, a] } / Double(n)
      for b in 0..<dimensions {
        let meanB = (0..<n).reduce(0) { $0 + x[$1, b] } / Double(n)
        let sum = (0..<n).reduce(0) { $0 + (x[$1, a] - meanA) * (x[$1, b] - meanB) }
        // In units of the variances, which grow as the square of the column's number.
        let allowed = identityTolerance * Double((a + 1) * (b + 1))
        let got = covariance.matrix[a, b]
        expectAgreement(got, sum / Double(n - 1), allowed: allowed, "C[\(a), \(b)]")
        if a == b { #expect(!agrees(got, sum / Double(n), allowed: allowed)) }
      }
    }
  }

  @Test func planarFormKeepsANearlySingularDeterminant() {
    // (1 + ε)(1 − ε) − (1 − ε²/2)², ε = 2⁻²⁰: exactly −ε⁴/4 + ε² − ε² = −2⁻⁸².
    let e = 0x1p-20
    let form = PlanarForm(a: 1 + e, b: 1 - 0.5 * e * e, c: 1 - e)
    #expect(form.determinant == -0x1p-82)
    #expect(form.a * form.c - form.b * form.b != -0x1p-82)
  }

  @Test func inverseRootOfOrderTwo() throws {
    // √[[5, 4], [4, 5]] = [[2, 1], [1, 2]].
    let whitening = try Whitening(
      covariance: Matrix(rows: 2, columns: 2, values: [5, 4, 4, 5]))
    let expected = [2.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3]
    for (got, wanted) in zip(whitening.matrix.values, expected) {
      expectAgreement(got, wanted, allowed: identityTolerance)
    }
    #expect(whitening.applied(toRows: Matrix(rows: 1, columns: 2, values: [3, 3])).values[0] > 0)
  }

  @Test func closedFormMeetsTheEigendecomposition() throws {
    for b in [-1.9, -0.3, 0, 1.2] {
      let covariance = Matrix(rows: 2, columns: 2, values: [1, b, b, 4])
      let closed = try Whitening(covariance: covariance).matrix
      let decomposed = try LinearAlgebra.inverseSquareRoot(of: covariance)
      for (got, wanted) in zip(closed.values, decomposed.values) {
        expectAgreement(got, wanted, allowed: identityTolerance, "b = \(b)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 20]) func whitenedSamplesAreWhite(dimensions: Int) throws {
    let samples = Self.samples(2000, dimensions: dimensions)
    let whitening = try Whitening(ofRows: samples)
    let white = whitening.applied(toRows: samples)
    let covariance = try Covariance(ofRows: white)
    for a in 0..<dimensions {
      for b in 0..<dimensions {
        expectAgreement(
          covariance.matrix[a, b], a == b ? 1 : 0, allowed: identityTolerance, "C[\(a), \(b)]")
        #expect(whitening.matrix[a, b] == whitening.matrix[b, a])  // zero phase
      }
    }
    // The mean stays: C^(−1/2) m, not 0.
    let mean = Matrix(
      rows: 1, columns: dimensions, values: try Covariance(ofRows: samples).means)
    for (got, wanted) in zip(covariance.means, whitening.applied(toRows: mean).values) {
      expectAgreement(got, wanted, allowed: identityTolerance, "mean")
    }
    if dimensions > 1 { #expect(abs(covariance.means[1]) > 0.1) }
  }

  @Test func pairsOnALineAreRefusedWithTheirCondition() {
    var stream = RandomStream(key: [12, 0])
    var line = Matrix(rows: 1000, columns: 2)
    for i in 0..<1000 {
      line[i, 0] = stream.normal()
      line[i, 1] = 1.7 * line[i, 0]
    }
    #expect { try Whitening(ofRows: line) } throws: { error in
      guard case .singular(2, let condition)? = error as? LinearAlgebraError else { return false }
      return abs(condition) < Whitening.smallestReciprocalCondition
    }
    #expect(throws: LinearAlgebraError.self) {
      try Whitening(covariance: Matrix(rows: 3, columns: 3, values: [1, 0, 0, 0, 1, 0, 0, 0, 0]))
    }
    // Near miss: ten times the threshold passes.
    #expect(throws: Never.self) {
      try Whitening(covariance: Matrix(rows: 2, columns: 2, values: [1, 0, 0, 1e-11]))
    }
  }

  @Test func badSamplesAreRefused() {
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try Covariance(ofRows: Matrix(rows: 1, columns: 2))
    }
    #expect(throws: StatisticsError.self) {
      try Covariance(ofRows: Matrix(rows: 2, columns: 2, values: [1, 2, 3, .nan]))
    }
    #expect(throws: LinearAlgebraError.self) {
      try Whitening(covariance: Matrix(rows: 2, columns: 2, values: [1, 0, 0, .nan]))
    }
  }
}
