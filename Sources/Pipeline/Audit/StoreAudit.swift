/// What an audit of a store found: records against contents against manifests against figures.
public struct StoreAudit: Sendable {
  /// Everything that there is to say, damage first.
  public let findings: [Finding]

  /// Puts together what a scan found with what manifests and figures say.
  ///
  /// - Parameters:
  ///   - scan: What was read of the store.
  ///   - plans: Every plan that reaches results of the store.
  ///   - contents: The contents of all files in `figures/`.
  ///   - unplanned: What is damaged among the figures that no plan is for.
  public init(
    of scan: StoreScan, plans: [AuditedPlan], contents: Set<ContentHash>,
    unplanned: [DamagedFigure] = []
  ) throws {
    var findings = scan.findings + unplanned.flatMap(\.findings)
    findings += try Self.orphans(scan, plans, contents)
    findings += plans.flatMap { plan in
      plan.scope.figures.flatMap { Self.findings(of: $0, plan, scan) }
    }
    let removed = plans.reduce(into: Set()) { $0.formUnion($1.removedRecords(in: scan)) }
    findings += removed.map { Finding(.missing, scan.store.path(ofRecord: $0)) }
      .sorted { $0.subject < $1.subject }
    let owners = Self.stepsOfFiles(plans, in: scan.store)
    for place in findings.indices {
      var seen: Set<String> = []
      findings[place].steps = owners[findings[place].subject, default: []]
        .filter { seen.insert($0).inserted }
    }
    for plan in plans {
      guard case .everything = plan.scope else { continue }
      findings += plan.neverRan(in: scan).map { Finding(.neverRan, "\(plan.plan.nodes[$0].id)") }
    }
    self.findings =
      findings.filter { $0.severity == .damage } + findings.filter { $0.severity == .notice }
  }

  /// What is wrong.
  public var damage: [Finding] { findings.filter { $0.severity == .damage } }

  private static func orphans(
    _ scan: StoreScan, _ plans: [AuditedPlan], _ contents: Set<ContentHash>
  ) throws -> [Finding] {
    guard let provenance = plans.first?.provenance else { return [] }
    let reached = try Reachability(of: scan, from: plans, figures: contents)
    let records = scan.records.filter { !reached.records.contains($0.key) }.map { hash, record in
      let path = scan.store.path(ofRecord: hash)
      return Finding(
        .orphanRecord(provenance.orphanReason(of: record)), path, bytes: Files.length(path))
    }
    let blobs = scan.blobs.filter { $0.value.isWhole && !reached.blobs.contains($0.key) }
      .map { Finding(.orphanBlob, $0.key, bytes: $0.value.bytes) }
    return (records + blobs).sorted { $0.subject < $1.subject }
  }

  /// The steps that have a file of the store in their present result.
  private static func stepsOfFiles(_ plans: [AuditedPlan], in store: Store) -> [String: [String]] {
    var steps: [String: [String]] = [:]
    for plan in plans {
      let cells = Dictionary(grouping: plan.plan.cells, by: \.node)
      for node in plan.plan.nodes.indices {
        guard let hash = plan.survey.fingerprints[node]?.hash else { continue }
        let files = (plan.survey.records[node]?.files ?? []).map(store.path(of:))
        for path in [store.path(ofRecord: hash)] + files {
          steps[path, default: []] += cells[node, default: []].map { "\($0)" }
        }
      }
    }
    return steps
  }

  private static func findings(
    of figure: PublishedFigureFiles, _ plan: AuditedPlan, _ scan: StoreScan
  ) -> [Finding] {
    guard let node = plan.plan.figure(of: figure.experiment) else { return [] }
    let kind = plan.plan.nodes[node].kind.output
    let records = scan.records.sorted { "\($0.key)" < "\($1.key)" }.map(\.value)
    return FigureAudit(
      figure: figure, current: plan.survey.records[node], lineage: plan.plan.lineage(of: node),
      records: records.filter { $0.artifact == kind }
    ).findings()
  }
}

extension Provenance {
  /// Why nothing reaches a record that was made by another build, or was not asked for.
  fileprivate func orphanReason(of record: Record) -> Finding.OrphanReason {
    let parts = FingerprintParts(lines: record.fingerprint)
    if !codeDigests.values.contains(parts.code) { return .otherCode }
    return environment.values.contains(parts.environment) ? .notAskedFor : .otherEnvironment
  }
}

// MARK: - Plans

/// The plan of a data set with what a scan of the store knows of it.
public struct AuditedPlan: Sendable {
  /// The plan.
  public let plan: Plan
  /// What the store holds of it, by what the scan can trust.
  public let survey: Survey
  /// The name of the data set.
  public let dataSet: String
  /// What is asked of it.
  public let scope: Scope
  let provenance: Provenance

  /// What an audit is to say of a plan.
  public enum Scope: Sendable {
    /// What never ran, and what is wrong with the published files of its figures.
    case everything([PublishedFigureFiles])
    /// What is wrong with the published files of its figures.
    case figures([PublishedFigureFiles])
    /// Nothing: it only keeps its results from being orphans.
    case reach

