import Foundation

/// Under what the times were measured.
enum Conditions {
  /// The build's flags, as `make bench` hands them over.
  static let flags = ProcessInfo.processInfo.environment["BENCH_FLAGS"] ?? "not stated"
  /// Doubles in a register, by the flags.
  static let width = flags.contains("v4") ? 8 : flags.contains("v3") ? 4 : 2

  static func describe() {
    print("Learning and responses of shaping circuits, ns of processor time on one thread")
    print("flags: \(flags.isEmpty ? "default" : flags)")
    print("processor: \(processor); load average at the start \(loadAverage)")
    print(
      "signals: \(SyntheticSignals.count) generalized Gaussian (shape \(SyntheticSignals.shape)), "
        + "pairs with correlation \(SyntheticSignals.correlation); \(Case.runs) runs, seeds 0 to "
        + "\(Case.runs - 1), signals, start and batches of their own")
    print(
      "medians of \(Benchmark.rounds) interleaved rounds (NumPy: \(Benchmark.numPyRounds)); "
        + "paper's rates and starts")
  }

  static var loadAverage: String {
    (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?
      .split(separator: " ").prefix(3).joined(separator: " ") ?? "unknown"
  }

  private static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(
      separator: "\n")
    let model = lines?.first { $0.hasPrefix("model name") }
    return model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown"
  }
}
