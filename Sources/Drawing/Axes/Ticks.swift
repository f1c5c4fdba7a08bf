import Foundation

/// The ticks of an axis: major ones with a label each, minor ones without.
public struct Ticks: Sendable, Equatable {
  /// The values of the major ticks.
  public let major: [Double]
  /// The values of the minor ticks.
  public let minor: [Double]
  /// The labels of the major ticks.
  public let labels: [Text]

  init(major: [Double], minor: [Double], labels: [Text]) {
    self.major = major
    self.minor = minor
    self.labels = labels
  }

  /// Round values on a linear axis.
  ///
  /// The finest step 1, 2, 3, 4, 5 or 6 × 10ᵏ that has both ends among its at least three and at most
  /// `limit` multiples; where there is none, the finest step 1, 2 or 5 × 10ᵏ with at most `limit`
  /// multiples in the range.
  static func linear(_ lower: Double, _ upper: Double, atMost limit: Int) -> Ticks {
    let limit = max(2, limit)
    let range = upper - lower
    guard range > 0 && range.isFinite else { return Ticks(major: [], minor: [], labels: []) }
    let decade = Int(floor(log10(range / Double(limit)))) - 1
    let exponents = decade...(decade + 3)
    func multiples(_ factor: Int, _ exponent: Int) -> [Double] {
      let first = Int((quotient(lower, factor, exponent) - slack).rounded(.up))
      let last = Int((quotient(upper, factor, exponent) + slack).rounded(.down))
      guard first <= last, last - first < 1000 else { return [] }
      return (first...last).map { multiple($0 * factor, exponent) }
    }
    func isMultiple(_ value: Double, _ factor: Int, _ exponent: Int) -> Bool {
      let q = quotient(value, factor, exponent)
      return abs(q - q.rounded()) <= slack
    }
    // Beyond 2⁵³ steps from zero, neighboring ticks are the same number: no ticks are possible.
    guard max(abs(lower), abs(upper)) / range < 1e9 else {
      return Ticks(major: [], minor: [], labels: [])
    }
    for exponent in exponents {
      for factor in 1...6 where isMultiple(lower, factor, exponent) {
        let values = multiples(factor, exponent)
        if isMultiple(upper, factor, exponent) && (3...limit).contains(values.count) {
          return Ticks(major: values, minor: [], labels: numberLabels(values))
        }
      }
    }
    for exponent in exponents {
      for factor in [1, 2, 5] {
        let values = multiples(factor, exponent)
        if !values.isEmpty && values.count <= limit {
          return Ticks(major: values, minor: [], labels: numberLabels(values))
        }
      }
    }
    return Ticks(major: [], minor: [], labels: [])
  }

  /// Powers of ten on a logarithmic axis, every second or third one where there are more than
  /// `limit`, with their multiples 2…9 as minor ticks; on less than two decades 1, 2 and 5 times
  /// powers of ten with plain numbers.
  static func logarithmic(_ lower: Double, _ upper: Double, atMost limit: Int) -> Ticks {
    let axis = Axis(lower, upper, scale: .logarithmic)
    guard lower > 0 && lower < upper && upper.isFinite else {
      return Ticks(major: [], minor: [], labels: [])
    }
    let exponents = Int(floor(log10(lower)))...Int(ceil(log10(upper)))
    let inside = exponents.filter { axis.holds(multiple(1, $0)) }
    let multiples = exponents.flatMap { exponent in
      (2...9).map { multiple($0, exponent) }
    }.filter(axis.holds)
    guard inside.count >= 2 else {
      let values = exponents.flatMap { e in [1, 2, 5].map { multiple($0, e) } }.filter(axis.holds)
      let minor = multiples.filter { !values.contains($0) }
      return Ticks(major: values, minor: minor, labels: numberLabels(values))
    }
    let stride = (inside.count + max(2, limit) - 1) / max(2, limit)
    let chosen = inside.filter { $0 % stride == 0 }
    let skipped = inside.filter { $0 % stride != 0 }.map { multiple(1, $0) }
    return Ticks(
      major: chosen.map { multiple(1, $0) }, minor: stride == 1 ? multiples : skipped,
      labels: chosen.map(powerOfTen))
  }

  /// Multiples of a step may miss a range's end by this part of the step, for rounding.
  private static let slack = 1e-7

  /// n × 10ᵏ, correctly rounded: 3 × 10⁻¹ is 0.3, where 3 × 0.1 is not.
  static func multiple(_ n: Int, _ exponent: Int) -> Double {
    Double("\(n)e\(exponent)") ?? .nan
  }

  private static func quotient(_ value: Double, _ factor: Int, _ exponent: Int) -> Double {
    exponent < 0
      ? value * pow(10, Double(-exponent)) / Double(factor)
      : value / pow(10, Double(exponent)) / Double(factor)
  }
}
