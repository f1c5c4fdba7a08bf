/// A step that was computed again.
public struct Recomputed: Sendable {
  /// The step's id.
  public let step: String
  /// How long it took when it was stored.
  public let recorded: Double
  /// What came of it.
  public let outcome: Outcome

  /// What can come of it.
  public enum Outcome: Sendable {
    /// The same bytes.
    case reproduced
    /// Other bytes; both are kept.
    case differs([FileDifference])
    /// The step failed, though its result is stored.
    case failed(any Error & Sendable)
  }

  /// Whether the stored bytes came out again.
  public var isReproduced: Bool {
    if case .reproduced = outcome { return true }
    return false
  }
}
