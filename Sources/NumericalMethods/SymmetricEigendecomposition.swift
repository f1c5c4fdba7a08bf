import COpenBLAS

/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix.
///
///     A = V Λ Vᵀ,   Vᵀ V = I,   λ₁ ≤ λ₂ ≤ … ≤ λₙ
///
/// | symbol | here      | shape | unit         |
/// |--------|-----------|-------|--------------|
/// | A      | `matrix`  | n × n | any          |
/// | Λ      | `values`  | n     | that of A    |
/// | V      | `vectors` | n × n, a column each | 1 |
///
/// An eigenvector's sign is free; here its first component whose magnitude is within 10⁻⁸ of the
/// largest is positive (the largest alone would not do: in (1, −1)/√2 rounding chooses it). Of
/// equal eigenvalues only the space is determined, and vectors in it may differ from one kernel of
/// OpenBLAS to another.
///
/// Source: LAPACK, dsyevd. Accuracy: eigenvalues to some n 2⁻⁵² ‖A‖, so that small ones lose
/// relative accuracy. Cost: about 9 n³ operations.
public struct SymmetricEigendecomposition: Equatable, Sendable {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// The eigenvectors: column j belongs to `values[j]`.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``LinearAlgebraError``: not finite, not symmetric, no convergence.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    LinearAlgebra.singleThreaded
    // Row-major and column-major are the same for a symmetric matrix; on return, a row each of the
    // row-major array holds an eigenvector.
    var vectorRows = try LinearAlgebra.symmetrized(matrix)
    let order = matrix.rows
    var values = [Double](repeating: 0, count: order)
    let info = Self.decompose(&vectorRows.values, values: &values, order: order)
    LinearAlgebra.preconditionArguments(info, of: "dsyevd")
    guard info == 0 else { throw .noConvergence(order: order, unconverged: Int(info)) }
    var vectors = Matrix(rows: order, columns: order)
    for j in 0..<order {
      let vector = vectorRows.values[j * order..<(j + 1) * order]
      let sign = Self.sign(of: vector)
      for (i, component) in vector.enumerated() { vectors[i, j] = sign * component }
    }
    self.values = values
    self.vectors = vectors
  }

  /// The smallest eigenvalue, divided by the largest magnitude; 1/condition where it is positive.
  public var reciprocalCondition: Double {
    guard let smallest = values.first, let largest = values.last else { return 1 }
    let magnitude = max(abs(smallest), abs(largest))
    return magnitude > 0 ? smallest / magnitude : 0
  }

  /// V f(Λ) Vᵀ, exactly symmetric.
  public func reassembled(_ function: (Double) -> Double) -> Matrix {
    let order = values.count
    var scaled = vectors
    for j in 0..<order {
      let factor = function(values[j])
      for i in 0..<order { scaled[i, j] *= factor }
    }
    return LinearAlgebra.product(scaled, vectors, transposing: .second).symmetricPart
  }

  /// The sign that makes the first of the largest components positive.
  private static func sign(of vector: ArraySlice<Double>) -> Double {
    let largest = vector.reduce(0) { max($0, abs($1)) }
    let first = vector.first { abs($0) >= (1 - 1e-8) * largest } ?? 0
    return first < 0 ? -1 : 1
  }

  /// dsyevd in place; returns its `info`.
  private static func decompose(
    _ a: inout [Double], values: inout [Double], order: Int
  ) -> Int32 {
    guard order > 0 else { return 0 }
    var n = LinearAlgebra.lapackSize(order)
    var info: Int32 = 0
    // The sizes that LAPACK documents for eigenvectors by divide and conquer.
    var workSize = LinearAlgebra.lapackSize(1 + 6 * order + 2 * order * order)
    var integerWorkSize = LinearAlgebra.lapackSize(3 + 5 * order)
    var work = [Double](repeating: 0, count: Int(workSize))
    var integerWork = [Int32](repeating: 0, count: Int(integerWorkSize))
    var (leading, job, triangle) = (n, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")))
    dsyevd_(
      &job, &triangle, &n, &a, &leading, &values, &work, &workSize, &integerWork,
      &integerWorkSize, &info, 1, 1)
    return info
  }
}