    fileprivate var figures: [PublishedFigureFiles] {
      switch self {
      case .everything(let figures), .figures(let figures): figures
      case .reach: []
      }
    }
  }

  /// Looks up a plan in a scan.
  public init(
    _ plan: Plan, dataSet: String, provenance: Provenance, in scan: StoreScan, scope: Scope
  ) throws {
    self.plan = plan
    self.dataSet = dataSet
    self.provenance = provenance
    self.scope = scope
    survey = try Surveyor(plan: plan, store: scan.store, provenance: provenance) { fingerprint in
      scan.records[fingerprint.hash]
    }.survey()
  }

  /// The nodes whose record, or a file of it, is damaged or missing.
  public func damaged(in scan: StoreScan) -> [Int] {
    plan.nodes.indices.filter { node in
      survey.records[node].map { !scan.isWhole($0) } ?? lostItsRecord(node, scan)
    }
  }

  /// The records that were there when a step was last run, and that no one took away on purpose.
  fileprivate func removedRecords(in scan: StoreScan) -> Set<ContentHash> {
    Set(plan.nodes.indices.filter { lostItsRecord($0, scan) }.compactMap(missingRecord))
      .subtracting(scan.damagedRecords)
  }

  /// Whether the record of a node is damaged or was removed, but not set aside.
  private func lostItsRecord(_ node: Int, _ scan: StoreScan) -> Bool {
    guard let hash = missingRecord(of: node), scan.setAsideRecords[hash] == nil else {
      return false
    }
    if scan.damagedRecords.contains(hash) { return true }
    // One that a run has stored since the scan is in no list, and not lost.
    return scan.journaled.contains(hash) && !Files.exists(scan.store.path(ofRecord: hash))
  }

  /// The name of the record that a node has not.
  func missingRecord(of node: Int) -> ContentHash? {
    survey.records[node] == nil ? survey.fingerprints[node]?.hash : nil
  }

  /// The nodes that have no result because their record was set aside or removed.
  func withoutRecord(in scan: StoreScan) -> [Int] {
    plan.nodes.indices.filter { node in
      missingRecord(of: node).map { scan.setAsideRecords[$0] != nil } == true
        || lostItsRecord(node, scan)
    }
  }

  /// The nodes that have no result because no one computed them: not because a record is damaged.
  public func neverRan(in scan: StoreScan) -> [Int] {
    var unknown: Set<Int> = []
    return plan.nodes.indices.filter { node in
      guard survey.records[node] == nil else { return false }
      if lostItsRecord(node, scan) || !unknown.isDisjoint(with: plan.nodes[node].needs) {
        unknown.insert(node)
        return false
      }
      return true
    }
  }
}

// MARK: - Repair

/// Sets aside what an audit found damaged, so that it counts as absent and is computed again.
public struct Repair: Sendable {
  /// The files that were set aside: where they were.
  public let setAside: [String]
  /// The damaged files that no manifest makes again.
  public let lost: [String]

  /// Sets aside every damaged file, but for those that are somebody else's, and the records whose
  /// files are damaged or missing.
  ///
  /// - Throws: `PipelineError.storeFormat` where nothing shows that the store is one of this version.
  public init(of audit: StoreAudit, in scan: StoreScan, except others: Set<String> = []) throws {
    let store = scan.store
    let damage = audit.damage.filter { !others.contains($0.subject) }
    for case .label(let found?) in damage.map(\.problem) where scan.isOfAnotherVersion {
      throw PipelineError.storeFormat(path: store.path, found: found, expected: Store.format)
    }
    var setAside: [String] = []
    // Records first: one that names a missing file would be believed until it is used.
    for (hash, record) in scan.records.sorted(by: { "\($0.key)" < "\($1.key)" })
    where !scan.isWhole(record) {
      setAside += try store.quarantine(store.path(ofRecord: hash))
    }
    for finding in damage { setAside += try store.quarantine(finding.subject) }
    if Files.isFolder(store.path) { try store.writeLabel() }
    self.setAside = setAside
    lost = damage.filter { finding in
      finding.steps.isEmpty && !finding.concernsFigure && finding.subject != store.labelFile
    }.map(\.subject)
  }
}

extension Store {
  /// Moves a file to `damaged/`, from wherever it is; tells its path if it was there.
  fileprivate func quarantine(_ path: String) throws -> [String] {
    guard Files.exists(path) else { return [] }
    let isOurs = path.hasPrefix("\(self.path)/")
    let name = path.split(separator: "/").suffix(isOurs ? 1 : 3).joined(separator: "-")
    let place = Files.unused("\(self.path)/damaged/\(name)")
    if isOurs {
      try Files.move(path, to: place)
    } else if let bytes = try Files.readIfFile(path) {
      // Figures may lie on another file system than the store.
      try Files.write(bytes, to: place)
      try Files.remove(path)
    } else {
      try Files.move(path, to: Files.unused("\(path).kept"))
    }
    return [path]
  }
}
