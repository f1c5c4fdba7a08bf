extension LinearAlgebra {
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
}
