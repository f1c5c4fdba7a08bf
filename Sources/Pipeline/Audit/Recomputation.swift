/// Computes stored steps again, from the inputs that the store holds, and compares every bit.
///
/// New results go to a scratch store; what differs is kept in the folder `differing/` of the store.
public struct Recomputation: Sendable {
  private let audited: AuditedPlan
  private let scan: StoreScan
  /// What will be computed again, the longest first.
  public let nodes: [Int]

  /// Chooses the steps: of a node's experiments, those whose result and inputs are whole.
  public init(
    of audited: AuditedPlan, in scan: StoreScan, size: RecomputationSize, seed: UInt64
  ) {
    self.audited = audited
    self.scan = scan
    func isWhole(_ node: Int) -> Bool {
      audited.survey.records[node].map(scan.isWhole) ?? false
    }
    let whole = audited.plan.nodes.indices.filter { node in
      isWhole(node) && audited.plan.nodes[node].needs.allSatisfy(isWhole)
    }
    nodes = RecomputationSample(of: size, among: whole, in: audited.survey, seed: seed).nodes
  }

  /// Runs; results in the order of the nodes.
  ///
  /// - Throws: `CancellationError` when interrupted; `PipelineError` where the disk refuses.
  public func run(
    jobs: Int, cancellation: Cancellation, report: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> [Recomputed] {
    guard !nodes.isEmpty else { return [] }
    let scratch = try ScratchStore(beside: scan.store)
    defer { scratch.remove() }
    var ready = ReadyQueue(plan: audited.plan, times: try scan.store.times())
    for node in nodes { ready.insert(node) }
    var outcomes: [Int: Recomputed] = [:]
    try await withThrowingTaskGroup(of: [Execution.Result].self) { group in
      var busy = 0
      while true {
        while busy < jobs, !cancellation.isCancelled {
          let nodes = take(&ready, jobs: jobs)
          if nodes.isEmpty { break }
          busy += 1
          let execution = execution(
            of: nodes, in: scratch.store, cancellation: cancellation, report: report)
          group.addTask { await execution.run() }
        }
        guard let results = try await group.next() else { break }
        busy -= 1
        for result in results {
          outcomes[result.node] = try compare(result, in: scratch.store)
          // Damaged meanwhile, or not tried because of such a one.
          if outcomes[result.node] == nil, case .dropped = result.outcome {
            ready.insert(result.node)
          }
        }
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    return nodes.compactMap { outcomes[$0] }
  }

  private func take(_ ready: inout ReadyQueue, jobs: Int) -> [Int] {
    guard let choice = ready.choose(jobs: jobs, mayGrow: false) else { return [] }
    return (0..<choice.count).compactMap { _ in ready.take(from: choice) }
  }

  private func execution(
    of nodes: [Int], in scratch: Store, cancellation: Cancellation,
    report: @escaping @Sendable (RunEvent) -> Void
  ) -> Execution {
    Execution(
      plan: audited.plan, store: scan.store, results: scratch, cancellation: cancellation,
      records: audited.survey.records, nodes: nodes,
      fingerprints: nodes.map { audited.survey.fingerprints[$0] }, stored: nodes.map { _ in nil },
      report: report)
  }

  private func compare(_ result: Execution.Result, in scratch: Store) throws -> Recomputed? {
    guard let record = audited.survey.records[result.node] else { return nil }
    let step = "\(audited.plan.nodes[result.node].id)"
    switch result.outcome {
    case .failed(let error):
      if error is CancellationError { return nil }
      if let error = error as? PipelineError, case .diskFull = error { throw error }
      return Recomputed(step: step, recorded: record.seconds, outcome: .failed(error))
    case .done(let new, _):
      let differences = try differences(of: new, from: record, scratch)
      return Recomputed(
        step: step, recorded: record.seconds,
        outcome: differences.isEmpty ? .reproduced : .differs(differences))
    case .damagedInputs, .dropped: return nil
    }
  }

  private func differences(of new: Record, from record: Record, _ scratch: Store) throws
    -> [FileDifference]
  {
    guard new.content != record.content else { return [] }
    let kept = "\(scan.store.path)/differing/\(record.fingerprintHash)"
    return try zip(record.files, try scratch.files(of: new)).compactMap { file, newFile in
      guard ContentHash(of: newFile.bytes) != file.sha256 else { return nil }
      let path = scan.store.path(of: file)
      try Files.write(newFile.bytes, to: "\(kept)/\(newFile.name)")
      return FileDifference(
        name: file.name, stored: path, new: "\(kept)/\(newFile.name)",
        contents: ContentsDifference(
          of: file.name, stored: try Files.read(path), new: newFile.bytes))
    }
  }
}
