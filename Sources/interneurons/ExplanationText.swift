import Pipeline

/// Why a step would run, as people read it: the step and its verdict, and below a line for each
/// change, indented by how far up its cause lies.
struct ExplanationText {
  /// One change and what is behind it.
  struct Line {
    let text: String
    /// The same for cells that differ in labels and digests only.
    let outline: String
    /// The step whose changes stand below.
    var subject: String?
    var below: [Line] = []
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
  static func words(for verdict: Explanation.Verdict) -> String {
    switch verdict {
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
    let title = "\(step): \(Self.words(for: explanation.verdict))"
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

  private var lines: [Line] {
    let lines = ChangeText.lines(explanation.changes)
    guard isListed else { return lines }
    return zip(lines, explanation.changes).map { line, change in
      var line = line
      if change.isPending || change.isRecipe { line.below = [] }
      return line
    }
  }

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
    var order: [String] = []
    var groups: [String: [Line]] = [:]
    for line in lines {
      let key = ([line.outline] + indented(line.below.map(\.outlined))).joined(separator: "\n")
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(line)
    }
    return order.compactMap { key in
      guard let group = groups[key], let first = group.first else { return nil }
      let text = group.count == 1 ? first.text : "\(first.text) (and \(group.count - 1) alike)"
      return Line(
        text: text, outline: first.outline, subject: first.subject, below: grouped(first.below))
    }
  }

  private static func indented(_ lines: [Line], by margin: String = "  ") -> [String] {
    lines.flatMap { [margin + $0.text] + indented($0.below, by: margin + "  ") }
  }
}

extension ExplanationText.Line {
  /// The line as its outline.
  var outlined: Self { Self(text: outline, outline: outline, below: below.map(\.outlined)) }

  /// The line with the changes of each step said once, where it is first mentioned.
  func withoutRepetitions(_ seen: inout Set<String>) -> Self {
    if let subject, !below.isEmpty, !seen.insert(subject).inserted {
      return Self(text: "\(text), as above", outline: outline)
    }
    var line = self
    line.below = below.map { $0.withoutRepetitions(&seen) }
    return line
  }
}

extension Change {
  /// Whether an input must be made again first.
  var isPending: Bool {
    if case .pendingInput = self { return true }
    return false
  }

  /// Whether it is about how the inputs are made.
  var isRecipe: Bool {
    if case .recipe = self { return true }
    return false
  }
}
