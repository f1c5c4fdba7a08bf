import NumericalMethods
import RealModule

/// The recurrence M₀ from which a whitening network starts.
///
///     M₀ = a U diag(q^(u₁) … q^(uₙ)) Uᵀ,   uᵢ evenly spaced from −½ to ½      or      a C^(1/2)
///
/// | symbol | here     | shape | unit          |
/// |--------|----------|-------|---------------|
/// | a      | `scale`  |       | that of x, or 1 |
/// | q      | `spread` |       | 1             |
/// | U      | `kind`   | n × n | 1             |
///
/// With q = 1, M₀ is a I and commutes with every covariance. Source: science B.
public struct InitialRecurrence: Equatable, Sendable {
  /// What M₀ is like.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// U are the principal axes of the signals, the weakest with u₁: M₀ commutes with C ("spectral
    /// initialization").
    case commuting
    /// U is a random rotation.
    case random
    /// a C^(1/2): with a = 1 the network whitens from the start.
    case solution
  }

  /// a.
  public var scale: Double
  /// q, the ratio of the largest and the smallest eigenvalue.
  public var spread: Double
  /// What M₀ is like.
  public var kind: Kind

  /// A start.
  ///
  /// - Precondition: scale and spread are positive.
  public init(_ kind: Kind, scale: Double, spread: Double = 1) {
    precondition(scale > 0 && spread > 0, "no positive recurrence of \(scale) and \(spread)")
    self.scale = scale
    self.spread = spread
    self.kind = kind
  }

  /// M₀, exactly symmetric. Draws n² words where it is random.
  public func matrix(for target: WhiteningTarget, from stream: inout RandomStream) -> Matrix {
    let n = target.covariance.rows
    if kind == .solution {
      var matrix = target.recurrence
      for index in matrix.values.indices { matrix.values[index] *= scale }
      return matrix
    }
    var half =
      kind == .commuting ? target.axes : Matrix.randomOrthogonal(order: n, from: &stream)
    for j in 0..<n {
      let exponent = n > 1 ? Double(j) / Double(n - 1) - 0.5 : 0
      let root = (scale * Double.pow(spread, exponent)).squareRoot()
      for i in 0..<n { half[i, j] *= root }
    }
    return LinearAlgebra.gram(half, transposing: .second)
  }
}

extension InterneuronWhitening {
  /// A network with a given recurrence M₀: W₀ = M₀^(1/2) Q with n orthonormal rows Q, random.
  ///
  /// Draws interneurons² words.
  ///
  /// - Precondition: the recurrence is square, and there are interneurons for every neuron.
  /// - Throws: `LinearAlgebraError` where the recurrence is not positive semidefinite.
  public init(
    recurrence: Matrix, interneurons: Int, from stream: inout RandomStream
  ) throws(LinearAlgebraError) {
    precondition(
      interneurons >= recurrence.rows,
      "\(interneurons) interneurons cannot whiten \(recurrence.rows) neurons")
    let root = try LinearAlgebra.squareRoot(of: recurrence)
    let rotation = Matrix.randomOrthogonal(order: interneurons, from: &stream)
    let rows = Matrix(
      rows: recurrence.rows, columns: interneurons,
      values: Array(rotation.values.prefix(recurrence.rows * interneurons)))
    self.init(weights: LinearAlgebra.product(root, rows))
  }
}
