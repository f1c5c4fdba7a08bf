import Pipeline
import Reports

/// A comparison as tables for a README: what the authors printed and the claims that fail in full,
/// the rest to be unfolded.
struct ComparisonMarkdown {
  let comparison: Comparison

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
