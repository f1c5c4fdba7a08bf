/// When a network counts as whitening.
public struct WhiteningCriterion: Codable, Equatable, Sendable {
  /// By what its distance is measured.
  public enum Measure: String, Codable, CaseIterable, Sendable {
    /// V.
    case objective
    /// ‖C_y − I‖.
    case whiteningError = "whitening-error"
    /// ‖M − C^(1/2)‖.
    case recurrenceError = "recurrence-error"
  }

  /// What the threshold is a multiple of.
  public enum Reference: String, Codable, CaseIterable, Sendable {
    /// The unit.
    case absolute
    /// The distance at the start.
    case initial
  }

  /// By what the distance is measured.
  public var measure: Measure
  /// The largest distance that counts as whitening.
  public var threshold: Double
  /// What the threshold is a multiple of.
  public var reference: Reference

  /// A criterion.
  public init(measure: Measure, threshold: Double, reference: Reference = .absolute) {
    self.measure = measure
    self.threshold = threshold
    self.reference = reference
  }

  /// Whether a distance meets the criterion, given the distance at the start.
  public func isMet(by distance: WhiteningTarget.Distance, from start: WhiteningTarget.Distance)
    -> Bool
  {
    let limit = reference == .initial ? threshold * size(of: start) : threshold
    return size(of: distance) <= limit
  }

  private func size(of distance: WhiteningTarget.Distance) -> Double {
    switch measure {
    case .objective: distance.objective
    case .whiteningError: distance.whiteningError
    case .recurrenceError: distance.recurrenceError
    }
  }
}
