/// The response of a circuit to one signal, and whether it is one.
public struct Settled: Equatable, Sendable {
  /// How the search for a response ended.
  public enum Status: Equatable, Sendable {
    /// The residual is within 1e-12 (1 + ‖s‖).
    case settled
    /// No fixed point was found; the residual ‖μ r + W n − s‖ of the last try.
    case notSettled(residual: Double)
  }

  /// r, N numbers in standard deviations of the target; no response where `status` says so.
  public let response: [Double]
  /// How the search ended.
  public let status: Status
  /// The number of times that the activations were computed.
  public let evaluations: Int
}
