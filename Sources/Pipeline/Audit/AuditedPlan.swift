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

    var figures: [PublishedFigureFiles] {
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
    let surveyor = Surveyor(plan: plan, store: scan.store, provenance: provenance)
    survey = try surveyor.survey(among: scan.records)
  }

  /// The nodes whose record, or a file of it, is damaged or missing.
  public func damaged(in scan: StoreScan) -> [Int] {
    plan.nodes.indices.filter { node in
      survey.records[node].map { !scan.isWhole($0) } ?? lostItsRecord(node, scan)
    }
  }

  /// The records that were there when a step was last run, and that no one took away on purpose.
  func removedRecords(in scan: StoreScan) -> Set<ContentHash> {
    Set(
      plan.nodes.indices.filter { lostItsRecord($0, scan) }
        .compactMap { survey.fingerprints[$0]?.hash }
    ).subtracting(scan.damagedRecords)
  }

  /// Whether the record of a node is damaged or was removed, but not set aside.
  private func lostItsRecord(_ node: Int, _ scan: StoreScan) -> Bool {
    guard survey.records[node] == nil, let hash = survey.fingerprints[node]?.hash,
      scan.setAsideRecords[hash] == nil
    else { return false }
    if scan.damagedRecords.contains(hash) { return true }
    // One that a run has stored since the scan is in no list, and not lost.
    return scan.journaled.contains(hash) && !Files.exists(scan.store.path(ofRecord: hash))
  }

  /// The nodes that have no result because their record was set aside or removed.
  func withoutRecord(in scan: StoreScan) -> [Int] {
    plan.nodes.indices.filter { node in
      guard survey.records[node] == nil, let hash = survey.fingerprints[node]?.hash else {
        return false
      }
      return scan.setAsideRecords[hash] != nil || lostItsRecord(node, scan)
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
