import RealModule

/// The standard normal distribution N(0, 1).
public enum StandardNormal {
  /// Density e^(−x²/2) / √(2π).
  public static func density(_ x: Double) -> Double {
    Double.exp(-0.5 * x * x) * 0.398_942_280_401_432_677_94
  }

  /// Cumulative distribution Φ(x) = erfc(−x/√2) / 2.
  ///
  /// Accuracy: relative error ≤ (2 + x²) 2⁻⁵²; the x² is the rounding of x/√2, magnified by the
  /// steep tail.
  public static func cumulative(_ x: Double) -> Double {
    0.5 * Double.erfc(-x * 0.707_106_781_186_547_524_40)
  }

  /// Quantile Φ⁻¹(p), 0 < p < 1; −∞ at 0, +∞ at 1, not a number elsewhere.
  ///
  /// Source: the rational approximations of Wichura, Algorithm AS 241 (PPND16), Applied Statistics
  /// 37 (1988) 477–484: coefficients as printed there; its error is 10⁻¹⁶ before rounding.
  /// Accuracy: relative error ≤ 8·2⁻⁵² (tested against 50-digit values). Uses nothing but products, sums,
  /// square roots and ``portableLog(_:)``, so that the bits do not depend on the processor.
  public static func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let x = 0.180625 - q * q
      return q * QuantileCoefficients.central.value(at: x)
    }
    let tail = q < 0 ? p : 1 - p
    // 2⁶⁰ p keeps subnormal arguments in the range of the logarithm.
    let logTail =
      tail < 0x1p-1020 ? portableLog(tail * 0x1p60) - 41.588_830_833_596_718_565 : portableLog(tail)
    let t = (-logTail).squareRoot()
    let x =
      t <= 5
      ? QuantileCoefficients.middle.value(at: t - 1.6)
      : QuantileCoefficients.far.value(at: t - 5)
    return q < 0 ? -x : x
  }

  /// Absolute moment C(p) = E|Z|ᵖ = √(2ᵖ/π) Γ((p + 1)/2), p > −1.
  ///
  /// Source: closed form (science A2). Accuracy: relative error ≤ 8·2⁻⁵² for p ≤ 10.
  public static func absoluteMoment(_ p: Double) -> Double {
    let inverseRootPi = 0.564_189_583_547_756_286_95
    return Double.exp(0.5 * p * 0.693_147_180_559_945_309_42) * inverseRootPi
      * Double.gamma(0.5 * (p + 1))
  }

  /// Derivative C′(p) = ½ C(p) (ln 2 + ψ((p + 1)/2)) of the absolute moment by its order, p > −1.
  ///
  /// Equals E |Z|ᵖ ln|Z|. Accuracy: error ≤ 16·2⁻⁵² C(p) for p ≤ 10.
  public static func absoluteMomentDerivative(_ p: Double) -> Double {
    0.5 * absoluteMoment(p) * (0.693_147_180_559_945_309_42 + digamma(0.5 * (p + 1)))
  }
}

/// A ratio of two polynomials of degree 7 in AS 241; the denominator's constant is 1.
private struct QuantileCoefficients {
  let numerator: SIMD8<Double>
  let denominator: SIMD8<Double>

  func value(at x: Double) -> Double {
    var p = numerator[7]
    var q = denominator[7]
    for j in (0..<7).reversed() {
      p = p * x + numerator[j]
      q = q * x + denominator[j]
    }
    return p / q
  }

  /// |p − ½| ≤ 0.425, in 0.180625 − (p − ½)².
  static let central = QuantileCoefficients(
    numerator: SIMD8(
      3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4, 2.5090809287301226727e3),
    denominator: SIMD8(
      1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
      5.2264952788528545610e3))

  /// √(−ln p) ≤ 5, in √(−ln p) − 1.6.
  static let middle = QuantileCoefficients(
    numerator: SIMD8(
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
      3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4),
    denominator: SIMD8(
      1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9))

  /// √(−ln p) > 5, in √(−ln p) − 5.
  static let far = QuantileCoefficients(
    numerator: SIMD8(
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7),
    denominator: SIMD8(
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15))
}
