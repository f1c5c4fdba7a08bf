import Dispatch
import Foundation

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
    for field in node.kind.fields {
      switch node.inputs[field.property] {
      case .one(let input):
        guard let record = survey.records[input] else { return nil }
        inputs.append((field.property, record.content))
      case .all(let cells):
        for cell in cells {
          guard let record = survey.records[cell.node] else { return nil }
          let name = StepID(experiment: "", step: field.property, labels: cell.labels).description
          inputs.append((String(name.dropFirst()), record.content))
        }
      case .source(let item): inputs.append((field.property, item.hash))
      case nil: continue
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

  private enum Outcome: Sendable {
    case done(Record)
    case damagedInputs([Int])
    case failed(any Error & Sendable)
  }

  private func runMissing(_ survey: inout Survey, jobs: Int) async throws {
    var state = survey
    defer { survey = state }
    var failure: PipelineError?
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var running: Set<Int> = []
      while true {
        while failure == nil, !cancellation.isCancelled, running.count < jobs,
          let node = next(state, running)
        {
          running.insert(node)
          let records = state.records
          let fingerprint = state.fingerprints[node]
          group.addTask { (node, await execute(node, fingerprint, records)) }
        }
        guard let (node, outcome) = try await group.next() else { break }
        running.remove(node)
        switch outcome {
        case .done(let record):
          state.records[node] = record
          state.ran.insert(node)
          for index in plan.nodes.indices { try look(at: index, &state) }
        case .damagedInputs(let inputs):
          for input in inputs where !running.contains(input) { try forget(input, &state) }
        case .failed(let error):
          failure =
            failure
            ?? .stepFailed(
              step: plan.nodes[node].id.description, reason: error, waiting: state.missing.count - 1
            )
        }
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    if let failure { throw failure }
  }

  /// The first node in the order of the plan whose inputs are there and whose result is not.
  private func next(_ survey: Survey, _ running: Set<Int>) -> Int? {
    plan.nodes.indices.first { node in
      survey.records[node] == nil && !running.contains(node)
        && plan.nodes[node].needs.allSatisfy { survey.records[$0] != nil }
    }
  }

  /// Runs a node on a thread of its own, since it computes for long and never waits.
  private func execute(_ node: Int, _ fingerprint: Fingerprint?, _ records: [Record?]) async
    -> Outcome
  {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: compute(node, fingerprint, records))
      }
    }
  }

  private func compute(_ index: Int, _ fingerprint: Fingerprint?, _ records: [Record?]) -> Outcome {
    let node = plan.nodes[index]
    guard let fingerprint else {
      preconditionFailure("\(node.id) runs before its inputs are known")
    }
    let inputs = InputReader(plan: plan, node: node, records: records, store: store)
    let notes = NoteBook()
    report(.started(index))
    do {
      let started = ContinuousClock.now
      let lineage = node.kind.dependence == .recipe ? plan.lineage(of: index) : .null
      let context = Context(
        streamSeed: node.recipe.bytes, lineage: lineage, cancellation: cancellation
      ) { message in
        switch message {
        case .progress(let fraction): report(.progressed(index, fraction: fraction))
        case .note(let text):
          notes.add(text)
          report(.noted(index, text))
        }
      }
      let files = try node.kind.run(inputs.stage(), inputs.loader, context)
      let elapsed = ContinuousClock.now - started
      let record = try store.publish(
        files, kind: node.kind.output, of: fingerprint, seconds: elapsed / .seconds(1),
        notes: notes.all)
      report(.finished(index, seconds: record.seconds))
      return .done(record)
    } catch PipelineError.damaged {
      return .damagedInputs(inputs.damaged())
    } catch {
      if !(error is CancellationError) { report(.failed(index)) }
      return .failed(error)
    }
  }
}
