import NumericalMethods
import RealModule

/// Whitening by direct recurrent connections: the weights are M itself.
///
///     ẏ = x − M y,      ΔM = η (y yᵀ − I)
///
/// The mean flow is steepest descent of V: Ṁ = M⁻¹CM⁻¹ − I = −∇V, V(M) = Tr(M⁻¹C + M − 2C^(1/2)).
/// From large weights it goes at most at unit speed, so that learning time grows linearly with them.
///
/// Source: acceleration paper, Algorithm 1; science B (equations derived).
public struct DirectWhitening: WhiteningNetwork {
  /// M, n × n and symmetric.
  public private(set) var weights: Matrix

  /// A network with given weights.
  ///
  /// - Precondition: the matrix is square and not empty.
  public init(weights: Matrix) {
    precondition(
      weights.rows == weights.columns && weights.rows > 0,
      "recurrent weights are n × n, not \(weights.rows) × \(weights.columns)")
    self.weights = weights
  }

  public var recurrence: Matrix { weights }

  public func with(weights: Matrix) -> Self { Self(weights: weights) }

  public mutating func move(_ rate: Double, along flow: Matrix) { weights.add(rate, times: flow) }

  public func flow(excess: Matrix) -> Matrix { excess }

  public static func recurrence(
    of weights: UnsafePointer<Lanes>, neurons: Int, columns: Int,
    into recurrence: UnsafeMutablePointer<Lanes>
  ) { recurrence.update(from: weights, count: neurons * neurons) }

  public static func move(
    _ weights: UnsafeMutablePointer<Lanes>, _ rate: Double, excess: UnsafePointer<Lanes>,
    neurons: Int, columns: Int, scratch: UnsafeMutablePointer<Lanes>
  ) {
    for index in 0..<neurons * neurons { weights[index] += rate * excess[index] }
  }

  /// √c of the smallest variance c: near the solution M's fastest mode decays at rate 2/√c.
  public static func stabilityBound(eigenvalues: [Double]) -> Double {
    (eigenvalues.min() ?? 0).squareRoot()
  }
}

/// One mode: ṁ = c/m² − 1.
extension DirectWhitening {
  /// t = (m₀ − m) + (√c/2) ln |(√c + m)(√c − m₀) / ((√c − m)(√c + m₀))|.
  ///
  /// - Precondition: m₀, m and c are positive, and m lies between m₀ and √c.
  public static func modeTime(from m0: Double, to m: Double, eigenvalue c: Double) -> Double {
    let root = c.squareRoot()
    precondition(
      min(m0, m, c) > 0 && (m0 - m) * (m - root) >= 0 && m != root,
      "the mode does not pass \(m) on its way from \(m0) to \(root)")
    return time(from: m0, to: m, distance: abs(m - root), root: root)
  }

  /// The same with |m − √c| as it is known best.
  private static func time(from m0: Double, to m: Double, distance: Double, root: Double) -> Double
  {
    let ratio = (root + m) * abs(root - m0) / (distance * (root + m0))
    return (m0 - m) + 0.5 * root * Double.log(ratio)
  }

  /// The m with t(m) = t, by Newton's method in ln |m − √c|, in which t is nearly linear.
  ///
  /// Accuracy: 10⁻¹² of m₀ or √c, whichever is larger (tested). Cost: some ten logarithms.
  public static func mode(at time: Double, from m0: Double, eigenvalue c: Double) -> Double {
    let root = c.squareRoot()
    guard time > 0, m0 != root else { return m0 }
    let side = m0 > root ? 1.0 : -1.0
    let first = Double.log(abs(m0 - root))
    // Bracket of ln |m − √c|: t falls as it grows. Below, m has reached √c to rounding.
    var (low, high) = (Double.log(root) - 45, first)
    var v = first
    for _ in 0..<100 {
      let distance = Double.exp(v)
      let m = root + side * distance
      let elapsed = Self.time(from: m0, to: m, distance: distance, root: root)
      if elapsed < time { high = v } else { low = v }
      // dt/dv = −m²/(m + √c), on both sides.
      let newton = v + (elapsed - time) * (m + root) / (m * m)
      let next = newton > low && newton < high ? newton : 0.5 * (low + high)
      if abs(next - v) <= 1e-14 * max(1, abs(v)) { break }
      v = next
    }
    return root + side * Double.exp(v)
  }
}
