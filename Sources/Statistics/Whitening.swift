import NumericalMethods

/// Symmetric whitening (ZCA) of samples, a row each.
///
///     y = C^(−1/2) x
///
/// | symbol | here           | shape | unit                   |
/// |--------|----------------|-------|------------------------|
/// | x      | `samples`      | n × d | any                    |
/// | C      | `covariance`   | d × d | that of x, squared     |
/// | C^(−1/2) | `matrix`     | d × d | 1 over that of x       |
/// | y      | result         | n × d | standard deviations    |
///
/// C is taken about the mean and divides by n − 1, but the mean is not subtracted from x: the
/// means of y are C^(−1/2) m. Source: science A4.
///
/// Accuracy: relative error of C^(−1/2) about 2⁻⁵¹ · condition of C. Two dimensions are a closed
/// form in plain arithmetic, more go through OpenBLAS. Cost: n d² products; 1 ms for 261,120 × 2.
public struct Whitening: Equatable, Sendable {
  /// C^(−1/2), symmetric.
  public let matrix: Matrix

  /// 1/condition below which the smallest eigenvalue of a covariance is the rounding of its sums:
  /// √n 2⁻⁵² of some million samples, and a margin.
  public static let smallestReciprocalCondition = 1e-12

  /// The whitening of signals with a covariance.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `LinearAlgebraError`: not finite, not symmetric, and singular where 1/condition is
  ///   below ``smallestReciprocalCondition`` (it is negative where an eigenvalue is).
  public init(covariance: Matrix) throws(LinearAlgebraError) {
    precondition(
      covariance.rows == covariance.columns,
      "a \(covariance.rows) × \(covariance.columns) matrix is no covariance")
    if covariance.rows == 2, covariance[0, 1] == covariance[1, 0],
      covariance.values.allSatisfy({ $0.isFinite })
    {
      let form = PlanarForm(covariance)
      try Self.check(form.reciprocalCondition, order: 2)
      let root = form.inverseSquareRoot
      matrix = Matrix(rows: 2, columns: 2, values: [root.a, root.b, root.b, root.c])
    } else {
      // Also for what is to be refused: the decomposition says with which numbers.
      let decomposition = try SymmetricEigendecomposition(covariance)
      try Self.check(decomposition.reciprocalCondition, order: covariance.rows)
      matrix = decomposition.reassembled { 1 / $0.squareRoot() }
    }
  }

  /// The whitening of samples by their own covariance.
  ///
  /// - Throws: what ``Covariance`` and ``init(covariance:)`` throw.
  public init(ofRows samples: Matrix) throws {
    try self.init(covariance: Covariance(ofRows: samples).matrix)
  }

  /// C^(−1/2) x of every row x.
  ///
  /// - Precondition: the samples have as many columns as the covariance.
  public func applied(toRows samples: Matrix) -> Matrix {
    precondition(
      samples.columns == matrix.rows,
      "\(samples.rows) × \(samples.columns) samples do not meet order \(matrix.rows)")
    guard samples.columns == 2 else {
      return LinearAlgebra.product(samples, matrix)  // rows: xᵀ C^(−1/2), symmetric
    }
    let (a, b, c) = (matrix[0, 0], matrix[0, 1], matrix[1, 1])
    var result = samples
    result.values.withUnsafeMutableBufferPointer { values in
      for index in stride(from: 0, to: values.count, by: 2) {
        let (x, y) = (values[index], values[index + 1])
        values[index] = a * x + b * y
        values[index + 1] = b * x + c * y
      }
    }
    return result
  }

  private static func check(
    _ reciprocalCondition: Double, order: Int
  ) throws(LinearAlgebraError) {
    guard reciprocalCondition >= smallestReciprocalCondition else {
      throw .singular(order: order, reciprocalCondition: reciprocalCondition)
    }
  }
}

// MARK: - Two dimensions

/// A symmetric 2 × 2 matrix in closed form, with the same bits on every processor.
///
///     A = [[a, b], [b, c]],   det A = a c − b²,   λ₂,₁ = (tr A ± √((a − c)² + 4 b²))/2
///
/// Two dimensions are what every pair of responses has; a decomposition through LAPACK would make
/// results depend on the kernel that it picks.
struct PlanarForm: Equatable, Sendable {
  let a, b, c: Double
}

extension PlanarForm {
  /// The form of a symmetric matrix, of which the lower triangle is read.
  init(_ matrix: Matrix) {
    precondition(
      matrix.rows == 2 && matrix.columns == 2, "\(matrix.rows) × \(matrix.columns) is not 2 × 2")
    self.init(a: matrix[0, 0], b: matrix[1, 0], c: matrix[1, 1])
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
