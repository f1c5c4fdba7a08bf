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
  /// The finest step 1, 2 or 5 × 10ᵏ that has both ends among its at least three and at most `limit`
  /// multiples; else such a step 3, 4 or 6 × 10ᵏ; else the finest step 1, 2 or 5 × 10ᵏ with at most
  /// `limit` multiples in the range.
  static func linear(_ lower: Double, _ upper: Double, atMost limit: Int) -> Ticks {
    let limit = max(2, limit)
    let range = upper - lower
    // Beyond 10⁹ ranges from zero, tick labels could not tell neighbors apart.
    guard range > 0 && range.isFinite && max(abs(lower), abs(upper)) / range < 1e9 else {
      return Ticks(major: [], minor: [], labels: [])
    }
    let decade = Int(floor(log10(range / Double(limit)))) - 1
    func steps(_ factors: [Int]) -> [RoundStep] {
      (decade...(decade + 3)).flatMap { exponent in
        factors.map { RoundStep(factor: $0, exponent: exponent) }
      }
    }
    let withBothEnds = (steps([1, 2, 5]) + steps([3, 4, 6]))
      .filter { $0.divides(lower) && $0.divides(upper) }
      .map { $0.multiples(from: lower, to: upper) }
      .first { (3...max(3, limit)).contains($0.count) }
    let finest = steps([1, 2, 5])
      .map { $0.multiples(from: lower, to: upper) }
      .first { !$0.isEmpty && $0.count <= limit }
    let values = withBothEnds ?? finest ?? []
    return Ticks(major: values, minor: [], labels: numberLabels(values))
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
    let inside = exponents.filter { axis.holds(RoundStep.value(1, $0)) }
    let multiples = exponents.flatMap { exponent in
      (2...9).map { RoundStep.value($0, exponent) }
    }.filter(axis.holds)
    guard inside.count >= 2 else {
      let values = exponents.flatMap { e in [1, 2, 5].map { RoundStep.value($0, e) } }.filter(
        axis.holds)
      let minor = multiples.filter { !values.contains($0) }
      return Ticks(major: values, minor: minor, labels: numberLabels(values, alike: false))
    }
    let stride = (inside.count + max(2, limit) - 1) / max(2, limit)
    let chosen = inside.filter { $0 % stride == 0 }
    let skipped = inside.filter { $0 % stride != 0 }.map { RoundStep.value(1, $0) }
    return Ticks(
      major: chosen.map { RoundStep.value(1, $0) }, minor: stride == 1 ? multiples : skipped,
      labels: chosen.map(powerOfTen))
  }
}
