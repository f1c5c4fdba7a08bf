/// Finds out why steps would run, by comparing what they depend on with what they depended on.
///
/// Reads the store and changes nothing.
public final class Explainer {
  private let plan: Plan
  private let store: Store
  private let survey: Survey
  private let provenance: Provenance
  private let index: RecordIndex
  private let journals: [String: RunJournal]
  /// What is damaged of the results that the store should hold.
  private let damage: [Int: [Change]]
  /// The nodes whose record is there and that run nevertheless, because their files are needed.
  private let needed: Set<Int>
  private let cells: [Int: [Plan.Cell]]
  private let planned: Set<String>
  /// The records that are the results of steps of this plan now.
  private let claimed: Set<ContentHash>
  private var known: [Int: Explanation] = [:]
  private var madeBefore: [Int: Earlier?] = [:]

  /// How thoroughly results are looked at.
  public enum Scrutiny: Sendable {
    /// A result with a record is taken to be there.
    case records
    /// Every file is read.
    case contents
  }

  /// An explainer of what a survey found.
  ///
  /// - Parameters:
  ///   - survey: What was found.
  ///   - plan: What was surveyed.
  ///   - provenance: What results depend on beside parameters and inputs, as it is now.
  ///   - store: Where the results are.
  ///   - dataSet: The name of the data set.
  ///   - targets: The nodes whose files are wanted: the figures.
  ///   - scrutiny: How thoroughly results are looked at.
  public init(
    _ survey: Survey, of plan: Plan, provenance: Provenance, store: Store, dataSet: String,
    targets: [Int], scrutiny: Scrutiny = .contents
  ) throws {
    self.plan = plan
    self.store = store
    self.survey = survey
    self.provenance = provenance
    index = RecordIndex(of: store)
    journals = try Set(plan.cells.map(\.experiment)).reduce(into: [:]) { journals, experiment in
      journals[experiment] = try RunJournal.known(experiment, dataSet: dataSet, in: store)
    }
    cells = Dictionary(grouping: plan.cells, by: \.node)
    planned = Set(plan.cells.map { "\($0)" })
    claimed = Set(
      plan.nodes.indices.compactMap { node in
        survey.records[node] == nil ? nil : survey.fingerprints[node]?.hash
      })
    damage = scrutiny == .records ? [:] : try Self.damage(survey, store)
    needed = Self.needed(survey, plan, damaged: Set(damage.keys), targets: targets)
  }

  /// Whether nothing was ever stored, so that there is nothing to explain.
  public var storeIsEmpty: Bool { !Files.isFolder("\(store.path)/records") }

  /// Why a cell would run, or that it need not.
  public func explanation(of cell: Plan.Cell) throws -> Explanation {
    let shared = try explanation(of: cell.node)
    return Explanation(
      step: cell.id, verdict: shared.verdict, changes: shared.changes, basis: shared.basis)
  }

  /// Why a node would run, or that it need not.
  public func explanation(of node: Int) throws -> Explanation {
    if let known = known[node] { return known }
    let explanation = try findOut(node)
    known[node] = explanation
    return explanation
  }

  private func findOut(_ node: Int) throws -> Explanation {
    let id = plan.nodes[node].id
    func verdict(_ verdict: Explanation.Verdict, _ changes: [Change]) -> Explanation {
      Explanation(step: id, verdict: verdict, changes: changes, basis: .none)
    }
    if survey.records[node] != nil {
      guard let damage = damage[node] else { return verdict(.upToDate, []) }
      return verdict(needed.contains(node) ? .runs : .runsIfNeeded, damage)
    }
    if let loss = try loss(of: node) { return verdict(.runs, [loss]) }
    guard let earlier = try earlier(of: node) else { return verdict(.runs, [.neverRan]) }
    let changes = try changes(of: node, since: earlier.found)
    let onlyMay = changes.allSatisfy {
      if case .pendingInput(_, .some, _) = $0 { true } else { false }
    }
    return Explanation(
      step: id, verdict: onlyMay ? .mayRun : .runs, changes: changes, basis: earlier.basis)
  }

  // MARK: Damage

  private static func damage(_ survey: Survey, _ store: Store) throws -> [Int: [Change]] {
    var damage: [Int: [Change]] = [:]
    for (node, record) in survey.records.enumerated() {
      let changes = try record.map(store.damage(of:)) ?? []
      if !changes.isEmpty { damage[node] = changes }
    }
    return damage
  }

