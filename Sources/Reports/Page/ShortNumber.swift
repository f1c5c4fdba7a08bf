import Foundation

/// A number to four digits, as a table shows it.
struct ShortNumber {
  let text: String

  init(_ value: Double) {
    guard value.isFinite else {
      text = value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞"
      return
    }
    let plain = String(format: "%.4g", value)
    let parts = plain.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else {
      text = plain.replacing("-", with: "−")
      return
    }
    let digits = Self.superscript(exponent)
    text = "\(parts[0].replacing("-", with: "−")) × 10\(digits)"
  }

  private static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String("\(number)".map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
  }
}
