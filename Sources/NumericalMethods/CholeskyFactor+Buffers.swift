import COpenBLAS

/// The same in storage of the caller, for loops that may not allocate.
extension CholeskyFactor {
  /// Replaces the lower triangle of a symmetric matrix, row by row, by L; what is above the diagonal
  /// stays. False where the matrix is not positive definite or not finite: then it is spoiled.
  ///
  /// Source: LAPACK, dpotrf. Accuracy and cost as for the type; the condition is not estimated.
  ///
  /// - Precondition: the buffer has order² elements.
  public static func factorize(
    _ matrix: UnsafeMutableBufferPointer<Double>, order: Int
  ) -> Bool {
    LinearAlgebra.singleThreaded
    precondition(matrix.count == order * order, "\(matrix.count) elements for order \(order)")
    // The lower triangle of the row-major array is the upper one of LAPACK's column-major view.
    var n = LinearAlgebra.lapackSize(order)
    var (leading, info, triangle) = (max(n, 1), Int32(0), CChar(UInt8(ascii: "U")))
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
  /// Source: LAPACK, dpotrs. Cost: 2 n² operations for each row.
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
    // A right side in a row of a row-major array is LAPACK's column.
    var (n, count) = (
      LinearAlgebra.lapackSize(order), LinearAlgebra.lapackSize(rightSides.count / order)
    )
    var (leading, info, triangle) = (max(n, 1), Int32(0), CChar(UInt8(ascii: "U")))
    var leadingSolution = leading
    dpotrs_(
      &triangle, &n, &count, factor.baseAddress, &leading, rightSides.baseAddress,
      &leadingSolution, &info, 1)
    LinearAlgebra.preconditionArguments(info, of: "dpotrs")
  }
}
