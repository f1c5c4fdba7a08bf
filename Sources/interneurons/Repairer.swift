import Pipeline

/// Sets damage aside, runs what a manifest still makes, and writes broken figures again.
struct Repairer {
  let checkout: Checkout
  let jobs: Int
  let cancellation: Cancellation

  func repair(_ audit: StoreAudit, in scan: StoreScan, _ plans: [AuditedPlan]) async throws
    -> RepairSummary
  {
    let repair = try Repair(of: audit, in: scan)
    var ran = 0
    var written: [String] = []
    let broken = Set(audit.damage.filter(\.concernsFigure).map(\.subject))
    for (place, plan) in zip(checkout.workspaces, plans) {
      let workspace = place.workspace
      let folder = workspace.project.figureFolder(of: workspace.dataSet.name)
      let figures =
        !place.checksFigures
        ? []
        : workspace.manifests.map(\.name).filter { name in
          !broken.isDisjoint(with: PublishedFigure(folder: folder, experiment: name).paths)
        }
      let survey = try workspace.scheduler().survey()
      // What another plan has made again meanwhile is not damaged any more.
      let isAffected = plan.damaged(in: scan).contains { survey.records[$0] == nil }
      guard isAffected || !figures.isEmpty else { continue }
      let result = try await run(workspace, survey, plan, in: scan, figures: figures)
      ran += result.ran.count
      workspace.noteResults(result)
      written += try workspace.publish(result, to: folder) { figures.contains($0) }.paths
    }
    return RepairSummary(
      setAside: repair.setAside, ran: ran, written: written, lost: repair.lost)
  }

  /// Runs what has had a result; what never ran is run only where a broken figure needs it.
  private func run(
    _ workspace: Workspace, _ survey: Survey, _ plan: AuditedPlan, in scan: StoreScan,
    figures: [String]
  ) async throws -> Survey {
    let targets = figures.compactMap { workspace.plan.figure(of: $0) }
    let needed = workspace.plan.nodesNeeded(by: targets)
    let only = Set(workspace.plan.nodes.indices).subtracting(plan.neverRan(in: scan)).union(needed)
    let missing = survey.missing.filter(only.contains)
    let progress = ProgressDisplay(plan: workspace.plan, missing: missing.count)
    defer { progress.end() }
    let scheduler = workspace.scheduler(cancellation: cancellation) { progress.show($0) }
    return try await scheduler.run(targets: targets, policy: RunPolicy(jobs: jobs, only: only))
  }
}
