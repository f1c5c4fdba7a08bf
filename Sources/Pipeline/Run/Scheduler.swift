#if canImport(Glibc)
  import Glibc
#endif

/// Runs what a plan needs and the store does not hold.
///
/// A node whose record exists is not run and needs none of its inputs' files. Up to `jobs` nodes run
/// at the same time, those with the longest chain of work behind them first; no result depends on
/// how many, nor on their order. A node that another process computes is waited for while other work
/// is done: locks are tried just before computing and held no longer, so that nobody who waits holds
/// what another waits for.
public struct Scheduler: Sendable {
  private let surveyor: Surveyor
  private let cancellation: Cancellation
  private let report: @Sendable (RunEvent) -> Void

  /// A scheduler of a plan.
  public init(
    plan: Plan, store: Store, provenance: Provenance, cancellation: Cancellation,
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) {
    surveyor = Surveyor(
      plan: plan, store: store, provenance: provenance, record: store.record(of:))
    self.cancellation = cancellation
    self.report = report
  }

  /// What is known without running anything; forced nodes count as absent.
  public func survey(forced: Set<Int> = []) throws -> Survey {
    try surveyor.survey(forced: forced)
  }

  /// Runs until every target has a record whose files are whole; a survey that was just made with the
  /// policy's forced nodes need not be made again.
  ///
  /// - Throws: `PipelineError.stepFailed` for the first step that fails, after those that run with it
  ///   have ended; `CancellationError` when interrupted. A policy that goes on after failures finds
  ///   them in the survey.
  public func run(targets: [Int], policy: RunPolicy, after known: Survey? = nil) async throws
    -> Survey
  {
    var survey = try known ?? survey(forced: policy.forced)
    let missing = survey.missing.count
    if missing > 0 { try surveyor.store.prepareToWrite(missing: missing) }
    let use = try await StoreUse.begin(surveyor.store, cancellation: cancellation)
    defer { use?.end() }
    while true {
      if !survey.missing.isEmpty { try await runMissing(&survey, policy) }
      let damaged = try surveyor.store.damaged(among: targets, survey.records)
      if damaged.isEmpty { return survey }
      try surveyor.store.prepareToWrite(missing: damaged.count)
      for node in damaged { try surveyor.forget(node, &survey) }
      try surveyor.lookAtAll(&survey)
    }
  }

  /// What the loop of a run waits for.
  private enum Wakening: Sendable {
    case results([Execution<Stored>.Result])
    /// It is time to try the locks of others again.
    case pauseIsOver
  }

  private func runMissing(_ survey: inout Survey, _ policy: RunPolicy) async throws {
    let begin = RunState(
      surveyor: surveyor, survey: survey, times: try surveyor.store.times(), only: policy.only)
    let end = await withTaskGroup(of: Wakening.self, returning: RunState.self) { group in
      var state = begin
      await work(&state, policy, &group)
      return state
    }
    survey = end.survey
    keep(end.times, survey)
    if cancellation.isCancelled { throw CancellationError() }
    if policy.afterFailure == .stop, let failure = survey.failures.first {
      throw PipelineError.stepFailed(
        step: failure.step, reason: failure.reason, waiting: end.waiting)
    }
  }

  /// Starts what can start, and takes results, until nothing runs and nothing may start.
  private func work(
    _ state: inout RunState, _ policy: RunPolicy, _ group: inout TaskGroup<Wakening>
  ) async {
    var busy = 0
    var isPausing = false
    while true {
      while busy < policy.jobs, mayStart(state, policy) {
        let nodes = claimNext(&state, jobs: policy.jobs)
        if nodes.isEmpty { break }
        busy += 1
        let execution = execution(of: nodes, state.survey)
        group.addTask { .results(await execution.run()) }
      }
      if !isPausing, !state.elsewhere.isEmpty, busy < policy.jobs, mayStart(state, policy) {
        isPausing = true
        group.addTask { await Self.pauseBriefly() }
      }
      switch await group.next() {
      case .results(let results)?:
        busy -= 1
        settle(results, &state)
      case .pauseIsOver?:
        isPausing = false
        state.retryElsewhere()
      case nil: return
      }
    }
  }

