import ArgumentParser
import Foundation
import Pipeline

/// `run`: computes what is missing and writes the figures.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute what is missing and write the figures.",
    discussion: """
      Figures go to figures/<data set>/<experiment>.png, .pdf and .json, or to the folder of --out. \
      A file that this program did not write is never replaced, and nothing goes to a folder that \
      input comes from. Their paths are printed on standard output; progress goes to standard error. Interrupting is \
      safe: what was finished is stored. Several runs may share a store: each step is computed by \
      one of them, and the others wait for it.
      """)

  @OptionGroup var figures: FigureOptions

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      "Write the figures here, without a folder for the data set.", valueName: "dir"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Compute this step again although its result is stored, and compare (exit code 6 where they "
        + "differ).", valueName: "step"))
  var force: [String] = []

  @Flag(help: "When a step fails, run everything that does not need it.")
  var keepGoing = false

  @Flag(help: "Say what would run, and run nothing.")
  var dryRun = false

  func validate() throws {
    if output == "" { throw ValidationError("--out names no folder") }
  }

  func run() async throws {
    let cancellation = dryRun ? Cancellation() : Interrupt.cancellation()
    let workspace = try figures.workspace()
    let policy = try policy(for: workspace.plan)
    if dryRun { return try describe(workspace, policy) }
    let folder = output ?? workspace.figureFolder
    let place = workspace.outputFolder(folder)
    try place.check()
    try await workspace.run(policy, cancellation) { survey, progress in
      // Another run may have written meanwhile.
      try place.checkRecordedOwner()
      let (paths, changed) = try workspace.publish(survey, to: folder)
      // Said when all is written: whoever reads only the first line must not keep us from the rest.
      if !paths.isEmpty { try Terminal.say(paths.joined(separator: "\n")) }
      progress.summarize(ran: survey.ran.count, written: changed)
    }
  }

  private func policy(for plan: Plan) throws -> RunPolicy {
    var policy = figures.policy
    policy.afterFailure = keepGoing ? .continueElsewhere : .stop
    policy.forced = Set(
      try force.flatMap { try StepQuery(text: $0, plan: plan).cells() }.map(\.node))
    return policy
  }

  private func describe(_ workspace: Workspace, _ policy: RunPolicy) throws {
    let survey = try workspace.scheduler().survey(forced: policy.forced)
    let steps = survey.missing.map { node in
      let known = survey.fingerprints[node] != nil
      return "\(known ? "run " : "wait") \(workspace.plan.nodes[node].id)"
    }
    if !steps.isEmpty { try Terminal.say(steps.joined(separator: "\n")) }
    Terminal.complain(
      "\(survey.missing.count) of \(workspace.plan.nodes.count) steps would run "
        + "(wait: runs unless its inputs come out as before)")
  }
}

// MARK: - What run, compare and report have in common

/// What every verb understands that computes figures: which ones, of what, how many steps at a time.
struct FigureOptions: ParsableArguments {
  @Argument(help: "The experiments; all when none is named.")
  var experiments: [String] = []

  @OptionGroup var options: WorkspaceOptions

  @Option(help: "How many steps may run at the same time (default: one per core).")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1, not \(jobs)") }
  }

  /// The project with a plan for these figures.
  func workspace() throws -> Workspace { try Workspace(experiments: experiments, options: options) }

  /// As many steps at a time as the user wants, and no more than that.
  var policy: RunPolicy { RunPolicy(jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount) }
}

extension Workspace {
  /// Computes what the chosen figures lack, with progress, and holds the store until its results
  /// have been read.
  ///
  /// - Parameter read: Reads results; nobody takes them away meanwhile.
  /// - Throws: what a step threw, what `read` throws, `CancellationError`. Steps that failed while
  ///   others went on, and results that were not reproduced, are thrown after `read`.
  func run<Value>(
    _ policy: RunPolicy, _ cancellation: Cancellation,
    reading read: (Survey, ProgressDisplay) throws -> Value
  ) async throws -> Value {
    let use = try await StoreUse.begin(store, cancellation: cancellation)
    defer { use?.end() }
    let survey = try scheduler().survey(forced: policy.forced)
    let progress = ProgressDisplay(
      plan: plan, missing: survey.missing.count, reasons: try reasons(survey))
    let scheduler = scheduler(cancellation: cancellation) { progress.show($0) }
    let result: Survey
    do {
      result = try await scheduler.run(targets: targets, policy: policy, after: survey)
    } catch {
      progress.end()
      noteResults()
      throw error
    }
    progress.end()
    // A store that this run has made was not there to be held.
    let later = try await StoreUse.begin(store, cancellation: cancellation)
    defer { later?.end() }
    noteResults(result)
    let value = try read(result, progress)
    if !result.failures.isEmpty {
      throw PipelineError.stepsFailed(
        result.failures, waiting: result.missing.count - result.failures.count)
    }
    if !result.differences.isEmpty { throw PipelineError.notReproducible(result.differences) }
    return value
  }
}
