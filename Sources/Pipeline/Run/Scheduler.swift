/// Runs what a plan needs and the store does not hold.
///
/// A node whose record exists is not run and needs none of its inputs' files. Up to `jobs` nodes run
/// at the same time; no result depends on how many, nor on their order.
public struct Scheduler: Sendable {
  private let plan: Plan
  private let store: Store
  private let provenance: Provenance
  private let cancellation: Cancellation
  private let report: @Sendable (RunEvent) -> Void

  /// A scheduler of a plan.
  public init(
    plan: Plan, store: Store, provenance: Provenance, cancellation: Cancellation,
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) {
    self.plan = plan
    self.store = store
    self.provenance = provenance
    self.cancellation = cancellation
    self.report = report
  }

  /// What is known without running anything.
  public func survey() throws -> Survey {
    var survey = Survey(count: plan.nodes.count)
    for node in plan.nodes.indices { try look(at: node, &survey) }
    return survey
  }

  /// Runs until every target has a record whose files are whole.
  ///
  /// - Throws: `PipelineError.stepFailed` for the first step that fails, after those that run with it
  ///   have ended; `CancellationError` when interrupted.
  public func run(targets: [Int], jobs: Int) async throws -> Survey {
    var survey = try survey()
    while true {
      try await runMissing(&survey, jobs: jobs)
      let damaged = try targets.filter { try !isWhole($0, survey) }
      if damaged.isEmpty { return survey }
      for node in damaged { try forget(node, &survey) }
    }
  }

  // MARK: What is known

  /// Finds the fingerprint of a node whose inputs are known, and its record.
  private func look(at node: Int, _ survey: inout Survey) throws {
    guard survey.fingerprints[node] == nil,
      let fingerprint = try fingerprint(of: node, survey)
    else { return }
    survey.fingerprints[node] = fingerprint
    survey.records[node] = try store.record(of: fingerprint)
  }

  private func fingerprint(of index: Int, _ survey: Survey) throws -> Fingerprint? {
    let node = plan.nodes[index]
    var inputs: [(name: String, content: ContentHash)] = []
    for input in node.namedInputs {
      switch input.origin {
      case .node(let needed):
        guard let record = survey.records[needed] else { return nil }
        inputs.append((input.name, record.content))
      case .source(let item): inputs.append((input.name, item.hash))
      }
    }
    return try Fingerprint(of: node, inputs: inputs, provenance: provenance)
  }

  private func isWhole(_ node: Int, _ survey: Survey) throws -> Bool {
    guard let record = survey.records[node] else { return false }
    do {
      _ = try store.files(of: record)
      return true
    } catch PipelineError.damaged {
      return false
    }
  }

  /// Forgets a damaged result, and what was concluded from it about the nodes that need it.
  private func forget(_ node: Int, _ survey: inout Survey) throws {
    if let fingerprint = survey.fingerprints[node] { try store.forget(fingerprint) }
    survey.records[node] = nil
    var stale: Set = [node]
    for later in plan.nodes.indices where !stale.isDisjoint(with: plan.nodes[later].needs) {
      stale.insert(later)
      survey.records[later] = nil
      survey.fingerprints[later] = nil
    }
  }

  // MARK: Running

  private func runMissing(_ survey: inout Survey, jobs: Int) async throws {
    var state = survey
    defer { survey = state }
    var failure: PipelineError?
    await withTaskGroup(of: [Execution.Result].self) { group in
      var running: Set<Int> = []
      var groups = 0
      while true {
        while failure == nil, !cancellation.isCancelled, groups < jobs {
          let nodes = next(state, running, jobs: jobs)
          if nodes.isEmpty { break }
          running.formUnion(nodes)
          groups += 1
          let execution = Execution(
            plan: plan, store: store, cancellation: cancellation, records: state.records,
            nodes: nodes, fingerprints: nodes.map { state.fingerprints[$0] }, report: report)
          group.addTask { await execution.run() }
        }
        guard let results = await group.next() else { break }
        groups -= 1
        running.subtract(results.map(\.node))
        do {
          try settle(results, running: running, &state, &failure)
        } catch {
          failure =
            failure
            ?? .stepFailed(
              step: "\(plan.nodes[results[0].node].id)", reason: error, waiting: state.missing.count
            )
        }
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    if let failure { throw failure }
  }

  private func settle(
    _ results: [Execution.Result], running: Set<Int>, _ state: inout Survey,
    _ failure: inout PipelineError?
  ) throws {
    for result in results {
      switch result.outcome {
      case .done(let record):
        state.records[result.node] = record
        state.ran.insert(result.node)
      case .damagedInputs(let inputs):
        for input in inputs where !running.contains(input) && state.records[input] != nil {
          try forget(input, &state)
        }
      case .failed(let error):
        let step = plan.nodes[result.node].id.description
        if !(error is CancellationError) { report(.failed(result.node)) }
        failure =
          failure ?? .stepFailed(step: step, reason: error, waiting: state.missing.count - 1)
      case .dropped: continue
      }
    }
    for index in plan.nodes.indices { try look(at: index, &state) }
  }

  /// What to compute next: the first node in the order of the plan whose inputs are there and whose
  /// result is not, or several that can be computed together.
  ///
  /// Those wait until nothing else is left to start or running, so that the group fills up, and are
  /// shared between the jobs.
  private func next(_ survey: Survey, _ running: Set<Int>, jobs: Int) -> [Int] {
    let ready = plan.nodes.indices.filter { node in
      survey.records[node] == nil && !running.contains(node)
        && plan.nodes[node].needs.allSatisfy { survey.records[$0] != nil }
    }
    if let single = ready.first(where: { plan.nodes[$0].kind.lockstepWidth == 1 }) {
      return [single]
    }
    guard let first = ready.first else { return [] }
    let mayGrow = running.contains { plan.nodes[$0].kind.lockstepWidth == 1 }
    guard !mayGrow else { return [] }
    let alike = ready.filter { plan.nodes[$0].canRun(together: plan.nodes[first]) }
    // Near the end, groups are smaller so that every job has one.
    let share = (ready.count + jobs - 1) / jobs
    return Array(alike.prefix(min(plan.nodes[first].kind.lockstepWidth, share)))
  }
}
