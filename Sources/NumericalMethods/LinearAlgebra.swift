import COpenBLAS

/// Linear algebra on small and middling dense matrices, through OpenBLAS and its LAPACK.
///
/// Results depend on the library's version and on the kernel that it picks for the processor (see
/// ``libraryVersion``), but not on timing: all of it runs on one thread, because sums are split
/// differently among two. What must have the same bits everywhere (anything of two dimensions) is
/// written out in plain products and sums elsewhere.
public enum LinearAlgebra {
  /// Pins OpenBLAS to one thread, once, before its first use; every entry point touches it.
  static let singleThreaded: Void = openblas_set_num_threads(1)

  /// Version and kernel of the OpenBLAS that runs, like "OpenBLAS 0.3.21 Haswell".
  public static var libraryVersion: String {
    singleThreaded
    // The configuration starts with name and version, and goes on with how it was built.
    let configuration = openblas_get_config().map { String(cString: $0) } ?? ""
    let kernel = openblas_get_corename().map { String(cString: $0) } ?? ""
    return (configuration.split(separator: " ").prefix(2) + [kernel[...]]).joined(separator: " ")
  }

  /// Which factor of a product is transposed.
  public enum Transposition: Sendable {
    /// A B.
    case none
    /// Aᵀ B.
    case first
    /// A Bᵀ.
    case second
  }

  /// Up to this order plain loops take less time than a call of the library, and have the same bits
  /// on every processor.
  static let smallOrder = 8

  /// The product of two matrices, one of which may be transposed.
  ///
  ///     C = A B   or   Aᵀ B   or   A Bᵀ
  ///
  /// Source: BLAS, dgemm; plain loops where no dimension is above 8. Accuracy: |error| ≤ k 2⁻⁵³ |A| |B| by elements, k the length of the
  /// sums. Cost: 2 m n k operations. Throws nothing: infinities and not-a-number spread as in sums.
  ///
  /// - Precondition: the inner dimensions meet, and none exceeds 2³¹ − 1.
  public static func product(
    _ a: Matrix, _ b: Matrix, transposing transposition: Transposition = .none
  ) -> Matrix {
    singleThreaded
    let (rows, inner) =
      transposition == .first ? (a.columns, a.rows) : (a.rows, a.columns)
    let (otherInner, columns) =
      transposition == .second ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(
      inner == otherInner,
      "no product of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns), \(transposition)")
    var result = Matrix(rows: rows, columns: columns)
    // BLAS leaves the result alone and refuses leading dimensions of 0 where a dimension is 0.
    guard rows > 0, columns > 0, inner > 0 else { return result }
    if max(rows, columns, inner) <= smallOrder {
      a.values.withUnsafeBufferPointer { a in
        b.values.withUnsafeBufferPointer { b in
          result.values.withUnsafeMutableBufferPointer { c in
            multiply(
              Strided(a, transposition == .first ? (1, rows) : (inner, 1)),
              Strided(b, transposition == .second ? (1, inner) : (columns, 1)), into: c,
              rows, columns, inner)
          }
        }
      }
      return result
    }
    result.values.withUnsafeMutableBufferPointer { c in
      cblas_dgemm(
        CblasRowMajor, transposition == .first ? CblasTrans : CblasNoTrans,
        transposition == .second ? CblasTrans : CblasNoTrans,
        lapackSize(rows), lapackSize(columns), lapackSize(inner),
        1, a.values, lapackSize(a.columns), b.values, lapackSize(b.columns),
        0, c.baseAddress, lapackSize(columns))
    }
    return result
  }

  /// The product of a matrix and its transpose, exactly symmetric.
  ///
  ///     C = A Aᵀ   or   Aᵀ A (`.first`)
  ///
  /// Source: BLAS, dsyrk; plain loops where no dimension is above 8. Accuracy: |error| ≤ k 2⁻⁵³ |A| |Aᵀ| by elements, k the length of the sums.
  /// Cost: half of that of a product.
  ///
  /// - Precondition: `transposing` is `.first` or `.second`.
  public static func gram(_ a: Matrix, transposing transposition: Transposition) -> Matrix {
    singleThreaded
    precondition(transposition != .none, "a Gram matrix has one factor transposed")
    let (order, inner) = transposition == .first ? (a.columns, a.rows) : (a.rows, a.columns)
    guard max(order, inner) > smallOrder else {
      // Both halves are sums of the same products in the same order.
      return product(a, a, transposing: transposition)
    }
    var result = Matrix(rows: order, columns: order)
    guard order > 0, inner > 0 else { return result }
    result.values.withUnsafeMutableBufferPointer { c in
      cblas_dsyrk(
        CblasRowMajor, CblasLower, transposition == .first ? CblasTrans : CblasNoTrans,
        lapackSize(order), lapackSize(inner), 1, a.values, lapackSize(a.columns), 0,
        c.baseAddress, lapackSize(order))
      for row in 0..<order {
        for column in 0..<row { c[column * order + row] = c[row * order + column] }
      }
    }
    return result
  }

  /// Elements of a matrix at (row, column), of a transposed one too.
  private struct Strided {
    let values: UnsafeBufferPointer<Double>
    let row: Int
    let column: Int

    init(_ values: UnsafeBufferPointer<Double>, _ strides: (row: Int, column: Int)) {
      self.values = values
      (row, column) = strides
    }

