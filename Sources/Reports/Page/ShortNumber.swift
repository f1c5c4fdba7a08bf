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

/// A time as a table shows it: `12 ms`, `1.25 s`, `2 min 5 s`.
struct ShortDuration {
  let text: String

  init(seconds: Double) {
    text =
      switch seconds {
      case ..<0.0005: "< 1 ms"
      case ..<0.9995: "\(Int((seconds * 1000).rounded())) ms"
      case ..<9.995: String(format: "%.2f s", seconds)
      case ..<59.95: String(format: "%.1f s", seconds)
      default: Self.long(Int(seconds.rounded()))
      }
  }

  private static func long(_ seconds: Int) -> String {
    seconds < 3600
      ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
