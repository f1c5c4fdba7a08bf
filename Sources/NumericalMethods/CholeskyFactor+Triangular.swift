import COpenBLAS

extension CholeskyFactor {
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
}
