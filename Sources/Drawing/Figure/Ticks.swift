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

// MARK: - Given values and labels

extension Ticks {
  /// Ticks at given values. On a logarithmic axis the powers of ten and their multiples become minor
  /// ticks, if all values are powers of ten.
  init(at values: [Double], on axis: Axis) {
    let exponents = values.compactMap(Ticks.exponent(of:))
    let arePowers = axis.scale == .logarithmic && exponents.count == values.count
    let minor =
      arePowers ? Ticks.logarithmic(axis.lower, axis.upper, atMost: values.count).minor : []
    let isWide = values.contains { $0 < 0.01 || $0 > 999 }
    let labels =
      arePowers && isWide
      ? exponents.map(Ticks.powerOfTen)
      : Ticks.numberLabels(values, alike: axis.scale == .linear)
    self.init(major: values, minor: minor, labels: labels)
  }

  /// 10 with a raised exponent.
  private static func powerOfTen(_ exponent: Int) -> Text {
    "10" + Text.superscript(NumberFormat.integer(exponent))
  }

  /// k if a value is 10ᵏ.
  private static func exponent(of value: Double) -> Int? {
    guard value > 0 && value.isFinite else { return nil }
    let exponent = Int(log10(value).rounded())
    return RoundStep.value(1, exponent) == value ? exponent : nil
  }

  /// The numbers of ticks: `alike` with as many decimals as the one that needs most, else each with
  /// its own; very large and very small ones as m × 10ᵏ.
  private static func numberLabels(_ values: [Double], alike: Bool = true) -> [Text] {
    let largest = values.map(abs).max() ?? 0
    if largest >= 1e5 || (largest > 0 && largest < 1e-3) { return values.map(scientific) }
    let common = decimals(values)
    return values.map { value in
      Text(NumberFormat.fixed(value, decimals: alike ? common : decimals([value])))
    }
  }

  /// The fewest decimals that print every value exactly, at most 9.
  private static func decimals(_ values: [Double]) -> Int {
    (0..<9).first { decimals in
      values.allSatisfy { value in
        let scaled = value * pow(10, Double(decimals))
        return abs(scaled - scaled.rounded()) <= 1e-9 * max(1, abs(scaled))
      }
    } ?? 9
  }

  private static func scientific(_ value: Double) -> Text {
    if value == 0 { return "0" }
    let exponent = Int(floor(log10(abs(value)) + 1e-12))
    let mantissa = value / pow(10, Double(exponent))
    let rounded = (mantissa * 1e6).rounded() / 1e6
    if rounded == 1 { return powerOfTen(exponent) }
    let digits = NumberFormat.fixed(rounded, decimals: decimals([rounded]))
    return Text(digits + " × ") + powerOfTen(exponent)
  }
}

// MARK: - Round steps

/// A step of n × 10ᵏ between ticks.
private struct RoundStep {
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
