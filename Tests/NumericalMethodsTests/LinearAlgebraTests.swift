import NumericalMethods
import Testing

/// Products, roots, eigenvectors and Cholesky factors: closed forms of order 2 and identities.
struct LinearAlgebraTests {
  /// Rounding of matrices of order n ≤ 64 with elements around 1: some n 2⁻⁵² times the norm, which
  /// is up to about 100 here.
  static let identityTolerance = 1e-12
  /// A handful of roundings of numbers up to 10.
  static let closedFormTolerance = 1e-14

  static func noise(rows: Int, columns: Int, seed: UInt64 = 1) -> Matrix {
    var stream = RandomStream(key: [seed, UInt64(rows)])
    return Matrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in stream.normal() })
  }

  /// B Bᵀ/n + I/10: positive definite, of condition below 100.
  static func positiveDefinite(_ order: Int, seed: UInt64 = 1) -> Matrix {
    let b = noise(rows: order, columns: order, seed: seed)
    var a = LinearAlgebra.product(b, b, transposing: .second)
    for i in 0..<order {
      for j in 0..<order { a[i, j] = a[i, j] / Double(order) + (i == j ? 0.1 : 0) }
    }
    return a
  }

  static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  static func error(_ a: Matrix, _ b: Matrix) -> Double {
    guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
    return zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  static func expect(
    _ got: Matrix, _ expected: Matrix, allowed: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = error(got, expected)
    #expect(
      error <= allowed,
      "\(what): got \(got.values.prefix(4)) …, error \(error), allowed \(allowed)",
      sourceLocation: sourceLocation)
  }

  @Test func productIsTheDefiningSum() {
    let (a, b) = (Self.noise(rows: 3, columns: 5), Self.noise(rows: 5, columns: 4, seed: 2))
    var expected = Matrix(rows: 3, columns: 4)
    for i in 0..<3 {
      for j in 0..<4 { for k in 0..<5 { expected[i, j] += a[i, k] * b[k, j] } }
    }
    let allowed = Self.closedFormTolerance
    Self.expect(LinearAlgebra.product(a, b), expected, allowed: allowed, "A B")
    Self.expect(
      LinearAlgebra.product(a.transposed, b, transposing: .first), expected, allowed: allowed,
      "Aᵀ B")
    Self.expect(
      LinearAlgebra.product(a, b.transposed, transposing: .second), expected, allowed: allowed,
      "A Bᵀ")
    // Near miss: column-major order.
    let mistaken = Matrix(rows: 5, columns: 4, values: b.transposed.values)
    #expect(Self.error(LinearAlgebra.product(a, mistaken), expected) > 0.1)
  }

  @Test func emptyProductsAreZero() {
    let product = LinearAlgebra.product(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3))
    #expect(product == Matrix(rows: 2, columns: 3))
  }

  @Test func eigenvectorsOfOrderTwo() throws {
    // [[a, b], [b, a]] has the eigenvalues a ∓ b with (1, ∓1)/√2, the first component positive.
    let decomposition = try SymmetricEigendecomposition(
      Matrix(rows: 2, columns: 2, values: [3, 1, 1, 3]))
    let root = 0.5.squareRoot()
    Self.expect(
      Matrix(rows: 1, columns: 2, values: decomposition.values),
      Matrix(rows: 1, columns: 2, values: [2, 4]), allowed: Self.closedFormTolerance, "values")
    Self.expect(
      decomposition.vectors, Matrix(rows: 2, columns: 2, values: [root, root, -root, root]),
      allowed: Self.closedFormTolerance, "vectors")
  }

  @Test(arguments: [1, 2, 3, 9, 26, 64]) func eigendecompositionReassembles(order: Int) throws {
    let a = Self.positiveDefinite(order)
    let decomposition = try SymmetricEigendecomposition(a)
    #expect(decomposition.values == decomposition.values.sorted())
    Self.expect(decomposition.reassembled { $0 }, a, allowed: Self.identityTolerance, "V Λ Vᵀ")
    let v = decomposition.vectors
    Self.expect(
      LinearAlgebra.product(v, v, transposing: .first), Self.identity(order),
      allowed: Self.identityTolerance, "Vᵀ V")
    for j in 0..<order {
      let column = (0..<order).map { v[$0, j] }
      let largest = column.map { abs($0) }.max() ?? 0
      #expect(column.contains { $0 > 0 && $0 >= (1 - 1e-8) * largest }, "sign of vector \(j)")
    }
    guard order > 2 else { return }  // A 2 × 2 reflection is its own transpose.
    // Near miss: rows taken for columns, Vᵀ Λ V.
    var scaled = v
    for i in 0..<order { for j in 0..<order { scaled[i, j] *= decomposition.values[i] } }
    #expect(Self.error(LinearAlgebra.product(v, scaled, transposing: .first), a) > 1e-3)
  }

  @Test func rootsOfOrderTwo() throws {
    // √[[5, 4], [4, 5]] = [[2, 1], [1, 2]], whose inverse is [[2, −1], [−1, 2]]/3.
    let a = Matrix(rows: 2, columns: 2, values: [5, 4, 4, 5])
    Self.expect(
      try LinearAlgebra.squareRoot(of: a), Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2]),
      allowed: Self.closedFormTolerance, "√A")
    Self.expect(
      try LinearAlgebra.inverseSquareRoot(of: a),
      Matrix(rows: 2, columns: 2, values: [2.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3]),
      allowed: Self.closedFormTolerance, "1/√A")
  }

  @Test(arguments: [1, 3, 9, 64]) func rootsOfAnyOrder(order: Int) throws {
    let a = Self.positiveDefinite(order, seed: 5)
    let s = try LinearAlgebra.squareRoot(of: a)
    let r = try LinearAlgebra.inverseSquareRoot(of: a)
    Self.expect(LinearAlgebra.product(s, s), a, allowed: Self.identityTolerance, "S S")
    Self.expect(
      LinearAlgebra.product(s, r), Self.identity(order), allowed: Self.identityTolerance, "S R")
    #expect(s == s.transposed && r == r.transposed)
    #expect(Self.error(LinearAlgebra.product(s, a), a) > 1e-3)
  }

  @Test func semidefiniteMatricesHaveARootButNoInverse() throws {
    let a = Matrix(rows: 2, columns: 2, values: [1, 1, 1, 1])
    let s = try LinearAlgebra.squareRoot(of: a)
    // A root of an eigenvalue that is 0 up to rounding is of the order √2⁻⁵².
    Self.expect(LinearAlgebra.product(s, s), a, allowed: Self.closedFormTolerance, "S S")
    #expect { try LinearAlgebra.inverseSquareRoot(of: a) } throws: { error in
      guard case .singular(2, let condition)? = error as? LinearAlgebraError else { return false }
      return condition >= 0 && condition < 1e-15
    }
  }

  @Test func choleskyOfOrderTwo() throws {
    // [[4, 2], [2, 10]] = L Lᵀ with L = [[2, 0], [1, 3]].
    let factor = try CholeskyFactor(Matrix(rows: 2, columns: 2, values: [4, 2, 2, 10]))
    Self.expect(
      factor.lower, Matrix(rows: 2, columns: 2, values: [2, 0, 1, 3]),
      allowed: Self.closedFormTolerance, "L")
    // 4x + 2y = 10, 2x + 10y = 14
    let x = factor.solve(Matrix(rows: 2, columns: 1, values: [10, 14])).values
    expectAgreement(x[0], 2, allowed: Self.closedFormTolerance)
    expectAgreement(x[1], 1, allowed: Self.closedFormTolerance)
  }

  @Test(arguments: [1, 3, 9, 64]) func choleskySolves(order: Int) throws {
    let a = Self.positiveDefinite(order, seed: 7)
    let factor = try CholeskyFactor(a)
    let allowed = Self.identityTolerance
    Self.expect(
      LinearAlgebra.product(factor.lower, factor.lower, transposing: .second), a,
      allowed: allowed, "L Lᵀ")
    let b = Self.noise(rows: order, columns: 3, seed: 8)
    Self.expect(LinearAlgebra.product(a, factor.solve(b)), b, allowed: allowed, "A X")
    // 1/(‖A‖₁‖A⁻¹‖₁) lies between λ₁/λₙ and that divided by n.
    let exact = try SymmetricEigendecomposition(a).reciprocalCondition
    #expect(
      factor.reciprocalCondition <= exact * (1 + allowed)
        && factor.reciprocalCondition >= exact / Double(order) * (1 - allowed))
    var miss = a
    miss[0, 0] *= 1 + 1e-6
    #expect(Self.error(LinearAlgebra.product(miss, factor.solve(b)), b) > allowed)
  }

  @Test func whatIsNotPositiveDefiniteIsRefusedWithNumbers() {
    let indefinite = Matrix(rows: 3, columns: 3, values: [1, 0, 0, 0, -2, 0, 0, 0, 3])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 3, minor: 2)) {
      try CholeskyFactor(indefinite)
    }
    #expect(throws: LinearAlgebraError.negativeEigenvalue(order: 3, smallest: -2, largest: 3)) {
      try LinearAlgebra.squareRoot(of: indefinite)
    }
    #expect { try CholeskyFactor(Matrix(rows: 2, columns: 2, values: [1, 0, 0, 1e-17])) } throws: {
      guard case .singular(2, let condition)? = $0 as? LinearAlgebraError else { return false }
      return agrees(condition, 1e-17, allowed: 1e-17 * Self.closedFormTolerance)
    }
    #expect(throws: LinearAlgebraError.notSymmetric(row: 1, column: 0, difference: 0.5)) {
      try SymmetricEigendecomposition(Matrix(rows: 2, columns: 2, values: [1, 0, 0.5, 1]))
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1, value: .infinity)) {
      try SymmetricEigendecomposition(
        Matrix(rows: 2, columns: 2, values: [1, .infinity, .infinity, 1]))
    }
  }

  @Test func resultsAreTheSameBitsFromManyTasks() async throws {
    let a = Self.positiveDefinite(64)
    let alone = try SymmetricEigendecomposition(a)
    let together = try await withThrowingTaskGroup(of: SymmetricEigendecomposition.self) { group in
      for _ in 0..<8 { group.addTask { try SymmetricEigendecomposition(a) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 8 && together.allSatisfy { $0 == alone })
    #expect(try SymmetricEigendecomposition(Self.positiveDefinite(64, seed: 2)) != alone)
  }

  @Test func libraryIsOpenBLAS() {
    let words = LinearAlgebra.libraryVersion.split(separator: " ")
    #expect(words.count == 3 && words.first == "OpenBLAS", "\(LinearAlgebra.libraryVersion)")
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }
}
