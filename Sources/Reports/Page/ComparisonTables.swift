import Pipeline

/// The papers against ours as a page shows it: published values, then claims by experiment and those
/// that fail.
struct ComparisonTables {
  let comparison: Comparison

  /// Whether there is nothing to compare.
  var isEmpty: Bool { comparison.experiments.isEmpty }

  @HTMLBuilder var html: [HTML] {
    Tag.ul {
      for line in comparison.summary { Tag.li { line } }
    }
    for (title, isPrinted, caption) in [
      ("Printed values", true, "Values that the authors printed"),
      ("Values computed elsewhere", false, "Values that were computed outside of this project"),
    ] where comparison.values.contains(where: { $0.published.isPrinted == isPrinted }) {
      Tag.h3 { title }
      values(isPrinted: isPrinted, caption)
    }
    if !comparison.claims.isEmpty {
      Tag.h3 { "Claims" }
      for kind in Claim.Kind.allCases where comparison.claims.contains(where: { $0.kind == kind }) {
        claims(kind)
      }
      if comparison.claims.contains(where: { $0.verdict == .fails }) { failing }
    }
  }

  private func values(isPrinted: Bool, _ caption: String) -> HTML {
    PageTable(
      caption: "\(caption), with the largest difference that counts as agreement, and ours on the "
        + "data set \(comparison.dataSet)",
      columns: [
        "Quantity", .number("Theirs"), .number("Ours"), "Verdict", "Experiment",
        "Where from; why this tolerance",
      ],
      rows: comparison.experiments.flatMap { experiment in
        experiment.values.filter { $0.published.isPrinted == isPrinted }
          .map { row($0, of: experiment.name) }
      }, className: "values"
    ).html
  }

  private func row(_ value: ComparedValue, of experiment: String) -> [HTML] {
    let published = value.published
    let unit = value.ours == nil ? nil : value.unit
    return [
      HTML.text(QuantityName(published.quantity).words)
        .above(QuantityName.text(of: published.labels)),
      .text(published.text), HTML.text(value.oursText).above(unit ?? ""),
      value.verdict.mark, link(experiment),
      HTML.text(published.originText)
        .above(published.because.isEmpty ? "" : "± \(published.because)"),
    ]
  }

  private func claims(_ kind: Claim.Kind) -> HTML {
    let concerned = comparison.experiments
      .map { (name: $0.name, claims: $0.claims.filter { $0.kind == kind }) }
      .filter { !$0.claims.isEmpty }
    return PageTable(
      caption: "How many claims \(kind.text) hold; each stands with its experiment",
      columns: ["Experiment"] + ["Claims", "Hold", "Fail", "Cannot be judged"].map { .number($0) },
      rows: concerned.map { experiment in
        let verdicts = experiment.claims.map(\.verdict)
        let counts = [ComparedClaim.Verdict.holds, .fails, .notApplicable].map { verdict in
          verdicts.count { $0 == verdict }
        }
        return [link(experiment.name)] + ([verdicts.count] + counts).map { .text("\($0)") }
      }, className: "counts"
    ).html
  }

  private var failing: HTML {
    let rows = comparison.experiments.flatMap { experiment in
      experiment.claims.filter { $0.verdict == .fails }
        .map { [.text($0.says), .text("\($0.kind.text)"), .text($0.text), link(experiment.name)] }
    }
    return PageTable(
      caption: "The claims that fail on the data set \(comparison.dataSet)",
      columns: ["Claim", "Whose", "Ours", "Experiment"],
      rows: rows, className: "failing"
    ).html
  }

  private func link(_ experiment: String) -> HTML {
    Tag.a(.link("#\(ReportedExperiment.anchor(experiment))")) { Tag.code { experiment } }
  }
}

/// A conclusion of a paper with what became of it and what was compared.
struct ReportedClaim {
  let compared: ComparedClaim
  let claim: Claim

  static func table(_ claims: [ReportedClaim], of experiment: String) -> HTML {
    PageTable(
      caption:
        "The claims of \(experiment), tested on the figure's values",
      columns: ["Claim", "Whose", "Verdict", "Ours", "Must be", "Bound"],
      rows: claims.map(\.row), className: "claims"
    ).html
  }

  private var row: [HTML] {
    [
      .text(compared.says), .text(compared.kind.text), compared.verdict.mark,
      Self.side(compared.left, claim.left), .text(compared.comparison.rawValue),
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

extension HTML {
  /// A verdict as a page shows it: a sign and a word, so that nobody needs the color.
  fileprivate static func mark(_ sign: String, _ word: String, _ className: String) -> HTML {
    Tag.span(.className("verdict \(className)")) { "\(sign) \(word)" }
  }
}

extension ComparedClaim.Verdict {
  fileprivate var mark: HTML {
    switch self {
    case .holds: .mark("✓", text, "good")
    case .fails: .mark("✗", rawValue, "bad")
    case .notApplicable: .mark("–", text, "neutral")
    }
  }
}

extension ComparedValue.Verdict {
  fileprivate var mark: HTML {
    switch self {
    case .agrees: .mark("✓", text, "good")
    case .outside, .missing: .mark("✗", text.lowercased(), "bad")
    case .needs, .notShown: .mark("–", text, "neutral")
    }
  }
}
