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
      if let record = survey.records[node] { return !scan.isWhole(record) }
      return survey.fingerprints[node].map { scan.damagedRecords.contains($0.hash) } ?? false
    }
  }

  /// The nodes that have no result because no one computed them: not because a record is damaged.
  public func neverRan(in scan: StoreScan) -> [Int] {
    var unknown: Set<Int> = []
    return plan.nodes.indices.filter { node in
      guard survey.records[node] == nil else { return false }
      let isDamaged =
        survey.fingerprints[node].map { scan.damagedRecords.contains($0.hash) } ?? false
      if isDamaged || !unknown.isDisjoint(with: plan.nodes[node].needs) {
        unknown.insert(node)
        return false
      }
      return true
    }
  }
}
