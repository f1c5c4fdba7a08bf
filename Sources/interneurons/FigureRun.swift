import Foundation
import Pipeline

/// Computes what the chosen figures lack, with progress, and holds the store until its results have
/// been read: what `run`, `compare` and `report` have in common.
struct FigureRun {
  let workspace: Workspace
  let policy: RunPolicy
  let cancellation: Cancellation

  /// What a run leaves behind.
  struct Result {
    /// What is known of every step, and what ran.
    let survey: Survey
    let progress: ProgressDisplay
  }

  /// Runs, then reads.
  ///
  /// - Parameter read: Reads results; nobody takes them away meanwhile.
  /// - Throws: what a step threw, what `read` throws, `CancellationError`. Steps that failed while
  ///   others went on, and results that were not reproduced, are thrown after `read`.
  func callAsFunction<Value>(reading read: (Result) throws -> Value) async throws -> Value {
    let use = try await StoreUse.begin(workspace.store, cancellation: cancellation)
    defer { use?.end() }
    let survey = try workspace.scheduler().survey(forced: policy.forced)
    let progress = ProgressDisplay(
      plan: workspace.plan, missing: survey.missing.count, reasons: try workspace.reasons(survey))
    let scheduler = workspace.scheduler(cancellation: cancellation) { progress.show($0) }
    let result: Survey
    do {
      result = try await scheduler.run(targets: workspace.targets, policy: policy, after: survey)
    } catch {
      progress.end()
      workspace.noteResults()
      throw error
    }
    progress.end()
    // A store that this run has made was not there to be held.
    let later = try await StoreUse.begin(workspace.store, cancellation: cancellation)
    defer { later?.end() }
    workspace.noteResults(result)
    let value = try read(Result(survey: result, progress: progress))
    if !result.failures.isEmpty {
      throw PipelineError.stepsFailed(
        result.failures, waiting: result.missing.count - result.failures.count)
    }
    if !result.differences.isEmpty { throw PipelineError.notReproducible(result.differences) }
    return value
  }
}
