import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix.
///
///     A = L Lᵀ,   L lower triangular with a positive diagonal
///
/// | symbol | here     | shape | unit            |
/// |--------|----------|-------|-----------------|
/// | A      | `matrix` | n × n | any             |
/// | L      | `lower`  | n × n | root of that of A |
///
/// Source: LAPACK, dpotrf, dpocon, dpotrs. Accuracy: ‖A − L Lᵀ‖ ≤ n 2⁻⁵² ‖A‖; solutions to
/// condition · n 2⁻⁵². Cost: n³/3 operations, and 2 n² for each right side.
public struct CholeskyFactor: Equatable, Sendable {
  /// L; zero above the diagonal.
  public let lower: Matrix
  /// An estimate of 1/(‖A‖₁ ‖A⁻¹‖₁).
  public let reciprocalCondition: Double

  /// The number of rows and columns.
  public var order: Int { lower.rows }

  /// Factorizes a symmetric positive definite matrix.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``LinearAlgebraError``: not finite, not symmetric, not positive definite, or singular
  ///   to rounding (1/condition below order · 2⁻⁵²).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    LinearAlgebra.singleThreaded
    var factor = try LinearAlgebra.symmetrized(matrix)
    let order = matrix.rows
    let norm = Self.oneNorm(factor)
    // The lower triangle of the row-major array is the upper one of LAPACK's column-major view:
    // A = Uᵀ U there is A = L Lᵀ here.
    var n = LinearAlgebra.lapackSize(order)
    var (leading, info, triangle) = (max(n, 1), Int32(0), Self.triangle)
    dpotrf_(&triangle, &n, &factor.values, &leading, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpotrf")
    guard info == 0 else { throw .notPositiveDefinite(order: order, minor: Int(info)) }
    let condition = Self.reciprocalCondition(of: factor, norm: norm)
    guard condition > LinearAlgebra.singularity(order: order) else {
      throw .singular(order: order, reciprocalCondition: condition)
    }
    for row in 0..<order {
      for column in row + 1..<max(order, row + 1) { factor[row, column] = 0 }
    }
    lower = factor
    reciprocalCondition = condition
  }

