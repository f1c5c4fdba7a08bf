import ArgumentParser
import Pipeline
import Reports

/// `explain`: why steps would run, or what they depend on.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a step would run, with old and new values.",
    discussion: """
      A result is computed again when its stage, a parameter, the content of an input, the code, the \
      compiler or a library is not what it was, or when its files in the store are damaged. Where an \
      input must be made again first, the reason for that stands below, down to what was changed.

      Compared with is the step's last run; where the store's journal does not know it, the most \
      similar result of the same stage.

      examples:
        interneurons explain                      everything that is not up to date
        interneurons explain shaping-fig2         the same of one experiment
        interneurons explain 'shaping-fig2/train[image=camera]'
        interneurons explain shaping-fig2/train --set train.schedule.iterations=1000
      """)

  @Argument(
    help: ArgumentHelp(
      "Steps, with or without labels, or experiments; all experiments when none is named.",
      valueName: "step|experiment"))
  var subjects: [String] = []

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "Print JSON: a list with one object for each step.")
  var json = false

  @Flag(help: "Say it of every cell, also where several have the same to say.")
  var expand = false

  func run() throws {
    let experiments = subjects.map { isStep($0) ? StepQuery.experiment(in: $0) : $0 }
    let workspace = try Workspace(experiments: experiments, options: options)
    let survey = try workspace.scheduler().survey()
    let explainer = try workspace.explainer(survey)
    let cells = try subjects.filter(isStep).flatMap {
      try StepQuery(text: $0, plan: workspace.plan).cells()
    }
    let named = try cells.grouped(by: \.id).map { try explainer.explanation(of: $0.members[0]) }
    let whole = subjects.filter { !isStep($0) }
    let experimentsToo = subjects.isEmpty || !whole.isEmpty
    let chosen = experimentsToo ? try workspace.chosen(whole) : []
    let stale = try workspace.plan.cells.filter { cell in
      chosen.contains { $0.name == cell.experiment }
    }.map { try explainer.explanation(of: $0) }.filter(\.isStale)
    if json {
      let objects =
        named.map { json(of: $0, workspace, survey) }
        + stale.map { JSONValue(of: $0, isListed: true) }
      return try Terminal.say(JSONValue.array(objects).text(indented: true))
    }
    var texts = texts(of: named, workspace, survey) + grouped(stale, isListed: true)
    if experimentsToo {
      texts += try chosen.compactMap { manifest in
        try FigureState(of: manifest, in: workspace, survey).difference
          .map { "\(manifest.name): \($0)" }
      }
      if texts.isEmpty { texts = ["everything is up to date"] }
    }
    try Terminal.say(texts.joined(separator: "\n"))
  }

  /// Of a single step that is up to date, also what it depends on.
  private func texts(of named: [Explanation], _ workspace: Workspace, _ survey: Survey) -> [String]
  {
    let fresh = named.filter { !$0.isStale }
    let texts =
      fresh.count == 1 || expand
      ? fresh.map { dependences(of: $0, workspace, survey) } : grouped(fresh, isListed: false)
    return texts + grouped(named.filter(\.isStale), isListed: false)
  }

  /// Not an experiment, nor its file, to which a shell may complete it.
  private func isStep(_ subject: String) -> Bool {
    subject.contains("/") && !subject.hasSuffix(".yaml")
  }

  /// One text for all cells that have the same to say.
  private func grouped(_ explanations: [Explanation], isListed: Bool) -> [String] {
    if expand { return explanations.map { ExplanationText($0, isListed: isListed).text() } }
    return explanations.grouped { ExplanationText($0).outline }.map { _, alike in
      ExplanationText(alike[0], isListed: isListed).text(others: alike.count - 1)
    }
  }

  /// Of a step that is up to date, also what it depends on.
  private func json(of explanation: Explanation, _ workspace: Workspace, _ survey: Survey)
    -> JSONValue
  {
    let object = JSONValue(of: explanation)
    guard !explanation.isStale, case .object(var members) = object,
      let node = workspace.plan.node(of: explanation.step),
      let fingerprint = survey.fingerprints[node]
    else { return object }
    members["dependsOn"] = .strings(fingerprint.lines.dropFirst())
    return .object(members)
  }

  /// What an up-to-date step depends on: the lines of its fingerprint, with where inputs come from.
  private func dependences(of explanation: Explanation, _ workspace: Workspace, _ survey: Survey)
    -> String
  {
    let title = ExplanationText(explanation).text()
    guard let node = workspace.plan.node(of: explanation.step),
      let fingerprint = survey.fingerprints[node]
    else { return title }
    let makers = workspace.plan.makers(of: node)
    let lines = fingerprint.lines.dropFirst().map { line -> String in
      let name = line.hasPrefix("input ") ? line.ranges(of: ": ").last : nil
      let maker = name.flatMap { makers[String(line[..<$0.lowerBound].dropFirst(6))] }
      return "    \(line)\(maker.map { " from \($0)" } ?? "")"
    }
    return ([title, "  depends on"] + lines).joined(separator: "\n")
  }
}

