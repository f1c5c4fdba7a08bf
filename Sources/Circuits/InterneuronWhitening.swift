import NumericalMethods
import RealModule

/// Whitening by k ≥ n interneurons: the recurrence is M = W Wᵀ.
///
///     z = Wᵀ y,   ẏ = x − W z,      ΔW = η (y zᵀ − W)
///
/// | symbol | here      | shape | unit               |
/// |--------|-----------|-------|--------------------|
/// | W      | `weights` | n × k | root of that of x  |
/// | z      | –         | k     | root of that of x  |
///
/// The mean flow is steepest descent of V in W: Ẇ = (M⁻¹CM⁻¹ − I) W = −½ ∇V(W Wᵀ), so that
/// Ṁ = M⁻¹C + CM⁻¹ − 2M, whatever k and the right factor of W are. From large weights M shrinks
/// exponentially, so that learning time grows with their logarithm.
///
/// Source: acceleration paper, Algorithm 2; science B (equations derived).
public struct InterneuronWhitening: WhiteningNetwork {
  /// W, n × k.
  public private(set) var weights: Matrix

  /// A network with given weights.
  ///
  /// - Precondition: there are as many interneurons as neurons, at least, or W Wᵀ were singular.
  public init(weights: Matrix) {
    precondition(
      weights.columns >= weights.rows && weights.rows > 0,
      "\(weights.columns) interneurons cannot whiten \(weights.rows) neurons")
    self.weights = weights
  }

  /// k.
  public var interneurons: Int { weights.columns }

  public var recurrence: Matrix { LinearAlgebra.gram(weights, transposing: .second) }

  public func with(weights: Matrix) -> Self { Self(weights: weights) }

  public mutating func move(_ rate: Double, along flow: Matrix) { weights.add(rate, times: flow) }

  /// Of samples, y zᵀ − W = (y yᵀ − I) W.
  public func flow(excess: Matrix) -> Matrix { LinearAlgebra.product(excess, weights) }

  public static func recurrence(
    of weights: UnsafePointer<Lanes>, neurons: Int, columns: Int,
    into recurrence: UnsafeMutablePointer<Lanes>
  ) {
    for i in 0..<neurons {
      for j in 0...i {
        var sum = Lanes()
        for k in 0..<columns { sum += weights[i &* columns &+ k] * weights[j &* columns &+ k] }
        recurrence[i &* neurons &+ j] = sum
        recurrence[j &* neurons &+ i] = sum
      }
    }
  }

  public static func move(
    _ weights: UnsafeMutablePointer<Lanes>, _ rate: Double, excess: UnsafePointer<Lanes>,
    neurons: Int, columns: Int, scratch: UnsafeMutablePointer<Lanes>
  ) {
    for i in 0..<neurons {
      for k in 0..<columns {
        var sum = Lanes()
        for j in 0..<neurons { sum += excess[i &* neurons &+ j] * weights[j &* columns &+ k] }
        scratch[i &* columns &+ k] = sum
      }
    }
    for index in 0..<neurons &* columns { weights[index] += rate * scratch[index] }
  }

  /// 2/(2 + √κ + 1/√κ), κ the ratio of the largest and the smallest variance: near the solution the
  /// mode (i, j) of W Wᵀ decays at rate 2 + √(cᵢ/cⱼ) + √(cⱼ/cᵢ).
  public static func stabilityBound(eigenvalues: [Double]) -> Double {
    guard let least = eigenvalues.min(), let greatest = eigenvalues.max() else { return 0 }
    let root = (greatest / least).squareRoot()
    return 2 / (2 + root + 1 / root)
  }
}

/// One mode, m = w²: ẇ = w (c/w⁴ − 1).
extension InterneuronWhitening {
  /// t = ¼ ln[(m₀² − c)/(m² − c)].
  ///
  /// - Precondition: m₀, m and c are positive, and m lies between m₀ and √c.
  public static func modeTime(from m0: Double, to m: Double, eigenvalue c: Double) -> Double {
    let root = c.squareRoot()
    precondition(
      min(m0, m, c) > 0 && (m0 - m) * (m - root) >= 0 && m != root,
      "the mode does not pass \(m) on its way from \(m0) to \(root)")
    return 0.25 * Double.log((m0 - root) * (m0 + root) / ((m - root) * (m + root)))
  }

  /// w⁴ = c + (w₀⁴ − c) e^(−4t), as the sum m₀² e^(−4t) + c (1 − e^(−4t)) of positive terms.
  ///
  /// Accuracy: some roundings of the result.
  public static func mode(at time: Double, from m0: Double, eigenvalue c: Double) -> Double {
    (m0 * m0 * Double.exp(-4 * time) - c * Double.expMinusOne(-4 * time)).squareRoot()
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
