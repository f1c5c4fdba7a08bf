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
      let nodes = workspace.plan.nodes(of: manifest.name)
      let done = nodes.count { survey.records[$0] != nil }
      let state = try FigureState(of: manifest, in: workspace, survey)
      stale = stale || state != .upToDate
      try Terminal.say(
        "\(manifest.name): \(state.words), \(done) of \(nodes.count) steps stored")
    }
    if stale { Terminal.complain("hint: `interneurons explain` says why") }
    if stale && exitCode { throw Outcome.stale }
  }
}

/// Whether the figure of an experiment is that of the store, and the store's that of the sources.
enum FigureState: Equatable {
  case upToDate
  /// A file in figures/ is absent or another one.
  case notWritten(path: String, isThere: Bool)
  /// Some step has no whole result.
  case stale

  init(of manifest: Manifest, in workspace: Workspace, _ survey: Survey) throws {
    let nodes = workspace.plan.nodes(of: manifest.name)
    guard nodes.allSatisfy({ survey.records[$0] != nil }),
      let node = workspace.plan.figure(of: manifest.name), let record = survey.records[node],
      try workspace.store.damage(of: record).isEmpty
    else {
      self = .stale
      return
    }
    let figure = workspace.publishedFigure(of: manifest)
    for file in record.files {
      let path = figure.path(of: file.name)
      guard try Files.readIfFile(path).map({ ContentHash(of: $0) }) == file.sha256 else {
        self = .notWritten(path: path, isThere: Files.exists(path))
        return
      }
    }
    let left = try figure.leftPages(beyond: record.pages)
    self = left.first.map { .notWritten(path: $0, isThere: true) } ?? .upToDate
  }

  /// As `status` says it.
  fileprivate var words: String {
    switch self {
    case .upToDate: "up to date"
    case .notWritten: "computed, but figures/ differs"
    case .stale: "stale"
    }
  }

  /// What is different in figures/, as `explain` says it.
  var difference: String? {
    guard case .notWritten(let path, let isThere) = self else { return nil }
    return "computed, but \(path) \(isThere ? "is another one" : "is missing")"
  }
}
