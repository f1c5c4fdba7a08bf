import Pipeline
import Reports

extension Comparison {
  /// The comparison for the terminal: a line for each number and claim, with the reasons below.
  var text: String {
    let sections = experiments.map { experiment in
      ["\(experiment.name): \(experiment.title)"] + lines(experiment.values)
        + Claim.Kind.allCases.flatMap { lines(experiment.claims, $0) }
    }
    let nothing = experiments.isEmpty ? [["nothing is published or claimed"]] : []
    let beginning = ["data set \(dataSet)"] + changes.map { "changed: \($0)" }
    let parts = [beginning] + sections + nothing + [summary + ["verdict: \(verdict)"]]
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var verdict: String {
    guard isMet else { return "disagreement" }
    let unjudged = claims.count { $0.verdict == .notApplicable }
    return unjudged == 0
      ? "nothing disagrees" : "nothing disagrees, but not every claim could be judged"
  }

  /// Whose claims, and a line for each.
  private func lines(_ claims: [ComparedClaim], _ kind: Claim.Kind) -> [String] {
    let claims = claims.filter { $0.kind == kind }
    guard !claims.isEmpty else { return [] }
    return ["claims \(kind.text):"]
      + TextTable(claims.map { [$0.verdict.text, $0.text, $0.says] }).lines
  }

  /// Each number in two lines: what and how much, then where it is from and why so near.
  private func lines(_ values: [ComparedValue]) -> [String] {
    let rows = values.map { value in
      [value.verdict.text, value.published.text, "ours \(value.oursText)", value.published.name]
    }
    return zip(TextTable(rows).lines, values).flatMap { line, value in
      [line, "      \(value.published.background)"]
    }
  }
}

extension PublishedValue {
  /// Where the number is from, and why the tolerance is what it is.
  fileprivate var background: String {
    originText + (because.isEmpty ? "" : "; tolerance: \(because)")
  }
}

// MARK: - Markdown

extension Comparison {
  /// The comparison as tables for a README: what the authors printed and the claims that fail in
  /// full, the rest to be unfolded.
  var markdown: String {
    let (values, claims) = (named(\.values), named(\.claims))
    let printed = values.filter { $0.item.published.isPrinted }
    let computed = values.filter { !$0.item.published.isPrinted }
    let failing = claims.filter { $0.item.verdict == .fails }
    var blocks = ["Data set `\(dataSet)`. \(summary.joined(separator: "; "))."]
    blocks += changes.map { "Changed: `\($0)`." }
    if !printed.isEmpty { blocks.append(table(of: printed)) }
    if !failing.isEmpty { blocks.append("Claims that fail:\n\n" + table(of: failing)) }
    if !computed.isEmpty {
      blocks.append(folded("All \(computed.count) values computed elsewhere", table(of: computed)))
    }
    for kind in Claim.Kind.allCases {
      let claims = claims.filter { $0.item.kind == kind }
      guard !claims.isEmpty else { continue }
      blocks.append(folded("All \(claims.count) claims \(kind.text)", table(of: claims)))
    }
    return blocks.joined(separator: "\n\n")
  }

  /// Something with the name of its experiment.
  private typealias Named<Item> = (experiment: String, item: Item)

  private func named<Item>(_ items: (Experiment) -> [Item]) -> [Named<Item>] {
    experiments.flatMap { experiment in items(experiment).map { (experiment.name, $0) } }
  }

  private func folded(_ title: String, _ table: String) -> String {
    "<details>\n<summary>\(title)</summary>\n\n\(table)\n\n</details>"
  }

  private func table(of values: [Named<ComparedValue>]) -> String {
    let rows = values.map { experiment, value in
      [
        Self.emphasized(value.verdict.text, if: value.verdict.isFailure),
        Self.escaped(value.published.words), value.published.text, value.oursText,
        "`\(experiment)`", Self.escaped(value.published.background),
      ]
    }
    return Self.table(
      ["", "quantity", "theirs", "ours", "experiment", "from where; why this tolerance"], rows)
  }

  private func table(of claims: [Named<ComparedClaim>]) -> String {
    let rows = claims.map { experiment, claim in
      [
        Self.emphasized(claim.verdict.text, if: claim.verdict == .fails),
        Self.escaped(claim.says), claim.kind.text, claim.text, "`\(experiment)`",
      ]
    }
    return Self.table(["", "claim", "whose", "ours", "experiment"], rows)
  }

  private static func table(_ heads: [String], _ rows: [[String]]) -> String {
    ([heads, heads.map { _ in "---" }] + rows)
      .map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }

  private static func emphasized(_ text: String, if condition: Bool) -> String {
    condition ? "**\(text.lowercased())**" : text
  }

  /// A text that ends no cell and begins no tag.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
      .replacing("\n", with: " ")
  }
}

// MARK: - JSON

extension Comparison {
  /// The comparison for programs.
  var json: JSONValue {
    [
      "dataSet": .string(dataSet), "isMet": .boolean(isMet), "changes": .strings(changes),
      "values": .array(named(\.values).map { $0.item.json(of: $0.experiment) }),
      "claims": .array(named(\.claims).map { $0.item.json(of: $0.experiment) }),
    ]
  }
}

extension ComparedValue {
  fileprivate func json(of experiment: String) -> JSONValue {
    var members = published.labels.mapValues { JSONValue.string($0) }
    members["experiment"] = .string(experiment)
    members["quantity"] = .string(published.quantity)
    members["published"] = .number(published.value)
    members["tolerance"] = .number(published.tolerance)
    members["because"] = .string(published.because)
    switch published.origin {
    case .printed(let place): members["printed"] = .string(place)
    case .computed(let how): members["computed"] = .string(how)
    }
    members["value"] = ours.map { .number($0) } ?? .null
    if let unit { members["unit"] = .string(unit) }
    members["verdict"] = verdict.word
    if case .needs(let photograph) = verdict { members["needs"] = .string(photograph) }
    return .object(members)
  }
}

extension ComparedValue.Verdict {
  /// The verdict for programs.
  fileprivate var word: JSONValue {
    switch self {
    case .agrees: "agrees"
    case .outside: "outside"
    case .missing: "missing"
    case .needs: "needs another data set"
    case .notShown: "not shown"
    }
  }
}

extension ComparedClaim {
  fileprivate func json(of experiment: String) -> JSONValue {
    [
      "experiment": .string(experiment), "says": .string(says), "kind": .string(kind.rawValue),
      "left": left.map { .number($0) } ?? .null, "is": .string(comparison.rawValue),
      "right": right.map { .number($0) } ?? .null, "verdict": .string(verdict.rawValue),
    ]
  }
}
