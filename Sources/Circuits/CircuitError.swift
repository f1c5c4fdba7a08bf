/// Data from which a circuit cannot learn.
public enum CircuitError: Error, Equatable, Sendable {
  /// There are no signals.
  case noSignals
  /// A number in a signal is infinite or not a number.
  case notFinite(signal: Int, coordinate: Int, value: Double)
}
