import Foundation

/// How much is done, for people: a bar, and times.
enum ProgressBar {
  /// A bar that takes at most a third of a line.
  static func text(_ done: Double, columns: Int) -> String {
    let width = max(4, min(24, columns / 3))
    let filled = Int((Double(width) * min(done, 1)).rounded(.down))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}
