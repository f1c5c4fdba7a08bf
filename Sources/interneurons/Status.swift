import ArgumentParser
import Pipeline

/// `status`: what is up to date and what would run.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is up to date and what would run.",
    discussion: """
      A line for each experiment: how many of its steps have a result, and whether the files of its \
      figure are those of the store. `interneurons explain` says why something is stale.
      """)

  @Argument(help: "The experiments; all when none is named.")
  var experiments: [String] = []

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "End with exit code 3 when anything is not up to date.")
  var exitCode = false

  func run() throws {
    let workspace = try Workspace(experiments: experiments, options: options)
    let survey = try workspace.scheduler().survey()
    var stale = false
    for manifest in workspace.manifests {
      let nodes = workspace.plan.cells.filter { $0.experiment == manifest.name }
        .compactMap { workspace.plan.nodeOfCell[$0] }
      let done = nodes.count { survey.records[$0] != nil }
      let state = try FigureState(of: manifest, in: workspace, survey)
      stale = stale || !state.isUpToDate
      try Terminal.say(
        "\(manifest.name): \(state.words), \(done) of \(nodes.count) steps stored")
    }
    if stale { Terminal.complain("hint: `interneurons explain` says why") }
    if stale && exitCode { throw Outcome.stale }
  }
}
