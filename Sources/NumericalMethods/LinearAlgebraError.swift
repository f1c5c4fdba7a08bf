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
