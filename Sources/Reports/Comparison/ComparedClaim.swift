import Pipeline

/// A conclusion of a paper with its verdict on this data set.
public struct ComparedClaim: Equatable, Sendable {
  /// The conclusion in words.
  public let says: String
  /// The value on the left; nil where the figure has none.
  public let left: Double?
  /// How it is compared with the right.
  public let comparison: Claim.Comparison
  /// The value on the right, times the claim's factor.
  public let right: Double?
  /// How it ended.
  public let verdict: Verdict

  /// How a claim ends.
  public enum Verdict: String, Sendable {
    /// The comparison holds.
    case holds
    /// It does not.
    case fails
    /// The figure lacks one of the values on this data set.
    case notApplicable = "not applicable"
  }
}

extension ComparedClaim {
  init(_ claim: Claim, _ verdict: FigureNumbers.Verdict?) {
    says = claim.says
    comparison = claim.comparison
    left = verdict?.left
    right = verdict?.right
    self.verdict = verdict.flatMap { Verdict(rawValue: $0.outcome) } ?? .notApplicable
  }
}
