/// Which steps have a file of the store in their present result.
struct StepsOfFiles {
  private var steps: [String: [String]] = [:]

  init(scan: StoreScan, plans: [AuditedPlan]) {
    for plan in plans {
      let cells = Dictionary(grouping: plan.plan.cells) { plan.plan.nodeOfCell[$0] ?? -1 }
      for node in plan.plan.nodes.indices {
        guard let hash = plan.survey.fingerprints[node]?.hash else { continue }
        let names = cells[node, default: []].map { "\($0)" }
        steps[scan.store.path(ofRecord: hash), default: []] += names
        for file in plan.survey.records[node]?.files ?? [] {
          steps[scan.store.path(of: file), default: []] += names
        }
      }
    }
  }

  func steps(of path: String) -> [String] {
    var seen: Set<String> = []
    return steps[path, default: []].filter { seen.insert($0).inserted }
  }
}
