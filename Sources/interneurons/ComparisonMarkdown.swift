import Pipeline
import Reports

/// A comparison as tables for a README: numbers first, then the claims that fail, then all.
struct ComparisonMarkdown {
  let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    var blocks = [heading]
    if !comparison.values.isEmpty { blocks.append(values) }
    if !failing.isEmpty { blocks.append("Claims that fail:\n\n" + table(of: failing)) }
    if !comparison.claims.isEmpty { blocks.append(allClaims) }
    return blocks.joined(separator: "\n\n")
  }

  private var heading: String {
    "Data set `\(comparison.dataSet)`. \(comparison.summary.joined(separator: "; "))."
  }

  // MARK: Numbers

  private var values: String {
    let rows = comparison.experiments.flatMap { experiment in
      experiment.values.map { value -> [String] in
        let published = value.published
        let reason = published.because.isEmpty ? "" : "; ± \(published.because)"
        return [
          Self.emphasized(value.verdict.text, if: value.verdict.isFailure),
          "`\(published.name)`", published.text, value.oursText, "`\(experiment.name)`",
          Self.escaped(published.originText + reason),
        ]
      }
    }
    return Self.table(
      ["", "quantity", "published", "ours", "experiment", "where published; why this near"], rows)
  }

  // MARK: Claims

  private typealias NamedClaim = (experiment: String, claim: ComparedClaim)

  private var claims: [NamedClaim] {
    comparison.experiments.flatMap { experiment in experiment.claims.map { (experiment.name, $0) } }
  }

  private var failing: [NamedClaim] { claims.filter { $0.claim.verdict == .fails } }

  private var allClaims: String {
    """
    <details>
    <summary>All \(claims.count) claims</summary>

    \(table(of: claims))

    </details>
    """
  }

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
