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
  public init(of scan: StoreScan, plans: [AuditedPlan], contents: Set<ContentHash>) throws {
    var findings = scan.findings
    findings += try Self.orphans(scan, plans, contents)
    findings += plans.flatMap { plan in
      plan.scope.figures.flatMap { Self.findings(of: $0, plan, scan) }
    }
    let removed = plans.reduce(into: Set()) { $0.formUnion($1.removedRecords(in: scan)) }
    findings += removed.map { Finding(.missing, scan.store.path(ofRecord: $0)) }
      .sorted { $0.subject < $1.subject }
    let owners = StepsOfFiles(scan: scan, plans: plans)
    for place in findings.indices {
      findings[place].steps = owners.steps(of: findings[place].subject)
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
      Finding(
        .orphanRecord(provenance.orphanReason(of: record)), scan.store.path(ofRecord: hash),
        bytes: scan.recordBytes[hash] ?? 0)
    }
    let blobs = scan.blobs.filter { $0.value.isWhole && !reached.blobs.contains($0.key) }.values
      .map { Finding(.orphanBlob, $0.path, bytes: $0.bytes) }
    return (records + blobs).sorted { $0.subject < $1.subject }
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
  func orphanReason(of record: Record) -> Finding.OrphanReason {
    let parts = FingerprintParts(lines: record.fingerprint)
    if !codeDigests.values.contains(parts.code) { return .otherCode }
    return environment.values.contains(parts.environment) ? .notAskedFor : .otherEnvironment
  }
}