extension Workspace {
  /// The manifests of the named experiments, or all of them.
  fileprivate func chosen(_ names: [String]) throws -> [Manifest] {
    let wanted = Set(try project.manifests(named: names).map(\.name))
    return names.isEmpty ? manifests : manifests.filter { wanted.contains($0.name) }
  }
}

extension Plan {
  /// The steps or files that feed a node, by the names of its inputs in a fingerprint.
  fileprivate func makers(of node: Int) -> [String: String] {
    let makers = nodes[node].namedInputs.map { input in
      switch input.origin {
      case .node(let maker): (input.name, "\(nodes[maker].id)")
      case .source(let item): (input.name, item.path)
      }
    }
    return Dictionary(makers) { first, _ in first }
  }
}

// MARK: - JSON

/// Why a step would run, for programs: whole values and digests.
extension JSONValue {
  /// - Parameter isListed: Whether the steps that must run first are explained themselves, above.
  fileprivate init(of explanation: Explanation, isListed: Bool = false) {
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
    case .neverRan: self = ["kind": "neverRan"]
    case .isStored: self = ["kind": "isStored"]
    case .recordMissing(let path): self = ["kind": "recordMissing", "path": .string(path)]
    case .recordDamaged(let path): self = ["kind": "recordDamaged", "path": .string(path)]
    case .resultDamaged(let path): self = ["kind": "resultDamaged", "path": .string(path)]
    case .file(let path, let damage):
      self = ["kind": "file", "path": .string(path), "damage": .string(damage.rawValue)]
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
      self = [
        "kind": "pendingInput", "name": .string(name), "old": .text(old?.description),
        "from": Self(from, isListed: isListed),
      ]
    case .removedInput(let name): self = ["kind": "removedInput", "name": .string(name)]
    case .code(let scope, let old, let new):
      self.init(kind: "code", old, new, ["name": .string(scope.rawValue)])
    case .environment(let name, let old, let new):
      self.init(kind: "environment", old, new, ["name": .string(name)])
    case .recipe(let because):
      self = ["kind": "recipe", "because": .array(because.map { Self($0, isListed: isListed) })]
    }
  }

  private init(of cause: Cause) {
    switch cause {
    case .ranAgain(let changes):
      self = ["kind": "ranAgain", "changes": .array(changes.map { JSONValue(of: $0) })]
    case .madeBy(let step, let before):
      self = ["kind": "madeBy", "old": "\(before)", "new": "\(step)"]
    case .unknown: self = ["kind": "unknown"]
    }
  }

  /// A step that must run first: the whole explanation, unless it is listed itself.
  private init(_ explanation: Explanation, isListed: Bool) {
    self =
      isListed
      ? ["id": "\(explanation.step)", "verdict": .string(explanation.verdict.rawValue)]
      : JSONValue(of: explanation)
  }

  private init(
    kind: String, _ old: String?, _ new: String?, _ members: [String: JSONValue] = [:]
  ) {
    let own: [String: JSONValue] = ["kind": .string(kind), "old": .text(old), "new": .text(new)]
    self = .object(members.merging(own) { $1 })
  }
}
