import Circuits

extension Schedule {
  /// The schedule as captions call it: by its name where it has one, by its numbers otherwise.
  public var caption: String {
    let count = Self.grouped(iterations)
    let name = Self.named.first { $0.value == self }?.key
    switch name {
    case "paper-scalar", "paper-pairs": return "the paper's schedule (\(count) iterations)"
    case "notebook-scalar", "notebook-pairs":
      return "the schedule of the authors' notebook (\(count) iterations)"
    default:
      return "a schedule of the reader's own (\(count) iterations of \(batch) signals, rates "
        + "\(rates.gain), \(rates.theta) and \(rates.weight) for gains, thetas and weights)"
    }
  }

  /// 1,000,000: digits in groups of three, in whatever locale.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits[max(0, end - 3)..<end])
    }
    return groups.reversed().joined(separator: ",")
  }
}
