import Pipeline
import Reports

/// A comparison for the terminal: a line for each number and claim, with the reasons below.
struct ComparisonText {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let sections = comparison.experiments.map { experiment in
      ["\(experiment.name): \(experiment.title)"] + values(experiment) + claims(experiment)
    }
    let nothing = comparison.experiments.isEmpty ? [["nothing is published or claimed"]] : []
    let changes = comparison.changes.map { "changed: \($0)" }
    let parts = [["data set \(comparison.dataSet)"] + changes] + sections + nothing + [ending]
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var ending: [String] {
    comparison.summary + ["verdict: \(verdict)"]
  }

  private var verdict: String {
    guard comparison.isMet else { return "disagreement" }
    let unjudged = comparison.claims.count { $0.verdict == .notApplicable }
    return unjudged == 0
      ? "nothing disagrees" : "nothing disagrees, but not every claim could be judged"
  }

  /// Each number in two lines: what and how much, then where it is from and why so near.
  private func values(_ experiment: Comparison.Experiment) -> [String] {
    let rows = experiment.values.map { value in
      [value.verdict.text, value.published.text, "ours \(value.oursText)", value.published.name]
    }
    return zip(TextTable(rows).lines, experiment.values).flatMap { line, value in
      let published = value.published
      let reason = published.because.isEmpty ? "" : "; tolerance: \(published.because)"
      return [line, "      \(published.originText)\(reason)"]
    }
  }

  private func claims(_ experiment: Comparison.Experiment) -> [String] {
    TextTable(experiment.claims.map { [$0.verdict.text, $0.text, $0.says] }).lines
  }
}

// MARK: - Markdown

/// A comparison as tables for a README: what the authors printed and the claims that fail in full,
/// the rest to be unfolded.
struct ComparisonMarkdown {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let printed = values.filter { $0.value.published.isPrinted }
    let computed = values.filter { !$0.value.published.isPrinted }
    var blocks = [
      "Data set `\(comparison.dataSet)`. \(comparison.summary.joined(separator: "; "))."
    ]
    blocks += comparison.changes.map { "Changed: `\($0)`." }
    if !printed.isEmpty { blocks.append(table(of: printed)) }
    if !failing.isEmpty { blocks.append("Claims that fail:\n\n" + table(of: failing)) }
    if !computed.isEmpty {
      blocks.append(
        folded("All \(computed.count) values computed elsewhere", table(of: computed)))
    }
    if !claims.isEmpty { blocks.append(folded("All \(claims.count) claims", table(of: claims))) }
    return blocks.joined(separator: "\n\n")
  }

  private func folded(_ title: String, _ table: String) -> String {
    "<details>\n<summary>\(title)</summary>\n\n\(table)\n\n</details>"
  }

  // MARK: Numbers

  private typealias NamedValue = (experiment: String, value: ComparedValue)

  private var values: [NamedValue] {
    comparison.experiments.flatMap { experiment in experiment.values.map { (experiment.name, $0) } }
  }

  private func table(of values: [NamedValue]) -> String {
    let rows = values.map { experiment, value in
      let published = value.published
      let reason = published.because.isEmpty ? "" : "; tolerance: \(published.because)"
      return [
        Self.emphasized(value.verdict.text, if: value.verdict.isFailure),
        Self.escaped(published.words), published.text, value.oursText, "`\(experiment)`",
        Self.escaped(published.originText + reason),
      ]
    }
    return Self.table(
      ["", "quantity", "theirs", "ours", "experiment", "from where; why this tolerance"], rows)
  }

  // MARK: Claims

  private typealias NamedClaim = (experiment: String, claim: ComparedClaim)

  private var claims: [NamedClaim] {
    comparison.experiments.flatMap { experiment in experiment.claims.map { (experiment.name, $0) } }
  }

  private var failing: [NamedClaim] { claims.filter { $0.claim.verdict == .fails } }

  private func table(of claims: [NamedClaim]) -> String {
    let rows = claims.map { experiment, claim in
      [
        Self.emphasized(claim.verdict.text, if: claim.verdict == .fails),
        Self.escaped(claim.says), claim.text, "`\(experiment)`",
      ]
    }
    return Self.table(["", "claim", "ours", "experiment"], rows)
  }

  // MARK: Markdown

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

/// A comparison for programs.
struct ComparisonJSON {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var value: JSONValue {
    .object([
      "dataSet": .string(comparison.dataSet), "isMet": .boolean(comparison.isMet),
      "changes": .array(comparison.changes.map { .string($0) }),
      "values": .array(
        comparison.experiments.flatMap { experiment in
          experiment.values.map { Self.value($0, of: experiment.name) }
        }),
      "claims": .array(
        comparison.experiments.flatMap { experiment in
          experiment.claims.map { Self.claim($0, of: experiment.name) }
        }),
    ])
  }

  private static func value(_ compared: ComparedValue, of experiment: String) -> JSONValue {
    let published = compared.published
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
    members["value"] = compared.ours.map { .number($0) } ?? .null
    if let unit = compared.unit { members["unit"] = .string(unit) }
    members["verdict"] = .string(word(compared.verdict))
    if case .needs(let photograph) = compared.verdict { members["needs"] = .string(photograph) }
    return .object(members)
  }

  private static func word(_ verdict: ComparedValue.Verdict) -> String {
    switch verdict {
    case .agrees: "agrees"
    case .outside: "outside"
    case .missing: "missing"
    case .needs: "needs another data set"
    case .notShown: "not shown"
    }
  }

  private static func claim(_ claim: ComparedClaim, of experiment: String) -> JSONValue {
    .object([
      "experiment": .string(experiment), "says": .string(claim.says),
      "left": claim.left.map { .number($0) } ?? .null, "is": .string(claim.comparison.rawValue),
      "right": claim.right.map { .number($0) } ?? .null,
      "verdict": .string(claim.verdict.rawValue),
    ])
  }
}