  private static func pauseBriefly() async -> Wakening {
    do {
      try await Task.sleep(for: StoreUse.pause)
    } catch {
      // The task was cancelled: the pause is over all the same.
    }
    return .pauseIsOver
  }

  private func mayStart(_ state: RunState, _ policy: RunPolicy) -> Bool {
    if cancellation.isCancelled { return false }
    switch policy.afterFailure {
    case .stop: return state.survey.failures.isEmpty
    case .continueElsewhere: return !state.survey.failures.contains { $0.reason.isFullDisk }
    }
  }

  private func execution(of nodes: [Int], _ survey: Survey) -> Execution<Stored> {
    Execution(
      plan: surveyor.plan, store: surveyor.store, cancellation: cancellation,
      records: survey.records, nodes: nodes, report: report
    ) { try store($0, survey) }
  }

  /// A result that is stored; or the stored one, which stays, where it came out differently.
  private typealias Stored = (record: Record, difference: Difference?)

  private func store(_ computed: Computed, _ survey: Survey) throws -> Stored {
    let node = surveyor.plan.nodes[computed.node]
    guard let fingerprint = survey.fingerprints[computed.node] else {
      preconditionFailure("\(node.id) runs before its inputs are known")
    }
    let store = surveyor.store
    if let record = survey.forced[computed.node] ?? nil {
      let files = try store.setApart(computed.files, from: record).map { file in
        (stored: file.stored.map(store.path(of:)) ?? "none", new: file.path)
      }
      if !files.isEmpty {
        report(.differed(computed.node))
        return (record, Difference(step: "\(node.id)", files: files))
      }
    }
    let record = try store.publish(
      computed.files, kind: node.kind.output, of: fingerprint, seconds: computed.seconds,
      notes: computed.notes)
    report(.finished(computed.node, seconds: computed.seconds))
    return (record, nil)
  }

  /// Takes the locks of what to compute next: of one node, or of several that can be computed
  /// together; of those, the locks that are free.
  private func claimNext(_ state: inout RunState, jobs: Int) -> [Int] {
    while let choice = state.ready.choose(jobs: jobs, mayGrow: state.runsSingle) {
      var claimed: [Int] = []
      while claimed.count < choice.count, let node = state.ready.take(from: choice) {
        do {
          switch try state.claim(node) {
          case .mine: claimed.append(node)
          case .elsewhere(let isNews): if isNews { report(.awaited(node)) }
          case .stored: report(.finishedElsewhere(node))
          }
        } catch {
          // What fails one lock fails the others.
          fail(node, error, &state)
          return claimed
        }
      }
      if !claimed.isEmpty { return claimed }
    }
    return []
  }

  private func settle(_ results: [Execution<Stored>.Result], _ state: inout RunState) {
    for result in results {
      do {
        switch result.outcome {
        case .done((let record, let difference)):
          state.survey.ran.insert(result.node)
          state.times.add(record.seconds, of: surveyor.plan.nodes[result.node])
          if let difference { state.survey.differences.append(difference) }
          try state.finish(result.node, record)
        case .damagedInputs(let inputs):
          state.release(result.node)
          try state.forget(inputs)
        case .failed(let error): fail(result.node, error, &state)
        case .dropped: state.ready.insert(result.node)
        }
      } catch {
        fail(result.node, error, &state)
      }
      // Not before the result is in the store.
      state.release(result.node)
    }
  }

  private func fail(_ node: Int, _ error: any Error, _ state: inout RunState) {
    if !(error is CancellationError) { report(.failed(node)) }
    state.fail(node, error)
  }

  /// A hint that cannot be written must not cost a run that is done.
  private func keep(_ times: StepTimes, _ survey: Survey) {
    guard !survey.ran.isEmpty else { return }
    do {
      try surveyor.store.keep(times)
    } catch {
      // The next run starts its steps in another order.
    }
  }
}

extension Error {
  /// Whether a disk has no room, so that every other step would fail as well.
  var isFullDisk: Bool {
    if case .diskFull? = self as? PipelineError { true } else { false }
  }
}
