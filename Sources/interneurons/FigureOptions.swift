import ArgumentParser
import Foundation
import Pipeline

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
