import Pipeline

/// A conclusion of a paper with what became of it.
struct ReportedClaim {
  /// How a claim can end.
  enum Verdict: String {
    case holds, fails
    case notApplicable = "not applicable"

    /// A sign beside the word, so that nobody needs the color.
    var sign: String {
      switch self {
      case .holds: "✓"
      case .fails: "✗"
      case .notApplicable: "–"
      }
    }

    var className: String {
      switch self {
      case .holds: "good"
      case .fails: "bad"
      case .notApplicable: "neutral"
      }
    }

    var html: HTML { Tag.span(.className("verdict \(className)")) { "\(sign) \(rawValue)" } }
  }

  let says: String
  let verdict: Verdict
  let left: Double?
  let right: Double?
  let claim: Claim?

  /// The verdicts in a figure's document, with the comparisons that the manifest asks for.
  static func all(in document: JSONValue, claims: [Claim]) -> [ReportedClaim] {
    guard case .array(let items)? = document["claims"] else { return [] }
    return items.enumerated().compactMap { index, item in
      guard case .string(let says)? = item["says"], case .string(let word)? = item["verdict"],
        let verdict = Verdict(rawValue: word)
      else { return nil }
      let claim = claims.dropFirst(index).first { $0.says == says }
      return ReportedClaim(
        says: says, verdict: verdict, left: item["left"]?.real, right: item["right"]?.real,
        claim: claim)
    }
  }

  static func table(_ claims: [ReportedClaim], of experiment: String) -> HTML {
    PageTable(
      caption: "The paper's claims in \(experiment), tested on the values of the figure",
      columns: [
        .init(title: "Claim"), .init(title: "Verdict"), .init(title: "Ours", isNumeric: true),
        .init(title: "Must be"), .init(title: "Bound", isNumeric: true),
      ],
      rows: claims.map(\.row), className: "claims"
    ).html
  }

  private var row: [HTML] {
    let bound = claim?.times ?? 1
    return [
      .text(says), verdict.html, Self.side(left, claim?.left),
      .text(claim?.comparison.rawValue ?? ""),
      Self.side(right, claim?.right, factor: bound),
    ]
  }

  private static func side(_ value: Double?, _ side: Claim.Side?, factor: Double = 1) -> HTML {
    let number = HTML.text(value.map { ShortNumber($0).text } ?? "none")
    guard case .value(let quantity, let labels)? = side else { return number }
    let words = labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let name = ([quantity] + words).joined(separator: ", ")
    return .group([
      number, Tag.small { factor == 1 ? name : "\(ShortNumber(factor).text) × \(name)" },
    ])
  }
}

extension JSONValue {
  /// The number, however it is written.
  var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
