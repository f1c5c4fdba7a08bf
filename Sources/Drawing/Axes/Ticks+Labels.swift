import Foundation

extension Ticks {
  /// Ticks at given values. On a logarithmic axis the powers of ten and their multiples become minor
  /// ticks, if all values are powers of ten.
  init(at values: [Double], on axis: Axis) {
    let exponents = values.compactMap(Ticks.exponent(of:))
    let arePowers = axis.scale == .logarithmic && exponents.count == values.count
    let isWide = values.contains { $0 < 0.01 || $0 > 999 }
    guard arePowers && isWide else {
      self.init(major: values, minor: [], labels: Ticks.numberLabels(values))
      return
    }
    let all = Ticks.logarithmic(axis.lower, axis.upper, atMost: values.count)
    self.init(major: values, minor: all.minor, labels: exponents.map(Ticks.powerOfTen))
  }

  /// Ticks at given values with given texts.
  init(labeled pairs: [(Double, Text)], on axis: Axis) {
    self.init(major: pairs.map(\.0), minor: [], labels: pairs.map(\.1))
  }

  /// 10 with a raised exponent.
  static func powerOfTen(_ exponent: Int) -> Text {
    "10" + Text.superscript(NumberFormat.integer(exponent))
  }

  /// k if a value is 10ᵏ.
  static func exponent(of value: Double) -> Int? {
    guard value > 0 && value.isFinite else { return nil }
    let exponent = Int(log10(value).rounded())
    return multiple(1, exponent) == value ? exponent : nil
  }

  /// The numbers of ticks, all with as many decimals as the one that needs most; very large and very
  /// small ones as m × 10ᵏ.
  static func numberLabels(_ values: [Double]) -> [Text] {
    let largest = values.map(abs).max() ?? 0
    let smallest = values.filter { $0 != 0 }.map(abs).min() ?? 0
    if largest >= 1e5 || (largest > 0 && largest < 1e-3) || smallest < 1e-6 * largest {
      return values.map(scientific)
    }
    let spread = largest / max(smallest, .leastNormalMagnitude)
    // On axes of ratios, such as 0.5, 1, 2, each number has its own decimals.
    if spread >= 100 {
      return values.map { Text(NumberFormat.fixed($0, decimals: decimals([$0]))) }
    }
    let count = decimals(values)
    return values.map { Text(NumberFormat.fixed($0, decimals: count)) }
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
