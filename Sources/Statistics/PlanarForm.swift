import NumericalMethods

/// A symmetric 2 × 2 matrix in closed form, with the same bits on every processor.
///
///     A = [[a, b], [b, c]],   det A = a c − b²,   λ₂,₁ = (tr A ± √((a − c)² + 4 b²))/2
///
/// Two dimensions are what every pair of responses has; a decomposition through LAPACK would make
/// results depend on the kernel that it picks.
struct PlanarForm: Equatable, Sendable {
  let a, b, c: Double

  /// The form of a symmetric matrix, of which the lower triangle is read.
  init(_ matrix: Matrix) {
    precondition(
      matrix.rows == 2 && matrix.columns == 2, "\(matrix.rows) × \(matrix.columns) is not 2 × 2")
    self.init(a: matrix[0, 0], b: matrix[1, 0], c: matrix[1, 1])
  }

  init(a: Double, b: Double, c: Double) {
    (self.a, self.b, self.c) = (a, b, c)
  }

  /// a c − b² to 2 ulp even where both nearly cancel: the rounding of b² is taken back (Kahan).
  ///
  /// `addingProduct` rounds once by definition, in hardware or not.
  var determinant: Double {
    let square = b * b
    let lost = square.addingProduct(-b, b)  // square − b², exactly
    return (-square).addingProduct(a, c) + lost
  }

  /// λ₂.
  var largestEigenvalue: Double {
    0.5 * ((a + c) + ((a - c) * (a - c) + 4 * b * b).squareRoot())
  }

  /// λ₁ = det A/λ₂, without the cancellation of the formula.
  var smallestEigenvalue: Double {
    let largest = largestEigenvalue
    return largest > 0 ? determinant / largest : 0
  }

  /// λ₁/λ₂; not positive unless the matrix is positive definite.
  var reciprocalCondition: Double {
    let largest = largestEigenvalue
    return largest > 0 ? smallestEigenvalue / largest : 0
  }

  /// A^(−1/2) for a positive definite A.
  ///
  ///     A^(1/2) = (A + s I)/t,  s = √det A,  t = √(tr A + 2 s),  det A^(1/2) = s
  var inverseSquareRoot: PlanarForm {
    let s = determinant.squareRoot()
    let t = (a + c + 2 * s).squareRoot()
    let scale = 1 / (s * t)
    return PlanarForm(a: (c + s) * scale, b: -b * scale, c: (a + s) * scale)
  }
}
