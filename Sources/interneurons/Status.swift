import ArgumentParser
import Pipeline

/// `status`: what is up to date and what would run.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is up to date and what would run.",
    discussion: """
      A line for each experiment: how many of its steps have a result, and whether the files of its \
      figure are those of the store.
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
      let state = try figureState(of: manifest, in: workspace, survey)
      stale = stale || state != .upToDate
      try Terminal.say(
        "\(manifest.name): \(state.rawValue), \(done) of \(nodes.count) steps stored")
    }
    if stale && exitCode { throw Outcome.stale }
  }

  private enum FigureState: String {
    case upToDate = "up to date"
    case notWritten = "computed, but figures/ differs"
    case stale = "stale"
  }

  private func figureState(of manifest: Manifest, in workspace: Workspace, _ survey: Survey) throws
    -> FigureState
  {
    guard let node = workspace.plan.figure(of: manifest.name), let record = survey.records[node]
    else { return .stale }
    let folder = workspace.project.figureFolder(of: workspace.dataSet.name)
    let figure = PublishedFigure(folder: folder, experiment: manifest.name)
    for (file, path) in zip(record.files, figure.paths) {
      guard Files.exists(path), ContentHash(of: try Files.read(path)) == file.sha256 else {
        return .notWritten
      }
    }
    return .upToDate
  }
}