  /// Whoever runs needs the files of its inputs, and so on.
  private static func needed(
    _ survey: Survey, _ plan: Plan, damaged: Set<Int>, targets: [Int]
  ) -> Set<Int> {
    var needed: Set<Int> = []
    var wanted = Set(targets)
    for node in plan.nodes.indices.reversed() {
      let isMissing = survey.records[node] == nil
      let isLost = damaged.contains(node) && wanted.contains(node)
      if isLost { needed.insert(node) }
      if isMissing || isLost { wanted.formUnion(plan.nodes[node].needs) }
    }
    return needed
  }

  /// What became of the very result that the step would have, if it was ever there.
  private func loss(of node: Int) throws -> Change? {
    guard let hash = survey.fingerprints[node]?.hash else { return nil }
    if try store.found(hash) != nil { return .isStored }
    let path = store.path(ofRecord: hash)
    let (isThere, found) = try store.setAsideRecord(hash)
    if isThere { return found == nil ? .recordDamaged(path: path) : .resultDamaged(path: path) }
    return lastFingerprints(of: node).contains(hash) ? .recordMissing(path: path) : nil
  }

  // MARK: What was before

  /// An earlier result, and how it was found.
  private typealias Earlier = (found: Store.Found, basis: Explanation.Basis)

  /// What the journals know of the cells of a node.
  private func lastFingerprints(of node: Int) -> [ContentHash] {
    cells[node, default: []].compactMap { cell in
      journals[cell.experiment]?.steps["\(cell)"]
    }
  }

  /// The result to compare with: that of the last run, or the most similar one.
  private func earlier(of node: Int) throws -> Earlier? {
    if let known = madeBefore[node] { return known }
    let earlier = try lookUp(node)
    madeBefore[node] = earlier
    return earlier
  }

  private func lookUp(_ node: Int) throws -> Earlier? {
    for hash in lastFingerprints(of: node) {
      if let found = try store.found(hash) ?? store.setAsideRecord(hash).found {
        return (found, .lastRun)
      }
    }
    let id = plan.nodes[node].id
    if let (name, found) = try renamed(id, stage: plan.nodes[node].kind.id) {
      return (found, .renamed(from: name))
    }
    let isKnownAsNew = journals[id.experiment].map { $0.steps["\(id)"] == nil } ?? false
    if isKnownAsNew { return nil }
    return try index.nearest(
      to: presumedLines(of: node), stage: plan.nodes[node].kind.id,
      needsInput: !plan.nodes[node].namedInputs.isEmpty, excluding: claimed
    ).map { ($0, .nearest) }
  }

  /// The last result of a step that is no longer there, of the same stage and with the same labels.
  private func renamed(_ id: StepID, stage: String) throws -> (name: String, Store.Found)? {
    guard let journal = journals[id.experiment] else { return nil }
    let labels = StepID(experiment: "", step: "", labels: id.labels).description
    let gone = journal.steps.filter { !planned.contains($0.key) }.sorted { $0.key < $1.key }
    for (name, hash) in gone where "/" + name.drop(while: { $0 != "[" }) == labels {
      guard let found = try store.found(hash),
        FingerprintParts(lines: found.record.fingerprint).stage == stage
      else { continue }
      return (name, found)
    }
    return nil
  }

  /// What a fingerprint is, or would be if inputs that are not there came out as before.
  private func presumedLines(of index: Int) throws -> [String] {
    try Fingerprint(of: plan.nodes[index], provenance: provenance) { node in
      try survey.records[node]?.content ?? earlier(of: node)?.found.record.content
    }.lines
  }
}

// MARK: - What has changed

/// The differences between what a step depends on and what an earlier result depended on.
extension Explainer {
  private func changes(of node: Int, since earlier: Store.Found) throws -> [Change] {
    let old = FingerprintParts(lines: earlier.record.fingerprint)
    let new = try known(of: node)
    let own = try ownChanges(of: node, from: old, to: new)
    let inputs = try inputChanges(of: node, from: old)
    var changes = own + inputs + codeChanges(of: node, from: old, to: new)
    // A recipe contains the step's own parameters: it is news only where they are the same.
    if own.isEmpty, old.recipe != new.recipe {
      changes.append(.recipe(because: try changedSteps(above: node)))
    }
    return changes
  }

  /// A fingerprint without the inputs that are not there yet.
  private func known(of node: Int) throws -> FingerprintParts {
    FingerprintParts(
      lines: try Fingerprint(of: plan.nodes[node], provenance: provenance) { needed in
        survey.records[needed]?.content
      }.lines)
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
    try plan.nodesNeeded(by: plan.nodes[node].needs).sorted().compactMap { step in
      guard let earlier = try earlier(of: step) else { return nil }
      let old = FingerprintParts(lines: earlier.found.record.fingerprint)
      let own = try ownChanges(of: step, from: old, to: known(of: step))
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
