import Pipeline

/// A conclusion of a paper with what became of it and what was compared.
struct ReportedClaim {
  let compared: ComparedClaim
  private let claim: Claim

  init(_ compared: ComparedClaim, of claim: Claim) {
    self.compared = compared
    self.claim = claim
  }

  static func table(_ claims: [ReportedClaim], of experiment: String) -> HTML {
    PageTable(
      caption:
        "The claims of \(experiment), the paper's or derived from it, tested on the figure's values",
      columns: [
        .init(title: "Claim"), .init(title: "Verdict"), .init(title: "Ours"),
        .init(title: "Must be"), .init(title: "Bound"),
      ],
      rows: claims.map(\.row), className: "claims"
    ).html
  }

  private var row: [HTML] {
    [
      .text(compared.says), compared.verdict.mark.html, Self.side(compared.left, claim.left),
      .text(compared.comparison.rawValue),
      Self.side(compared.right, claim.right, factor: claim.times),
    ]
  }

  /// The number, and below it what it is a value of.
  private static func side(_ value: Double?, _ side: Claim.Side, factor: Double = 1) -> HTML {
    let number = HTML.text(value.map { ShortNumber($0).text } ?? "none")
    guard case .value(let quantity, let labels) = side else { return number }
    let words = QuantityName(quantity).words
    let name = labels.isEmpty ? words : "\(words), \(QuantityName.text(of: labels))"
    return .group([
      number, Tag.small { factor == 1 ? name : "\(ShortNumber(factor).text) × \(name)" },
    ])
  }
}
