import Pipeline

/// Whether the figure of an experiment is that of the store, and the store's that of the sources.
enum FigureState {
  case upToDate
  /// A file in figures/ is absent or another one.
  case notWritten(path: String, isThere: Bool)
  /// Some step has no whole result.
  case stale

  init(of manifest: Manifest, in workspace: Workspace, _ survey: Survey) throws {
    let nodes = workspace.plan.cells.filter { $0.experiment == manifest.name }
      .compactMap { workspace.plan.nodeOfCell[$0] }
    guard nodes.allSatisfy({ survey.records[$0] != nil }),
      let node = workspace.plan.figure(of: manifest.name), let record = survey.records[node],
      try workspace.store.damage(of: record).isEmpty
    else {
      self = .stale
      return
    }
    let folder = workspace.project.figureFolder(of: workspace.dataSet.name)
    let figure = PublishedFigure(folder: folder, experiment: manifest.name)
    for (file, path) in zip(record.files, figure.paths) {
      let isThere = Files.exists(path)
      guard isThere, ContentHash(of: try Files.read(path)) == file.sha256 else {
        self = .notWritten(path: path, isThere: isThere)
        return
      }
    }
    self = .upToDate
  }

  /// As `status` says it.
  var words: String {
    switch self {
    case .upToDate: "up to date"
    case .notWritten: "computed, but figures/ differs"
    case .stale: "stale"
    }
  }

  var isUpToDate: Bool {
    if case .upToDate = self { return true }
    return false
  }

  /// What is different in figures/, as `explain` says it.
  var difference: String? {
    guard case .notWritten(let path, let isThere) = self else { return nil }
    return "computed, but \(path) \(isThere ? "is another one" : "is missing")"
  }
}
