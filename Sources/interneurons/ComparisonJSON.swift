import Pipeline
import Reports

/// A comparison for programs.
struct ComparisonJSON {
  let comparison: Comparison

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
