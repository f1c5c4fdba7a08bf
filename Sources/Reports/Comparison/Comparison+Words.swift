import Foundation
import Pipeline

extension PublishedValue {
  /// The quantity with its labels, as step ids are written: `shape[image=kodim05]`.
  public var name: String {
    guard !labels.isEmpty else { return quantity }
    let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(quantity)[\(labels.joined(separator: ","))]"
  }

  /// The same for people: `mutual information (offset 2, signal zca)`.
  public var words: String {
    let words = QuantityName(quantity).words
    return labels.isEmpty ? words : "\(words) (\(QuantityName.text(of: labels)))"
  }

  /// The number with its tolerance.
  public var text: String { "\(value.shortText) ± \(tolerance.shortText)" }

  /// Whether the authors printed it.
  public var isPrinted: Bool {
    if case .printed = origin { true } else { false }
  }

  /// Where the number is from, in words.
  public var originText: String {
    switch origin {
    case .printed(let place): "printed: \(place)"
    case .computed(let how): "computed: \(how)"
    }
  }
}

extension ComparedValue {
  /// Ours to a tenth of the tolerance; a dash where there is none.
  public var oursText: String {
    guard let ours else { return "–" }
    guard published.tolerance > 0 else { return ours.fourDigits }
    let decimals = max(0, Int((1 - log10(published.tolerance)).rounded(.up)))
    return String(format: "%.\(min(decimals, 15))f", ours)
  }
}

extension ComparedValue.Verdict {
  /// The verdict in a word or two.
  public var text: String {
    switch self {
    case .agrees: "agrees"
    case .outside: "OUTSIDE"
    case .missing: "MISSING"
    case .needs(let photograph): "needs \(photograph)"
    case .notShown(let photograph): "\(photograph) not shown"
    }
  }
}

extension ComparedClaim {
  /// The comparison with its numbers: `0.1428 below 0.2719`.
  public var text: String {
    "\(left?.fourDigits ?? "–") \(comparison.rawValue) \(right?.fourDigits ?? "–")"
  }
}

extension ComparedClaim.Verdict {
  /// The verdict in a word or two.
  public var text: String { self == .fails ? "FAILS" : rawValue }
}

extension Claim.Kind {
  /// Whose claims, in words that follow "claims".
  public var text: String {
    switch self {
    case .paper: "of the papers"
    case .paperAtOptimum: "of the papers, at the optimum of their objective"
    case .own: "of this project"
    }
  }
}

extension Comparison {
  /// How many values and claims ended how; a value that several experiments meet alike counts once.
  public var summary: [String] {
    var lines: [String] = []
    for (one, several, isPrinted) in [
      ("printed value", "printed values", true),
      ("value computed elsewhere", "values computed elsewhere", false),
    ] {
      let verdicts = distinctValues.filter { $0.published.isPrinted == isPrinted }.map(\.verdict)
      guard !verdicts.isEmpty else { continue }
      lines.append(
        "\(verdicts.count) \(verdicts.count == 1 ? one : several): \(Self.count(verdicts))")
    }
    return lines + Claim.Kind.allCases.compactMap(line)
  }

  /// How the claims of a kind ended; nil where there are none.
  private func line(_ kind: Claim.Kind) -> String? {
    let claims = claims.filter { $0.kind == kind }
    guard !claims.isEmpty else { return nil }
    let parts = Self.parts([
      (claims.count { $0.verdict == .holds }, "holding"),
      (claims.count { $0.verdict == .fails }, "failing"),
      (claims.count { $0.verdict == .notApplicable }, "not to be judged here"),
    ])
    return "\(claims.count) \(claims.count == 1 ? "claim" : "claims") \(kind.text): \(parts)"
  }

  private static func count(_ verdicts: [ComparedValue.Verdict]) -> String {
    var (lacking, hidden) = (0, 0)
    for verdict in verdicts {
      if case .needs = verdict { lacking += 1 }
      if case .notShown = verdict { hidden += 1 }
    }
    return parts([
      (verdicts.count { $0 == .agrees }, "agreeing"),
      (verdicts.count { $0 == .outside }, "outside of the tolerance"),
      (verdicts.count { $0 == .missing }, "without a value of ours"),
      (lacking, "of photographs that this data set lacks"),
      (hidden, "of photographs that the experiments do not show"),
    ])
  }

  private static func parts(_ parts: [(Int, String)]) -> String {
    parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// Published values, those that differ in nothing but their experiment once.
  private var distinctValues: [ComparedValue] {
    values.reduce(into: []) { distinct, value in
      let isKnown = distinct.contains {
        $0.published.isSameNumber(as: value.published) && $0.verdict == value.verdict
      }
      if !isKnown { distinct.append(value) }
    }
  }
}

extension PublishedValue {
  fileprivate func isSameNumber(as other: PublishedValue) -> Bool {
    quantity == other.quantity && labels == other.labels && value == other.value
      && origin == other.origin
  }
}

extension Double {
  fileprivate var fourDigits: String { String(format: "%.4g", self) }

  /// The shortest text that reads back as the number, 5 and not 5.0.
  fileprivate var shortText: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}

/// The name of a quantity for people: `mutual information` for `mutualInformation`.
struct QuantityName {
  let words: String

  init(_ quantity: String) {
    words = quantity.map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
  }

  /// Labels for people, in the order of their names: `offset 2, signal zca`.
  static func text(of labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
