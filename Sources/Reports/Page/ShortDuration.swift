import Foundation

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
