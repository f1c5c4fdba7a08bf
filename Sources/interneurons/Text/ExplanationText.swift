import Pipeline
import Reports

/// Why a step would run, as people read it: the step and its verdict, and below a line for each
/// change, indented by how far up its cause lies.
struct ExplanationText {
  /// One change and what is behind it.
  fileprivate struct Line {
    let text: String
    /// The same for cells that differ in labels and digests only.
    let outline: String
    /// The step whose changes stand below.
    var subject: String?
    var below: [Line] = []

    /// The line as its outline.
    var outlined: Line { Line(text: outline, outline: outline, below: below.map(\.outlined)) }

    /// The line with the changes of each step said once, where it is first mentioned.
    func withoutRepetitions(_ seen: inout Set<String>) -> Line {
      if let subject, !below.isEmpty, !seen.insert(subject).inserted {
        return Line(text: "\(text), as above", outline: outline)
      }
      var line = self
      line.below = below.map { $0.withoutRepetitions(&seen) }
      return line
    }
  }

  private let explanation: Explanation
  private let isListed: Bool

  /// - Parameter isListed: Whether the steps that must run first are explained themselves, above, so
  ///   that nothing of them need be repeated.
  init(_ explanation: Explanation, isListed: Bool = false) {
    self.explanation = explanation
    self.isListed = isListed
  }

  /// `runs`, `up to date`, …
  private var verdict: String {
    switch explanation.verdict {
    case .upToDate: "up to date"
    case .runs: "runs"
    case .mayRun: "runs unless its inputs come out as before"
    case .runsIfNeeded: "runs when its files are needed"
    }
  }

  /// All lines about the step.
  ///
  /// - Parameter others: How many more cells of the step have the same to say.
  func text(others: Int = 0) -> String {
    let step = others == 0 ? "\(explanation.step)" : "\(explanation.step) and \(others) more"
    let title = "\(step): \(verdict)"
    var seen: Set<String> = []
    let shown = Self.grouped(lines).map { $0.withoutRepetitions(&seen) }
    return ([title] + Self.indented(shown) + basis).joined(separator: "\n")
  }

  /// The same for all cells that have the same to say.
  var outline: String {
    let id = explanation.step
    let lines = Self.indented(Self.grouped(lines).map(\.outlined))
    return (["\(id.experiment)/\(id.step) \(explanation.verdict)"] + lines).joined(separator: "\n")
  }

  private var lines: [Line] { Change.lines(explanation.changes, isListed: isListed) }

  private var basis: [String] {
    switch explanation.basis {
    case .none, .lastRun: []
    case .renamed(let name): ["  (compared with \(name), which is no longer there)"]
    case .nearest:
      ["  (compared with the most similar result: the store has no journal of this step)"]
    }
  }

  /// Of lines that differ in labels and digests only, the first stands for all.
  private static func grouped(_ lines: [Line]) -> [Line] {
    let groups = lines.grouped { line in
      ([line.outline] + indented(line.below.map(\.outlined))).joined(separator: "\n")
    }
    return groups.map { _, group in
      let first = group[0]
      let text = group.count == 1 ? first.text : "\(first.text) (and \(group.count - 1) alike)"
      return Line(
        text: text, outline: first.outline, subject: first.subject, below: grouped(first.below))
    }
  }

  private static func indented(_ lines: [Line], by margin: String = "  ") -> [String] {
    lines.flatMap { [margin + $0.text] + indented($0.below, by: margin + "  ") }
  }
}

// MARK: - Changes

extension Change {
  /// Whether an input must be made again first.
  fileprivate var isPending: Bool {
    if case .pendingInput = self { return true }
    return false
  }

  /// Whether it is about how the inputs are made.
  fileprivate var isRecipe: Bool {
    if case .recipe = self { return true }
    return false
  }

  /// A line for each change; how inputs are made is news only where no input says it, and nothing
  /// stands below where the steps that must run first are listed themselves.
  fileprivate static func lines(_ changes: [Change], isListed: Bool = false)
    -> [ExplanationText.Line]
  {
    let namesInputs = changes.contains { !$0.isOwn && !$0.isRecipe }
    return changes.map { change in
      var line = change.line
      if change.isRecipe && (namesInputs || isListed) || change.isPending && isListed {
        line.below = []
      }
      return line
    }
  }

  /// The change with what is behind it.
  private var line: ExplanationText.Line {
    switch self {
    case .input(let name, let from, let old, let new, let cause):
      inputLine(name, from, old, new, cause)
    case .pendingInput(let name, let old, let from):
      pendingLine(name, isNew: old == nil, from)
    case .recipe(let because):
      ExplanationText.Line(
        text: "recipe: how its inputs are made has changed", outline: "recipe",
        below: because.map(Self.step))
    default: ExplanationText.Line(text: own, outline: own)
    }
  }

  /// A change of the step itself.
  fileprivate var own: String {
    switch self {
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

  /// `old → new`; of long values the part that differs.
  private static func arrow(_ old: String?, _ new: String?) -> String {
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

// MARK: - A few words

extension Explanation {
  /// Why the step runs in a few words, for the log of a run: its own first change, or else the
  /// change further up that is behind it, with the step where it happened; nil where it is up to
  /// date.
  var shortReason: String? {
    let own = changes.filter(\.isOwn)
    guard let first = own.first else { return changes.lazy.compactMap(\.root).first }
    let more = own.count - 1
    return first.shortly + (more > 0 ? ", and \(more) more" : "")
  }
}

extension Change {
  /// A change of the step itself in a word or two.
  fileprivate var shortly: String {
    switch self {
    case .neverRan: "new"
    case .code: "code"
    case .isStored: "again"
    case .recordMissing: "its record was missing"
    case .recordDamaged: "its record was damaged"
    case .resultDamaged, .file: "a file of its result was damaged"
    default: own
    }
  }

  /// The first change of a step itself, on the way up.
  fileprivate var root: String? {
    switch self {
    case .pendingInput(_, _, let from): Self.root(of: from.changes, in: from.step)
    case .recipe(let because):
      because.lazy.compactMap { Self.root(of: $0.changes, in: $0.step) }.first
        ?? "how its inputs are made"
    case .input(let name, let from, _, _, let cause):
      switch cause {
      case .ranAgain(let changes): Self.root(of: changes, in: from) ?? "input \(name)"
      case .madeBy(let step, let before): "input \(name): \(before.step) → \(step.step)"
      case .unknown: "input \(name)"
      }
    default: nil
    }
  }

  private static func root(of changes: [Change], in step: StepID) -> String? {
    changes.first(where: \.isOwn).map { "\(step.step): \($0.shortly)" }
      ?? changes.lazy.compactMap(\.root).first
  }
}
