import ArgumentParser
import Pipeline

/// `validate`: checks manifests without running anything.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check manifests: keys, wiring, ranges.",
    discussion: "All faults are listed with file, line and column; exit code 2 when there are any.")

  @Argument(help: "The experiments; all when none is named.")
  var experiments: [String] = []

  @OptionGroup var options: WorkspaceOptions

  func run() throws {
    let workspace = try Workspace(experiments: experiments, options: options)
    for manifest in workspace.manifests {
      let cells = workspace.plan.cells.count { $0.experiment == manifest.name }
      try Terminal.say("\(manifest.file): ok, \(cells) steps")
    }
  }
}
