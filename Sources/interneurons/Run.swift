import ArgumentParser
import Foundation
import Pipeline

/// `run`: computes what is missing and writes the figures.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute what is missing and write the figures.",
    discussion: """
      Figures go to figures/<data set>/<experiment>.png, .pdf and .json, or to the folder of --out. \
      Their paths are printed on standard output; progress goes to standard error. Interrupting is \
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
    let cancellation = Cancellation()
    let interrupt = dryRun ? nil : Interrupt(cancelling: cancellation)
    defer { withExtendedLifetime(interrupt) {} }
    let workspace = try figures.workspace()
    let policy = try policy(for: workspace.plan)
    if dryRun { return try describe(workspace, policy) }
    let run = FigureRun(workspace: workspace, policy: policy, cancellation: cancellation)
    try await run { result in
      let folder = output ?? workspace.project.figureFolder(of: workspace.dataSet.name)
      let (paths, changed) = try workspace.publish(result.survey, to: folder)
      // Said when all is written: whoever reads only the first line must not keep us from the rest.
      if !paths.isEmpty { try Terminal.say(paths.joined(separator: "\n")) }
      result.progress.summarize(
        ran: result.survey.ran.count, nodes: workspace.plan.nodes.count, written: changed)
    }
  }

  private func policy(for plan: Plan) throws -> RunPolicy {
    var policy = figures.policy
    policy.afterFailure = keepGoing ? .continueElsewhere : .stop
    policy.forced = Set(
      try force.flatMap { try StepQuery($0, in: plan).cells() }
        .compactMap { plan.nodeOfCell[$0] })
    return policy
  }

  private func describe(_ workspace: Workspace, _ policy: RunPolicy) throws {
    let survey = try workspace.scheduler().survey(forced: policy.forced)
    for node in survey.missing {
      let known = survey.fingerprints[node] != nil
      try Terminal.say("\(known ? "run " : "wait") \(workspace.plan.nodes[node].id)")
    }
    Terminal.complain(
      "\(survey.missing.count) of \(workspace.plan.nodes.count) steps would run "
        + "(wait: runs unless its inputs come out as before)")
  }
}
