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

extension Comparison {
  /// How many values and claims ended how.
  public var summary: [String] {
    var lines: [String] = []
    for (what, isPrinted) in [("printed values", true), ("values computed elsewhere", false)] {
      let values = values.filter { $0.published.isPrinted == isPrinted }
      guard !values.isEmpty else { continue }
      let others = values.count { if case .needs = $0.verdict { true } else { false } }
      lines.append(
        Self.count(
          what,
          [
            (values.count { $0.verdict == .agrees }, "agree"),
            (values.count { $0.verdict == .outside }, "outside of the tolerance"),
            (values.count { $0.verdict == .missing }, "without a value of ours"),
            (others, "need photographs that this data set lacks"),
          ], of: values.count))
    }
    if !claims.isEmpty {
      lines.append(
        Self.count(
          "claims",
          [
            (claims.count { $0.verdict == .holds }, "hold"),
            (claims.count { $0.verdict == .fails }, "fail"),
            (claims.count { $0.verdict == .notApplicable }, "cannot be judged"),
          ], of: claims.count))
    }
    return lines
  }

  private static func count(_ what: String, _ parts: [(Int, String)], of all: Int) -> String {
    let parts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(all) \(what): \(parts.joined(separator: ", "))"
  }
}

extension Double {
  fileprivate var fourDigits: String { String(format: "%.4g", self) }

  /// The shortest text that reads back as the number, 5 and not 5.0.
  fileprivate var shortText: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
