/// The papers against ours as a page shows it: published values, then claims by experiment and those
/// that fail.
struct ComparisonTables {
  let comparison: Comparison
  let experiments: [ReportedExperiment]

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
      claims
      if comparison.claims.contains(where: { $0.verdict == .fails }) { failing }
    }
  }

  private func values(isPrinted: Bool, _ caption: String) -> HTML {
    PageTable(
      caption: "\(caption), with the largest difference that counts as agreement, and ours on the "
        + "data set \(comparison.dataSet)",
      columns: [
        .init(title: "Quantity"), .init(title: "Theirs", isNumeric: true),
        .init(title: "Ours", isNumeric: true), .init(title: "Verdict"), .init(title: "Experiment"),
        .init(title: "Where from; why this tolerance"),
      ],
      rows: comparison.experiments.flatMap { experiment in
        experiment.values.filter { $0.published.isPrinted == isPrinted }
          .map { row($0, of: experiment.name) }
      }, className: "values"
    ).html
  }

  private func row(_ value: ComparedValue, of experiment: String) -> [HTML] {
    let published = value.published
    let labels = QuantityName.text(of: published.labels)
    let unit = value.ours == nil ? nil : value.unit
    return [
      .group(
        [.text(QuantityName(published.quantity).words)]
          + (labels.isEmpty ? [] : [Tag.small { labels }])),
      .text(published.text),
      .group([.text(value.oursText)] + (unit.map { unit in [Tag.small { unit }] } ?? [])),
      value.verdict.mark.html, link(experiment),
      .group(
        [.text(published.originText)]
          + (published.because.isEmpty ? [] : [Tag.small { "± \(published.because)" }])),
    ]
  }

  private var claims: HTML {
    let concerned = comparison.experiments.filter { !$0.claims.isEmpty }
    return PageTable(
      caption:
        "How many claims hold, the papers' or derived from them; each stands with its experiment",
      columns: [.init(title: "Experiment")]
        + ["Claims", "Hold", "Fail", "Cannot be judged"].map { .init(title: $0, isNumeric: true) },
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
        .map { [HTML.text($0.says), .text($0.text), link(experiment.name)] }
    }
    return PageTable(
      caption: "The claims that fail on the data set \(comparison.dataSet)",
      columns: [.init(title: "Claim"), .init(title: "Ours"), .init(title: "Experiment")],
      rows: rows, className: "failing"
    ).html
  }

  private func link(_ experiment: String) -> HTML {
    Tag.a(.link("#\(ReportedExperiment.anchor(experiment))")) { Tag.code { experiment } }
  }
}
