/// What is known about the nodes of a plan: their fingerprints and records.
public struct Survey: Sendable {
  /// The fingerprint of every node whose inputs are known.
  public internal(set) var fingerprints: [Fingerprint?]
  /// The record of every node whose result the store holds.
  public internal(set) var records: [Record?]
  /// The nodes that this run computed.
  public internal(set) var ran: Set<Int> = []
  /// The steps that failed, where a run went on without them.
  public internal(set) var failures: [StepFailure] = []
  /// The results that came out differently when they were computed again.
  public internal(set) var differences: [Difference] = []
  /// The nodes that are still to be computed again, with their stored records once these are found.
  var forced: [Int: Record?]

  init(count: Int, forced: Set<Int> = []) {
    fingerprints = Array(repeating: nil, count: count)
    records = Array(repeating: nil, count: count)
    self.forced = Dictionary(uniqueKeysWithValues: forced.map { ($0, nil) })
  }

  /// The nodes without a result.
  public var missing: [Int] { records.indices.filter { records[$0] == nil } }
}

/// Finds out what the store holds of a plan.
struct Surveyor: Sendable {
  let plan: Plan
  let store: Store
  let provenance: Provenance
  /// How a record is found.
  let record: @Sendable (Fingerprint) throws -> Record?

  /// What is known without running anything; forced nodes count as absent.
  func survey(forced: Set<Int> = []) throws -> Survey {
    var survey = Survey(count: plan.nodes.count, forced: forced)
    try lookAtAll(&survey)
    return survey
  }

  /// Looks at all nodes of which nothing is known, inputs first.
  func lookAtAll(_ survey: inout Survey) throws {
    for node in plan.nodes.indices { try look(at: node, &survey) }
  }

  /// Finds the fingerprint of a node whose inputs are known, and its record.
  func look(at node: Int, _ survey: inout Survey) throws {
    guard survey.fingerprints[node] == nil,
      let fingerprint = try fingerprint(of: node, survey)
    else { return }
    survey.fingerprints[node] = fingerprint
    let found = try record(fingerprint)
    if survey.forced.keys.contains(node) {
      survey.forced.updateValue(found, forKey: node)
    } else {
      survey.records[node] = found
    }
  }

  /// The fingerprint of a node; nil while an input has no result.
  func fingerprint(of index: Int, _ survey: Survey) throws -> Fingerprint? {
    let node = plan.nodes[index]
    guard node.needs.allSatisfy({ survey.records[$0] != nil }) else { return nil }
    return try Fingerprint(of: node, provenance: provenance) { survey.records[$0]?.content }
  }

  /// Forgets a damaged result, and what was concluded from it about the nodes that need it.
  func forget(_ node: Int, _ survey: inout Survey) throws {
    if let fingerprint = survey.fingerprints[node] { try store.forget(fingerprint) }
    survey.records[node] = nil
    var stale: Set = [node]
    for later in plan.nodes.indices where !stale.isDisjoint(with: plan.nodes[later].needs) {
      stale.insert(later)
      survey.records[later] = nil
      survey.fingerprints[later] = nil
    }
  }
}
