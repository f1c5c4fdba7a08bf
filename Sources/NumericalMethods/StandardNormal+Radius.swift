import RealModule

extension StandardNormal {
  /// Quantile of the length of a standard normal variable in N dimensions (the χ distribution).
  ///
  ///     P(N/2, r²/2) = p,   r ≥ 0
  ///
  /// N = 1: Φ⁻¹((1 + p)/2); N = 2: √(−2 ln(1 − p)) (Rayleigh); else Newton's method within a bracket,
  /// from the cube-root approximation of Wilson and Hilferty (PNAS 17, 1931). 0 at p = 0, +∞ at 1, not
  /// a number elsewhere.
  ///
  /// Accuracy: the distribution at r is p to 10⁻¹² p + 4·2⁻⁵² (tested for N ≤ 200). N ≤ 2 uses nothing
  /// but products, sums, roots and ``portableLog(_:)``. Cost: 0.5 µs for N > 2.
  ///
  /// - Precondition: there is a dimension.
  public static func radiusQuantile(_ p: Double, dimensions: Int) -> Double {
    precondition(dimensions > 0, "no length in \(dimensions) dimensions")
    guard p > 0, p < 1 else { return p == 0 ? 0 : p == 1 ? .infinity : .nan }
    switch dimensions {
    case 1: return quantile(0.5 + 0.5 * p)
    case 2: return (-2 * portableLog(1 - p)).squareRoot()
    default: return newtonRadius(p, dimensions: Double(dimensions))
    }
  }

  /// The root of P(N/2, r²/2) − p, N > 2.
  private static func newtonRadius(_ p: Double, dimensions n: Double) -> Double {
    let a = 0.5 * n
    let logGammaOfA = logGamma(a)
    // P(a, x) ≤ xᵃ/Γ(a + 1) bounds r from below.
    var low = Double.exp(0.5 / a * (Double.log(p * a) + logGammaOfA)) * 2.0.squareRoot()
    var high = Double.infinity
    var r = max(low, wilsonHilferty(p, dimensions: n))
    for _ in 0..<100 {
      let excess = regularizedGamma(a, 0.5 * r * r) - p
      if excess > 0 { high = min(high, r) } else { low = max(low, r) }
      // Density of r: 2 (r²/2)ᵃ e^(−r²/2)/(r Γ(a)).
      let x = 0.5 * r * r
      let density = 2 / r * Double.exp(a * Double.log(x) - x - logGammaOfA)
      let newton = r - excess / density
      let next = newton >= low && newton <= high ? newton : 0.5 * (low + min(high, 2 * r))
      // The step after this one would be its square.
      if abs(next - r) <= 0x1p-30 * r { return next }
      r = next
    }
    return r
  }

  /// √(N (1 − 2/(9N) + Φ⁻¹(p) √(2/(9N)))³), at least 0.
  private static func wilsonHilferty(_ p: Double, dimensions n: Double) -> Double {
    let variance = 2 / (9 * n)
    let root = 1 - variance + quantile(p) * variance.squareRoot()
    return root > 0 ? (n * root * root * root).squareRoot() : 0
  }
}
