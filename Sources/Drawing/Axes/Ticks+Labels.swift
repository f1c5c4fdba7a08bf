import Foundation

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
  static func powerOfTen(_ exponent: Int) -> Text {
    "10" + Text.superscript(NumberFormat.integer(exponent))
  }

  /// k if a value is 10ᵏ.
  static func exponent(of value: Double) -> Int? {
    guard value > 0 && value.isFinite else { return nil }
    let exponent = Int(log10(value).rounded())
    return RoundStep.value(1, exponent) == value ? exponent : nil
  }

  /// The numbers of ticks: `alike` with as many decimals as the one that needs most, else each with
  /// its own; very large and very small ones as m × 10ᵏ.
  static func numberLabels(_ values: [Double], alike: Bool = true) -> [Text] {
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