    subscript(i: Int, j: Int) -> Double { values[i * row + j * column] }
  }

  private static func multiply(
    _ a: Strided, _ b: Strided, into c: UnsafeMutableBufferPointer<Double>, _ rows: Int,
    _ columns: Int, _ inner: Int
  ) {
    for i in 0..<rows {
      for l in 0..<inner {
        let factor = a[i, l]
        for j in 0..<columns { c[i * columns + j] += factor * b[l, j] }
      }
    }
  }

  // MARK: Square roots

  /// The symmetric positive semidefinite S with S S = A.
  ///
  ///     S = V Λ^(1/2) Vᵀ,   A = V Λ Vᵀ
  ///
  /// Eigenvalues that are negative by rounding only, above −order · 2⁻⁵² of the largest, count as 0.
  /// Accuracy: ‖S S − A‖ of some order · 2⁻⁵² ‖A‖.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``LinearAlgebraError``: what ``SymmetricEigendecomposition`` throws, and a negative
  ///   eigenvalue.
  public static func squareRoot(of matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
    try positiveEigendecomposition(of: matrix).reassembled { max($0, 0).squareRoot() }
  }

  /// The symmetric positive definite R with R A R = I.
  ///
  ///     R = V Λ^(−1/2) Vᵀ,   A = V Λ Vᵀ
  ///
  /// Accuracy: relative error of some order · 2⁻⁵² · condition of A.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``LinearAlgebraError``: what ``squareRoot(of:)`` throws, and singular where
  ///   1/condition is at most order · 2⁻⁵².
  public static func inverseSquareRoot(of matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
    let decomposition = try positiveEigendecomposition(of: matrix)
    let condition = decomposition.reciprocalCondition
    guard condition > singularity(order: matrix.rows) else {
      throw .singular(order: matrix.rows, reciprocalCondition: max(condition, 0))
    }
    return decomposition.reassembled { 1 / $0.squareRoot() }
  }

  /// The decomposition of a matrix without eigenvalues that are negative by more than rounding.
  private static func positiveEigendecomposition(
    of matrix: Matrix
  ) throws(LinearAlgebraError) -> SymmetricEigendecomposition {
    let decomposition = try SymmetricEigendecomposition(matrix)
    if let smallest = decomposition.values.first, let largest = decomposition.values.last,
      smallest < -singularity(order: matrix.rows) * max(abs(smallest), abs(largest))
    {
      throw .negativeEigenvalue(order: matrix.rows, smallest: smallest, largest: largest)
    }
    return decomposition
  }

  // MARK: For the wrappers of LAPACK

  /// A dimension as the 32-bit integer that the library takes.
  static func lapackSize(_ size: Int) -> Int32 {
    precondition(size <= Int(Int32.max), "OpenBLAS takes 32-bit sizes, not \(size)")
    return Int32(size)
  }

  /// Expects that LAPACK found no fault in its arguments, which would be our own mistake.
  static func preconditionArguments(_ info: Int32, of routine: StaticString) {
    precondition(info >= 0, "argument \(-info) of \(routine) is wrong")
  }

  /// 1/condition at which rounding alone can make a matrix of an order singular.
  static func singularity(order: Int) -> Double { Double(order) * 0x1p-52 }

  /// The matrix with the mean of each two mirrored elements, where those differ by rounding only.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``LinearAlgebraError/notFinite(row:column:value:)`` and
  ///   ``LinearAlgebraError/notSymmetric(row:column:difference:)``, the latter for differences
  ///   above order · 2⁻⁵⁰ of the largest magnitude: a few roundings of sums of `order` products.
  static func symmetrized(_ a: Matrix) throws(LinearAlgebraError) -> Matrix {
    precondition(a.rows == a.columns, "a \(a.rows) × \(a.columns) matrix is not square")
    var largest = 0.0
    for (index, value) in a.values.enumerated() {
      guard value.isFinite else {
        throw .notFinite(row: index / a.columns, column: index % a.columns, value: value)
      }
      largest = max(largest, abs(value))
    }
    let allowed = Double(a.rows) * 0x1p-50 * largest
    for row in 0..<a.rows {
      for column in 0..<row {
        let difference = a[row, column] - a[column, row]
        guard abs(difference) <= allowed else {
          throw .notSymmetric(row: row, column: column, difference: difference)
        }
      }
    }
    return a.symmetricPart
  }
}

// MARK: - What cannot be computed

/// Matrices to which an algorithm of linear algebra cannot be applied.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// An element is infinite or not a number.
  case notFinite(row: Int, column: Int, value: Double)
  /// Two mirrored elements differ by more than rounding.
  case notSymmetric(row: Int, column: Int, difference: Double)
  /// The leading principal minor of this order (from 1) is not positive.
  case notPositiveDefinite(order: Int, minor: Int)
  /// The smallest eigenvalue of a matrix that must be positive (semi-)definite is negative.
  case negativeEigenvalue(order: Int, smallest: Double, largest: Double)
  /// The matrix is singular to rounding: 1/condition is this.
  case singular(order: Int, reciprocalCondition: Double)
  /// So many off-diagonal elements of the tridiagonal form (or sub-blocks) did not converge to 0.
  case noConvergence(order: Int, unconverged: Int)
}
