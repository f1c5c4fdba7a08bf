import Pipeline

/// What became of a claim.
public struct Verdict: Equatable, Sendable {
  /// The claim in words.
  public let says: String
  /// How it ended.
  public let outcome: Outcome
  /// The value on the left, where there is one.
  public let left: Double?
  /// The value on the right times the claim's factor, where there is one.
  public let right: Double?

  /// How a claim can end.
  public enum Outcome: String, Sendable {
    /// The comparison holds.
    case holds
    /// It does not.
    case fails
    /// The figure has no such value, or not a single one, on this data set.
    case notApplicable = "not applicable"
  }

  var json: JSONValue {
    .object([
      "says": .string(says), "verdict": .string(outcome.rawValue),
      "left": left.map { .number($0) } ?? .null, "right": right.map { .number($0) } ?? .null,
    ])
  }
}

extension Claim {
  /// Whether the claim holds for the values of a figure.
  public func verdict(on values: [TidyValue]) -> Verdict {
    let left = left.value(among: values)
    let right = right.value(among: values).map { times * $0 }
    guard let left, let right else {
      return Verdict(says: says, outcome: .notApplicable, left: left, right: right)
    }
    let holds =
      switch comparison {
      case .below: left < right
      case .above: left > right
      }
    return Verdict(says: says, outcome: holds ? .holds : .fails, left: left, right: right)
  }
}

extension Claim.Side {
  /// The number, or the one finite value with the quantity and exactly these labels.
  fileprivate func value(among values: [TidyValue]) -> Double? {
    switch self {
    case .number(let number): return number
    case .value(let quantity, let labels):
      let matching = values.filter {
        $0.quantity == quantity && $0.labels.mapValues { $0.word ?? "" }.agrees(with: labels)
      }
      guard matching.count == 1, matching[0].value.isFinite else { return nil }
      return matching[0].value
    }
  }
}
