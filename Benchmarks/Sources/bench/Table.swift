import Foundation

/// The printed results of one shape of circuit.
enum Table {
  static func show(
    _ each: Case, on signals: String, _ times: Times, evaluations: Double,
    errors: (parameters: Double, responses: Double, numPy: Double?), agrees: Bool
  ) {
    let (n, k) = (each.primaryNeurons, each.interneurons)
    print(
      "\nN = \(n), K = \(k), \(signals): batches of \(each.trainings[0].batch), \(each.iterations) iterations, "
        + "\(Case.responses) responses")
    print("  " + pad("", 46) + "        ns    faster     bar")
    let plain = times.median(.plain)
    line("learning sample: plain scalar Swift, libm", times.median(.plain), plain)
    if errors.numPy == nil {
      print("    NumPy: skipped, there is no python3 with NumPy")
    } else {
      line("  NumPy, \(NumPy.runs) runs at once", times.median(.numPy), plain)
    }
    line("  ours, \(Case.runs) runs in lockstep", times.median(.lockstep), plain, bar(n, k))
    line("  ours, one run alone", times.median(.alone), plain, "4")
    let slow = times.median(.plainResponse)
    line("response: plain scalar Swift, libm", slow, slow)
    line("  ours, many signals", times.median(.response), slow, "5")
    published(n, k)
    print(
      "  evaluations of a plain sample: " + String(format: "%.2f", evaluations)
        + "; largest difference from the plain loop: parameters "
        + String(format: "%.1e", errors.parameters)
        + String(format: ", responses %.1e", errors.responses)
        + (errors.numPy.map { String(format: ", NumPy's parameters %.1e", $0) } ?? "")
        + (agrees ? " (all within 1e-9)" : " — NOT WITHIN 1e-9: these times mean nothing"))
  }

  static func show(_ each: Population, _ times: Times, difference: Double, agrees: Bool) {
    print("\nN = \(each.primaryNeurons), K = \(each.interneurons)")
    lines(
      "learning sample: damped scalar solver", times, ours: "ours, \(Case.runs) runs in lockstep",
      bar: "8")
    agreement("parameters", difference, agrees)
  }

  /// A time and ours below.
  static func lines(_ plain: String, _ times: Times, ours: String = "ours", bar: String) {
    let slow = times.median(.plain)
    line(plain, slow, slow)
    line("  \(ours)", times.median(.lockstep), slow, bar)
  }

  /// A time by itself.
  static func line(_ name: String, _ time: Double?) {
    guard let time else { return }
    print("  " + pad(name, 46) + String(format: "%10.1f", time))
  }

  static func agreement(_ what: String, _ difference: Double, _ agrees: Bool) {
    print(
      "  largest difference of \(what): " + String(format: "%.1e", difference)
        + (agrees ? " (within 1e-9)" : " — NOT WITHIN 1e-9: these times mean nothing"))
  }

  private static func bar(_ n: Int, _ k: Int) -> String {
    n == 1 ? "15" : [8: "16", 4: "12", 2: "7"][Conditions.width] ?? "-"
  }

  /// The published code's cost, measured on one core of a small server (science A5).
  private static func published(_ n: Int, _ k: Int) {
    switch (n, k) {
    case (1, _): print("  for the record, the authors' code: 92,000 ns a sample, 89,000 a response")
    case (_, 3):
      print("  for the record, the authors' code: 490,000 ns a sample, 155,000 a response")
    default: break
    }
  }

  private static func line(
    _ name: String, _ time: Double?, _ reference: Double?, _ bar: String = ""
  ) {
    guard let time, let reference else { return }
    print(
      "  " + pad(name, 46) + String(format: "%10.1f %8.2f×", time, reference / time)
        + (bar.isEmpty ? "" : pad("", 8 - bar.count) + bar))
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
