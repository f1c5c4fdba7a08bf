import Pipeline

/// Why a step would run, for programs: whole values and digests.
extension JSONValue {
  /// - Parameter isListed: Whether the steps that must run first are explained themselves, above.
  init(of explanation: Explanation, isListed: Bool = false) {
    var members: [String: JSONValue] = [
      "id": .string("\(explanation.step)"), "verdict": .string(explanation.verdict.rawValue),
      "changes": .array(explanation.changes.map { JSONValue(of: $0, isListed: isListed) }),
    ]
    switch explanation.basis {
    case .none: break
    case .lastRun: members["comparedWith"] = .string("lastRun")
    case .renamed(let name): members["comparedWith"] = .string(name)
    case .nearest: members["comparedWith"] = .string("nearest")
    }
    self = .object(members)
  }

  private init(of change: Change, isListed: Bool = false) {
    switch change {
    case .neverRan: self.init(kind: "neverRan")
    case .isStored: self.init(kind: "isStored")
    case .recordMissing(let path): self.init(kind: "recordMissing", ["path": .string(path)])
    case .recordDamaged(let path): self.init(kind: "recordDamaged", ["path": .string(path)])
    case .resultDamaged(let path): self.init(kind: "resultDamaged", ["path": .string(path)])
    case .file(let path, let damage):
      self.init(kind: "file", ["path": .string(path), "damage": .string(damage.rawValue)])
    case .format(let old, let new): self.init(kind: "format", old, new)
    case .stage(let old, let new): self.init(kind: "stage", old, new)
    case .parameter(let name, let old, let new):
      self.init(kind: "parameter", old, new, ["name": .string(name)])
    case .source(let name, let path, let old, let new):
      self.init(
        kind: "source", old?.description, new.description,
        ["name": .string(name), "path": .string(path)])
    case .input(let name, let from, let old, let new, let cause):
      self.init(
        kind: "input", old?.description, new.description,
        ["name": .string(name), "from": .string("\(from)"), "because": JSONValue(of: cause)])
    case .pendingInput(let name, let old, let from):
      self.init(
        kind: "pendingInput",
        [
          "name": .string(name), "old": Self.text(old?.description),
          "from": isListed ? Self(naming: from) : Self(of: from),
        ])
    case .removedInput(let name): self.init(kind: "removedInput", ["name": .string(name)])
    case .code(let scope, let old, let new):
      self.init(kind: "code", old, new, ["name": .string(scope.rawValue)])
    case .environment(let name, let old, let new):
      self.init(kind: "environment", old, new, ["name": .string(name)])
    case .recipe(let because):
      self.init(
        kind: "recipe",
        ["because": .array(because.map { isListed ? Self(naming: $0) : Self(of: $0) })])
    }
  }

  private init(of cause: Cause) {
    switch cause {
    case .ranAgain(let changes):
      self.init(kind: "ranAgain", ["changes": .array(changes.map { JSONValue(of: $0) })])
    case .madeBy(let step, let before):
      self.init(kind: "madeBy", "\(before)", "\(step)")
    case .unknown: self.init(kind: "unknown")
    }
  }

  private init(naming explanation: Explanation) {
    self = .object([
      "id": .string("\(explanation.step)"), "verdict": .string(explanation.verdict.rawValue),
    ])
  }

  private init(kind: String, _ members: [String: JSONValue] = [:]) {
    self = .object(members.merging(["kind": .string(kind)]) { _, new in new })
  }

  private init(
    kind: String, _ old: String?, _ new: String?, _ members: [String: JSONValue] = [:]
  ) {
    self.init(
      kind: kind, members.merging(["old": Self.text(old), "new": Self.text(new)]) { $1 })
  }

  private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
