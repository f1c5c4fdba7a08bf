import Foundation

/// Numbers as text, the same under every locale.
enum NumberFormat {
  /// A number with at most the given significant digits, for outlines: `0.1`, `-3`, `1e-07`.
  static func significant(_ value: Double, digits: Int = 6) -> String {
    if value == 0 { return "0" }
    return String(format: "%.\(digits)g", value)
  }

  /// A number with a fixed count of decimals and a true minus sign, never `−0`.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return value < 0 && !isZero ? "−" + text : text
  }

  /// An integer with a true minus sign.
  static func integer(_ value: Int) -> String {
    value < 0 ? "−\(value.magnitude)" : "\(value)"
  }
}
