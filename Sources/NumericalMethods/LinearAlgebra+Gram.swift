import COpenBLAS

extension LinearAlgebra {
  /// The product of a matrix and its transpose, exactly symmetric.
  ///
  ///     C = A Aᵀ   or   Aᵀ A (`.first`)
  ///
  /// Source: BLAS, dsyrk. Accuracy: |error| ≤ k 2⁻⁵³ |A| |Aᵀ| by elements, k the length of the sums.
  /// Cost: half of that of a product.
  ///
  /// - Precondition: `transposing` is `.first` or `.second`.
  public static func gram(_ a: Matrix, transposing transposition: Transposition) -> Matrix {
    singleThreaded
    precondition(transposition != .none, "a Gram matrix has one factor transposed")
    let (order, inner) = transposition == .first ? (a.columns, a.rows) : (a.rows, a.columns)
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
}
