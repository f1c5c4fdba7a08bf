import Pipeline

/// Why a step runs in a few words, for the log of a run: its own first change, or else the change
/// further up that is behind it, with the step where it happened.
struct ShortReason {
  /// Nothing for what is up to date.
  let text: String?

  init(_ explanation: Explanation) {
    let own = explanation.changes.filter(\.isOwn)
    guard let first = own.first else {
      text = explanation.changes.lazy.compactMap { Self.root(of: $0) }.first
      return
    }
    let more = own.count - 1
    text = Self.words(for: first) + (more > 0 ? ", and \(more) more" : "")
  }

  private static func words(for change: Change) -> String {
    switch change {
    case .neverRan: "new"
    case .code: "code"
    case .isStored: "again"
    case .recordMissing: "its record was missing"
    case .recordDamaged: "its record was damaged"
    case .resultDamaged, .file: "a file of its result was damaged"
    default: ChangeText(change).own
    }
  }

  /// The first change of a step itself, on the way up.
  private static func root(of change: Change) -> String? {
    switch change {
    case .pendingInput(_, _, let from): root(of: from.changes, in: from.step)
    case .recipe(let because):
      because.lazy.compactMap { root(of: $0.changes, in: $0.step) }.first
        ?? "how its inputs are made"
    case .input(let name, let from, _, _, let cause):
      switch cause {
      case .ranAgain(let changes): root(of: changes, in: from) ?? "input \(name)"
      case .madeBy(let step, let before): "input \(name): \(before.step) → \(step.step)"
      case .unknown: "input \(name)"
      }
    default: nil
    }
  }

  private static func root(of changes: [Change], in step: StepID) -> String? {
    if let own = changes.first(where: \.isOwn) { return "\(step.step): \(words(for: own))" }
    return changes.lazy.compactMap { root(of: $0) }.first
  }
}
