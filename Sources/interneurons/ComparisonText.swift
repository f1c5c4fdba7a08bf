import Reports

/// A comparison for the terminal: a line for each number and claim, with the reasons below.
struct ComparisonText {
  let comparison: Comparison

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
