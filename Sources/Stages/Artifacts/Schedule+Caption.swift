import Circuits

extension Schedule {
  /// The schedule as captions call it: by its name where it has one, by its numbers otherwise.
  public var caption: String {
    let name = Self.named.first { $0.value == self }?.key
    switch name {
    case "paper-scalar", "paper-pairs": return "the paper's schedule (\(iterations) iterations)"
    case "notebook-scalar", "notebook-pairs":
      return "the schedule of the authors' notebook (\(iterations) iterations)"
    default:
      return "a schedule of the reader's own (\(iterations) iterations of \(batch) signals, rates "
        + "\(rates.gain), \(rates.theta) and \(rates.weight) for gains, thetas and weights)"
    }
  }
}
