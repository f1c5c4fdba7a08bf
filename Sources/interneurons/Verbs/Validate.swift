import ArgumentParser
import Catalogue
import Pipeline

/// `validate`: checks manifests without running anything.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check manifests: keys, wiring, ranges.",
    discussion: """
      All faults are listed with file, line and column; exit code 2 when there are any. With \
      --schema the JSON Schema of manifests is printed instead, which experiments/schema.json holds.

      examples:
        interneurons validate
        interneurons validate shaping-fig2 --set train.interneurons=2
        interneurons validate --schema > experiments/schema.json
      """)

  @Argument(help: "The experiments; all when none is named.")
  var experiments: [String] = []

  @Flag(help: "Print a JSON Schema of manifests, for completion in editors.")
  var schema = false

  @OptionGroup var options: WorkspaceOptions

  func validate() throws {
    if schema && !experiments.isEmpty {
      throw ValidationError("--schema describes every manifest; name no experiment with it")
    }
  }

  func run() throws {
    if schema { return try Terminal.say(manifestSchema.json.text(indented: true)) }
    let workspace = try Workspace(experiments: experiments, options: options)
    for manifest in workspace.manifests {
      let cells = workspace.plan.cells.count { $0.experiment == manifest.name }
      try Terminal.say("\(manifest.file): ok, \(cells) steps")
    }
  }
}
