import Pipeline

/// Computes what the figures of a workspace lack, for every verb that needs them all.
///
/// Progress goes to standard error, what was found is noted for later explanations, and until the
/// results are used nobody can take them away.
struct Computation {
  private let workspace: Workspace
  private let policy: RunPolicy
  private let cancellation: Cancellation

  init(of workspace: Workspace, policy: RunPolicy, cancellation: Cancellation) {
    self.workspace = workspace
    self.policy = policy
    self.cancellation = cancellation
  }

  /// Runs, and hands over what came of it.
  ///
  /// - Throws: What `use` throws; then `PipelineError` for steps that failed or differ.
  func run(_ use: (Survey, ProgressDisplay) throws -> Void) async throws {
    let hold = try await StoreUse.begin(workspace.store, cancellation: cancellation)
    defer { hold?.end() }
    let survey = try workspace.scheduler().survey(forced: policy.forced)
    let progress = ProgressDisplay(
      plan: workspace.plan, missing: survey.missing.count, reasons: try workspace.reasons(survey))
    let result = try await compute(after: survey, showing: progress)
    // A store that this run has made was not there to be held.
    let later = try await StoreUse.begin(workspace.store, cancellation: cancellation)
    defer { later?.end() }
    workspace.noteResults(result)
    try use(result, progress)
    if !result.failures.isEmpty {
      throw PipelineError.stepsFailed(
        result.failures, waiting: result.missing.count - result.failures.count)
    }
    if !result.differences.isEmpty { throw PipelineError.notReproducible(result.differences) }
  }

  private func compute(after survey: Survey, showing progress: ProgressDisplay) async throws
    -> Survey
  {
    let scheduler = workspace.scheduler(cancellation: cancellation) { progress.show($0) }
    do {
      let result = try await scheduler.run(
        targets: workspace.targets, policy: policy, after: survey)
      progress.end()
      return result
    } catch {
      progress.end()
      workspace.noteResults()
      throw error
    }
  }
}
