import NumericalMethods
import Testing

/// Gram matrices and triangular solutions, against products.
@Suite struct GramTests {
  let tolerance = LinearAlgebraTests.identityTolerance

  private func expectEqual(_ a: Matrix, _ b: Matrix, _ what: String) {
    #expect(a.rows == b.rows && a.columns == b.columns)
    for (x, y) in zip(a.values, b.values) { expectAgreement(x, y, allowed: tolerance, what) }
  }

  @Test(arguments: [(1, 1), (3, 7), (64, 20)]) func gramMatricesAreProducts(rows: Int, columns: Int)
  {
    let a = LinearAlgebraTests.noise(rows: rows, columns: columns)
    let outer = LinearAlgebra.gram(a, transposing: .second)
    let inner = LinearAlgebra.gram(a, transposing: .first)
    expectEqual(outer, LinearAlgebra.product(a, a, transposing: .second), "A Aᵀ")
    expectEqual(inner, LinearAlgebra.product(a, a, transposing: .first), "Aᵀ A")
    for matrix in [outer, inner] {
      for i in 0..<matrix.rows {
        for j in 0..<i { #expect(matrix[i, j] == matrix[j, i]) }
      }
    }
  }

  @Test func emptySumsAreZero() {
    let none = LinearAlgebra.gram(Matrix(rows: 0, columns: 3), transposing: .first)
    #expect(none == Matrix(rows: 3, columns: 3))
  }

  @Test(arguments: [1, 5, 40]) func triangularSolutionsMultiplyBack(order: Int) throws {
    let factor = try CholeskyFactor(LinearAlgebraTests.positiveDefinite(order))
    let right = LinearAlgebraTests.noise(rows: order, columns: 3, seed: 9)
    let solution = factor.solveLower(right)
    expectEqual(LinearAlgebra.product(factor.lower, solution), right, "L X")
    #expect(solution != right)
  }

  /// In plain loops, and by BLAS.
  @Test(arguments: [1, 5, 8, 9, 40]) func inversesMultiplyToOne(order: Int) {
    let matrix = LinearAlgebraTests.positiveDefinite(order)
    var factor = matrix.values
    let isDefinite = factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: order)
    }
    #expect(isDefinite)
    let inverse = factor.withUnsafeBufferPointer { CholeskyFactor.inverse(of: $0, order: order) }
    var one = Matrix(rows: order, columns: order)
    for i in 0..<order { one[i, i] = 1 }
    expectEqual(LinearAlgebra.product(inverse, matrix), one, "A⁻¹ A")
    #expect(inverse == inverse.symmetricPart)
  }

  @Test func rowsAreSolvedTogetherAsAlone() throws {
    let matrix = LinearAlgebraTests.positiveDefinite(6)
    var factor = matrix.values
    var rows = LinearAlgebraTests.noise(rows: 4, columns: 6, seed: 5)
    let right = rows
    let isDefinite = factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: 6)
    }
    #expect(isDefinite)
    factor.withUnsafeBufferPointer { factor in
      rows.values.withUnsafeMutableBufferPointer {
        CholeskyFactor.solve(factor, order: 6, rows: $0)
      }
    }
    expectEqual(LinearAlgebra.product(rows, matrix), right, "X A")
  }

  /// Vectors that come in pieces, against the product of all.
  @Test(arguments: [1, 7, 8, 9, 24, 64], [1, 16, 53])
  func sumOfPieces(order: Int, count: Int) {
    let vectors = LinearAlgebraTests.noise(rows: count, columns: order)
    let sum = GramSum(order: order)
    func add(upTo end: Int) {
      for row in 0..<end {
        let place = row % GramSum.chunk
        for j in 0..<order { sum.rows[place * sum.stride + j] = vectors[row, j] }
        if place == GramSum.chunk - 1 || row == end - 1 { sum.add(place + 1) }
      }
    }
    add(upTo: count)
    let expected = LinearAlgebra.gram(vectors, transposing: .first)
    let allowed = LinearAlgebraTests.identityTolerance
    for (found, expected) in zip(sum.matrix.values, expected.values) {
      expectAgreement(found, expected, allowed: allowed, "Σ x xᵀ")
    }
    #expect(sum.matrix == sum.matrix.transposed)
    // Near miss: without the last vector. And what was cleared is gone.
    sum.clear()
    #expect(sum.matrix.values.allSatisfy { $0 == 0 })
    add(upTo: count - 1)
    #expect(
      zip(sum.matrix.values, expected.values).contains { !agrees($0, $1, allowed: allowed) })
  }
}
