import Foundation

/// A step of n × 10ᵏ between ticks.
struct RoundStep {
  let factor: Int
  let exponent: Int

  /// Ends of a range may miss a multiple by this part of a step, for rounding.
  private static let slack = 1e-7

  /// The multiples of the step in a range, ends included; none where there would be a thousand.
  func multiples(from lower: Double, to upper: Double) -> [Double] {
    let first = (quotient(lower) - RoundStep.slack).rounded(.up)
    let last = (quotient(upper) + RoundStep.slack).rounded(.down)
    guard first <= last && last - first < 1000 else { return [] }
    return (Int(first)...Int(last)).map { RoundStep.value($0 * factor, exponent) }
  }

  /// Whether a value is a multiple of the step.
  func divides(_ value: Double) -> Bool {
    let steps = quotient(value)
    return abs(steps - steps.rounded()) <= RoundStep.slack
  }

  /// n × 10ᵏ, correctly rounded: 3 × 10⁻¹ is 0.3, where 3 × 0.1 is not.
  static func value(_ n: Int, _ exponent: Int) -> Double {
    Double("\(n)e\(exponent)") ?? .nan
  }

  /// Powers of ten are exact up to 10²², so that dividing by one errs less than multiplying by its
  /// inverse.
  private func quotient(_ value: Double) -> Double {
    exponent < 0
      ? value * pow(10, Double(-exponent)) / Double(factor)
      : value / pow(10, Double(exponent)) / Double(factor)
  }
}