  /// The X with A X = B.
  ///
  /// - Precondition: B has as many rows as A.
  public func solve(_ rightSides: Matrix) -> Matrix {
    LinearAlgebra.singleThreaded
    precondition(
      rightSides.rows == order,
      "\(rightSides.rows) × \(rightSides.columns) right sides do not meet order \(order)")
    // LAPACK wants a right side in a column of a column-major array: a row of a row-major one.
    var columns = rightSides.transposed
    var (n, count) = (
      LinearAlgebra.lapackSize(order), LinearAlgebra.lapackSize(rightSides.columns)
    )
    var (leading, leadingSolution) = (max(n, 1), max(n, 1))
    var (info, triangle) = (Int32(0), Self.triangle)
    dpotrs_(
      &triangle, &n, &count, lower.values, &leading, &columns.values, &leadingSolution, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpotrs")
    return columns.transposed
  }

  /// The X with L X = B: half of a solution, whose squares are those of L⁻¹B.
  ///
  /// Source: BLAS, dtrsm. Cost: n² operations for each right side.
  ///
  /// - Precondition: B has as many rows as A.
  public func solveLower(_ rightSides: Matrix) -> Matrix {
    LinearAlgebra.singleThreaded
    precondition(
      rightSides.rows == order,
      "\(rightSides.rows) × \(rightSides.columns) right sides do not meet order \(order)")
    var solution = rightSides
    guard order > 0, rightSides.columns > 0 else { return solution }
    let (n, count) = (
      LinearAlgebra.lapackSize(order), LinearAlgebra.lapackSize(rightSides.columns)
    )
    solution.values.withUnsafeMutableBufferPointer { x in
      cblas_dtrsm(
        CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, count, 1,
        lower.values, n, x.baseAddress, count)
    }
    return solution
  }

  private static let triangle = CChar(UInt8(ascii: "U"))

  /// The largest sum of the magnitudes in a row (or column: the matrix is symmetric).
  private static func oneNorm(_ matrix: Matrix) -> Double {
    (0..<matrix.rows).reduce(0) { largest, row in
      max(largest, (0..<matrix.columns).reduce(0) { $0 + abs(matrix[row, $1]) })
    }
  }

  private static func reciprocalCondition(of factor: Matrix, norm: Double) -> Double {
    guard factor.rows > 0 else { return 1 }
    var n = LinearAlgebra.lapackSize(factor.rows)
    var (leading, info, triangle, norm) = (n, Int32(0), Self.triangle, norm)
    var work = [Double](repeating: 0, count: 3 * factor.rows)
    var integerWork = [Int32](repeating: 0, count: factor.rows)
    var result = 0.0
    dpocon_(
      &triangle, &n, factor.values, &leading, &norm, &result, &work, &integerWork, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpocon")
    return result
  }

  // MARK: In storage of the caller, for loops that may not allocate

  /// Replaces the lower triangle of a symmetric matrix, row by row, by L; what is above the diagonal
  /// stays. False where the matrix is not positive definite or not finite: then it is spoiled.
  ///
  /// Source: LAPACK, dpotrf; plain loops up to order 8. Accuracy and cost as for the type; the
  /// condition is not estimated.
  ///
  /// - Precondition: the buffer has order² elements.
  public static func factorize(
    _ matrix: UnsafeMutableBufferPointer<Double>, order: Int
  ) -> Bool {
    LinearAlgebra.singleThreaded
    precondition(matrix.count == order * order, "\(matrix.count) elements for order \(order)")
    if order <= LinearAlgebra.smallOrder { return factorizeSmall(matrix, order) }
    // The lower triangle of the row-major array is the upper one of LAPACK's column-major view.
    var n = LinearAlgebra.lapackSize(order)
    var (leading, info, triangle) = (max(n, 1), Int32(0), Self.triangle)
    dpotrf_(&triangle, &n, matrix.baseAddress, &leading, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpotrf")
    // A not-a-number passes LAPACK's own test of the pivots in some versions.
    return info == 0 && (0..<order).allSatisfy { matrix[$0 * order + $0].isFinite }
  }

  /// Replaces b by the x with L Lᵀ x = b.
  ///
  /// Source: LAPACK, dpotrs. Cost: 2 n² operations.
  ///
  /// - Precondition: the buffers have order² and order elements.
  public static func solve(
    _ factor: UnsafeBufferPointer<Double>, order: Int,
    _ rightSide: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(rightSide.count == order, "\(rightSide.count) elements for order \(order)")
    solve(factor, order: order, rows: rightSide)
  }

  /// Replaces each row b of right sides by the x with L Lᵀ x = b.
  ///
  /// Source: LAPACK, dpotrs; plain loops up to order 8. Cost: 2 n² operations for each row.
  ///
  /// - Precondition: the factor has order² elements, and rows have order elements.
  public static func solve(
    _ factor: UnsafeBufferPointer<Double>, order: Int,
    rows rightSides: UnsafeMutableBufferPointer<Double>
  ) {
    LinearAlgebra.singleThreaded
    precondition(
      factor.count == order * order && order > 0 && rightSides.count % order == 0,
      "\(factor.count) and \(rightSides.count) elements for order \(order)")
    if order <= LinearAlgebra.smallOrder {
      for first in stride(from: 0, to: rightSides.count, by: order) {
        solveSmall(factor, order, rightSides, first)
      }
      return
    }
    // A right side in a row of a row-major array is LAPACK's column.
    var (n, count) = (
      LinearAlgebra.lapackSize(order), LinearAlgebra.lapackSize(rightSides.count / order)
    )
    var (leading, info, triangle) = (max(n, 1), Int32(0), Self.triangle)
    var leadingSolution = leading
    dpotrs_(
      &triangle, &n, &count, factor.baseAddress, &leading, rightSides.baseAddress,
      &leadingSolution, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpotrs")
  }

  /// (L Lᵀ)⁻¹ = ZᵀZ with L Z = I, exactly symmetric: for many right sides.
  ///
  /// Source: BLAS, dtrsm and dsyrk; plain loops up to order 8. Accuracy: condition · order · 2⁻⁵².
  /// Cost: order³ operations.
  ///
  /// - Precondition: the factor has order² elements.
  public static func inverse(of factor: UnsafeBufferPointer<Double>, order: Int) -> Matrix {
    LinearAlgebra.singleThreaded
    precondition(factor.count == order * order, "\(factor.count) elements for order \(order)")
    var z = Matrix(rows: order, columns: order)
    for i in 0..<order { z[i, i] = 1 }
    if order <= LinearAlgebra.smallOrder {
      z.values.withUnsafeMutableBufferPointer { solve(factor, order: order, rows: $0) }
      return z.symmetricPart
    }
    let n = LinearAlgebra.lapackSize(order)
    z.values.withUnsafeMutableBufferPointer {
      cblas_dtrsm(
        CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, n, 1,
        factor.baseAddress, n, $0.baseAddress, n)
    }
    return LinearAlgebra.gram(z, transposing: .first)
  }

  // MARK: In plain loops

  private static func factorizeSmall(
    _ a: UnsafeMutableBufferPointer<Double>, _ n: Int
  ) -> Bool {
    for i in 0..<n {
      for j in 0...i {
        var rest = a[i * n + j]
        for k in 0..<j { rest -= a[i * n + k] * a[j * n + k] }
        if j < i {
          a[i * n + j] = rest / a[j * n + j]
        } else {
          guard rest > 0, rest.isFinite else { return false }
          a[i * n + i] = rest.squareRoot()
        }
      }
    }
    return true
  }

  private static func solveSmall(
    _ factor: UnsafeBufferPointer<Double>, _ n: Int, _ x: UnsafeMutableBufferPointer<Double>,
    _ first: Int
  ) {
    for i in 0..<n {
      var rest = x[first + i]
      for k in 0..<i { rest -= factor[i * n + k] * x[first + k] }
      x[first + i] = rest / factor[i * n + i]
    }
    for i in (0..<n).reversed() {
      var rest = x[first + i]
      for k in i + 1..<max(n, i + 1) { rest -= factor[k * n + i] * x[first + k] }
      x[first + i] = rest / factor[i * n + i]
    }
  }
}
