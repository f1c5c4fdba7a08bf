import RealModule

/// ln |Γ(x)| from the system library, through its thread-safe entry point.
public func logGamma(_ x: Double) -> Double { Double.logGamma(x) }

/// Digamma function ψ(x) = d ln Γ(x) / dx for x > 0.
///
///     ψ(x) = ψ(x + 1) − 1/x,    ψ(x) ~ ln x − 1/(2x) − Σ B₂ⱼ / (2j x²ʲ)
///
/// Source: the recurrence and the asymptotic series of Abramowitz & Stegun, 6.3.5 and 6.3.18, with
/// x raised to 10 and more. Accuracy: error ≤ 4·2⁻⁵² max(1, |ψ|); near the zero at 1.4616… the
/// error is absolute. Not a number for x ≤ 0 (the reflection is not needed here).
public func digamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var shift = 0.0
  while x < 10 {
    shift += 1 / x
    x += 1
  }
  let v = 1 / (x * x)
  // B₂ⱼ/(2j), j = 1 … 7; the first term left out is below 5·10⁻¹⁷ at x = 10.
  let bernoulli = [
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
  ]
  return Double.log(x) - 0.5 / x - v * horner(bernoulli, v) - shift
}

/// Trigamma function ψ′(x) for x > 0.
///
///     ψ′(x) = ψ′(x + 1) + 1/x²,    ψ′(x) ~ 1/x + 1/(2x²) + Σ B₂ⱼ / x²ʲ⁺¹
///
/// Source: Abramowitz & Stegun, 6.4.6 and 6.4.12. Accuracy: relative error ≤ 4·2⁻⁵². Not a number
/// for x ≤ 0.
public func trigamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var shift = 0.0
  while x < 12 {
    shift += 1 / (x * x)
    x += 1
  }
  let v = 1 / (x * x)
  // B₂ⱼ, j = 1 … 7; the first term left out is below 10⁻¹⁷ of the value at x = 12.
  let bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6]
  return (1 + 0.5 / x + v * horner(bernoulli, v)) / x + shift
}

/// Σ cⱼ xʲ, j = 0, 1, …
private func horner(_ coefficients: [Double], _ x: Double) -> Double {
  var sum = 0.0
  for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
  return sum
}

/// Regularized lower incomplete gamma function P(a, x) = ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a), a > 0, x ≥ 0.
///
/// Source: the power series below x = a + 1 and the continued fraction above (Abramowitz & Stegun,
/// 6.5.29 and 6.5.31, the fraction by Lentz's method). Accuracy: relative error about 10⁻¹⁴ for
/// a ≤ 30. Not a number outside the domain.
public func regularizedGamma(_ a: Double, _ x: Double) -> Double {
  guard a > 0, x >= 0 else { return .nan }
  guard x > 0 else { return 0 }
  guard x.isFinite else { return 1 }
  let prefactor = Double.exp(a * Double.log(x) - x - Double.logGamma(a))
  guard x >= a + 1 else { return prefactor * incompleteGammaSeries(a, x) }
  return 1 - prefactor * incompleteGammaFraction(a, x)
}

/// Σₙ xⁿ / (a (a + 1) ⋯ (a + n)).
private func incompleteGammaSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1 / a
  var sum = term
  var n = 1.0
  while term > sum * 0x1p-54 {
    term *= x / (a + n)
    sum += term
    n += 1
  }
  return sum
}

/// 1/(x + 1 − a − 1·(1 − a)/(x + 3 − a − 2·(2 − a)/(x + 5 − a − …))).
private func incompleteGammaFraction(_ a: Double, _ x: Double) -> Double {
  let tiny = 0x1p-1000  // keeps a vanishing denominator from dividing by zero
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  // Converges within some hundred terms wherever x ≥ a + 1.
  for n in 1...10_000 {
    let numerator = -Double(n) * (Double(n) - a)
    b += 2
    let denominator = numerator * d + b
    d = 1 / (abs(denominator) < tiny ? tiny : denominator)
    let next = b + numerator / c
    c = abs(next) < tiny ? tiny : next
    let factor = c * d
    fraction *= factor
    if abs(factor - 1) < 0x1p-52 { break }
  }
  return fraction
}
