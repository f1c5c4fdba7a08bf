import Pipeline

/// One change as people read it.
struct ChangeText {
  private let change: Change

  init(_ change: Change) { self.change = change }

  /// A line for each change; how inputs are made is news only where no input says it.
  static func lines(_ changes: [Change]) -> [ExplanationText.Line] {
    let namesInputs = changes.contains { !$0.isOwn && !$0.isRecipe }
    return changes.map { change in
      var line = ChangeText(change).line
      if change.isRecipe && namesInputs { line.below = [] }
      return line
    }
  }

  /// The change with what is behind it.
  private var line: ExplanationText.Line {
    switch change {
    case .input(let name, let from, let old, let new, let cause):
      inputLine(name, from, old, new, cause)
    case .pendingInput(let name, let old, let from):
      pendingLine(name, isNew: old == nil, from)
    case .recipe(let because):
      ExplanationText.Line(
        text: "recipe: how its inputs are made has changed",
        outline: "recipe",
        below: because.map(Self.step))
    default: ExplanationText.Line(text: own, outline: own)
    }
  }

  /// A change of the step itself.
  var own: String {
    switch change {
    case .neverRan: "new: no earlier result of it is known"
    case .isStored: "its result is stored: it was asked for again, or stored meanwhile"
    case .recordMissing(let path): "its record is missing: \(path)"
    case .recordDamaged(let path): "its record was damaged and set aside: \(path)"
    case .resultDamaged(let path): "a file of its result was damaged: \(path) is set aside"
    case .file(let path, .missing): "a file of its result is missing: \(path)"
    case .file(let path, .altered): "a file of its result is damaged: \(path)"
    case .format(let old, let new): "format of fingerprints \(Self.arrow(old, new))"
    case .stage(let old, let new): "stage \(Self.arrow(old, new))"
    case .parameter(let name, let old, let new): "parameters.\(name) \(Self.arrow(old, new))"
    case .source(let name, let path, let old, let new):
      "file \(name) \(Self.arrow(old?.short, new.short)): \(path)"
    case .removedInput(let name): "input \(name) is no longer there"
    case .code(let scope, let old, let new):
      "code of \(scope) \(Self.arrow(Self.digest(old), Self.digest(new)))"
    case .environment(let name, let old, let new): "environment \(name) \(Self.arrow(old, new))"
    case .input, .pendingInput, .recipe: ""
    }
  }

  private func inputLine(
    _ name: String, _ from: StepID, _ old: ContentHash?, _ new: ContentHash, _ cause: Cause
  ) -> ExplanationText.Line {
    let text = "input \(name) \(Self.arrow(old?.short, new.short))"
    let outline = "input \(Self.withoutLabels(name)) \(from.experiment)/\(from.step)"
    switch cause {
    case .ranAgain(let changes) where old == nil && changes.isEmpty:
      return ExplanationText.Line(text: "\(text), from \(from)", outline: "\(outline) added")
    case .ranAgain(let changes):
      return ExplanationText.Line(
        text: "\(text) because \(from) ran again", outline: outline,
        subject: "\(from)", below: Self.lines(changes))
    case .madeBy(let step, let before):
      return ExplanationText.Line(
        text: "\(text) because it is made by \(step), not by \(before)",
        outline: "\(outline) instead of \(before.experiment)/\(before.step)")
    case .unknown:
      return ExplanationText.Line(
        text: "\(text): \(from) made it; the earlier content is no longer in the store",
        outline: "\(outline) unknown")
    }
  }

  private func pendingLine(_ name: String, isNew: Bool, _ from: Explanation)
    -> ExplanationText.Line
  {
    let step = Self.step(from)
    let what = isNew ? "is new" : "may change"
    return ExplanationText.Line(
      text: "input \(name) \(what), because \(step.text)",
      outline: "input \(Self.withoutLabels(name)) \(what) \(step.outline)", subject: step.subject,
      below: step.below)
  }

  private static func step(_ explanation: Explanation) -> ExplanationText.Line {
    let id = explanation.step
    let verdict = explanation.verdict == .mayRun ? "may run" : "runs"
    return ExplanationText.Line(
      text: "\(id) \(explanation.verdict == .upToDate ? "was changed" : verdict)",
      outline: "\(id.experiment)/\(id.step) \(explanation.verdict)",
      subject: "\(id)", below: lines(explanation.changes))
  }

  private static func withoutLabels(_ name: String) -> String { String(name.prefix { $0 != "[" }) }

  private static func digest(_ text: String) -> String {
    ContentHash(digits: text)?.short ?? text
  }

  // MARK: Old → new

  /// `old → new`; of long values the part that differs.
  static func arrow(_ old: String?, _ new: String?) -> String {
    guard let old, let new else { return "\(shown(old)) → \(shown(new))" }
    guard max(old.count, new.count) > longest else { return "\(old) → \(new)" }
    let context = 8
    let same = max(0, zip(old, new).prefix { $0 == $1 }.count - context)
    return "\(shown(old, from: same)) → \(shown(new, from: same))"
  }

  private static let longest = 60

  private static func shown(_ value: String?, from start: Int = 0) -> String {
    guard let value else { return "(none)" }
    let rest = value.dropFirst(start)
    return (start > 0 ? "…" : "") + rest.prefix(longest) + (rest.count > longest ? "…" : "")
  }
}
