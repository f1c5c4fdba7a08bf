/// The differences between what a step depends on and what an earlier result depended on.
extension Explainer {
  func changes(of node: Int, since earlier: Store.Found) throws -> [Change] {
    let old = FingerprintParts(lines: earlier.record.fingerprint)
    let new = FingerprintParts(lines: try knownLines(of: node))
    let own = try ownChanges(of: node, from: old, to: new)
    let inputs = try inputChanges(of: node, from: old)
    var changes = own + inputs + codeChanges(of: node, from: old, to: new)
    // A recipe contains the step's own parameters: it is news only where they are the same.
    if own.isEmpty, old.recipe != new.recipe {
      changes.append(.recipe(because: try changedSteps(above: node)))
    }
    return changes
  }

  /// The lines of a fingerprint without those of inputs that are not there yet.
  private func knownLines(of index: Int) throws -> [String] {
    let node = plan.nodes[index]
    let inputs = node.namedInputs.compactMap { input -> (name: String, content: ContentHash)? in
      switch input.origin {
      case .source(let item): (input.name, item.hash)
      case .node(let needed): survey.records[needed].map { (input.name, $0.content) }
      }
    }
    return try Fingerprint(of: node, inputs: inputs, provenance: provenance).lines
  }

  /// What manifest and data set say of the step itself.
  private func ownChanges(
    of node: Int, from old: FingerprintParts, to new: FingerprintParts
  ) throws -> [Change] {
    var changes: [Change] = []
    if old.format != new.format { changes.append(.format(old: old.format, new: new.format)) }
    if old.stage != new.stage { changes.append(.stage(old: old.stage, new: new.stage)) }
    changes += Self.differences(old.parameters, new.parameters).map {
      .parameter(name: $0.name, old: $0.old, new: $0.new)
    }
    for input in plan.nodes[node].namedInputs {
      guard case .source(let item) = input.origin, old.inputs[input.name] != "\(item.hash)" else {
        continue
      }
      let before = old.inputs[input.name].flatMap { ContentHash(digits: $0) }
      changes.append(.source(name: input.name, path: item.path, old: before, new: item.hash))
    }
    return changes
  }

  private func inputChanges(of node: Int, from old: FingerprintParts) throws -> [Change] {
    var changes: [Change] = []
    let named = plan.nodes[node].namedInputs
    for input in named {
      guard case .node(let maker) = input.origin else { continue }
      let before = old.inputs[input.name].flatMap { ContentHash(digits: $0) }
      if let now = survey.records[maker]?.content {
        guard now != before else { continue }
        let cause = try before.map { try self.cause(of: maker, insteadOf: $0) } ?? .ranAgain([])
        changes.append(
          .input(
            name: input.name, from: plan.nodes[maker].id, old: before, new: now, because: cause))
      } else {
        changes.append(
          .pendingInput(name: input.name, old: before, from: try explanation(of: maker)))
      }
    }
    let present = Set(named.map(\.name))
    changes += old.inputs.keys.filter { !present.contains($0) }.sorted().map {
      .removedInput(name: $0)
    }
    return changes
  }

  private func codeChanges(of node: Int, from old: FingerprintParts, to new: FingerprintParts)
    -> [Change]
  {
    var changes: [Change] = []
    if old.code != new.code {
      changes.append(.code(scope: plan.nodes[node].kind.code, old: old.code, new: new.code))
    }
    changes += Self.differences(old.environment, new.environment).map {
      .environment(name: $0.name, old: $0.old, new: $0.new)
    }
    return changes
  }

  // MARK: Causes

  /// Why a step's content is no longer what it was.
  private func cause(of maker: Int, insteadOf before: ContentHash) throws -> Cause {
    if let last = try earlier(of: maker)?.found, last.record.content == before {
      return .ranAgain(try changes(of: maker, since: last))
    }
    if let other = survey.records.firstIndex(where: { $0?.content == before }) {
      return .madeBy(plan.nodes[maker].id, before: plan.nodes[other].id)
    }
    let found = try index.maker(
      of: before, like: survey.fingerprints[maker]?.lines ?? [], stage: plan.nodes[maker].kind.id)
    return try found.map { .ranAgain(try changes(of: maker, since: $0)) } ?? .unknown
  }

  /// The steps above one that manifest or data set changed since their last run.
  private func changedSteps(above node: Int) throws -> [Explanation] {
    var above: Set<Int> = []
    var open = plan.nodes[node].needs
    while let next = open.popLast() {
      if above.insert(next).inserted { open += plan.nodes[next].needs }
    }
    return try above.sorted().compactMap { step in
      guard let earlier = try earlier(of: step) else { return nil }
      let old = FingerprintParts(lines: earlier.found.record.fingerprint)
      let new = FingerprintParts(lines: try knownLines(of: step))
      let own = try ownChanges(of: step, from: old, to: new)
      guard !own.isEmpty else { return nil }
      return Explanation(
        step: plan.nodes[step].id, verdict: try explanation(of: step).verdict, changes: own,
        basis: earlier.basis)
    }
  }

  private static func differences(_ old: [String: String], _ new: [String: String])
    -> [(name: String, old: String?, new: String?)]
  {
    Set(old.keys).union(new.keys).sorted().compactMap { name in
      old[name] == new[name] ? nil : (name, old[name], new[name])
    }
  }
}
