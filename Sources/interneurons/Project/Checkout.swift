import Pipeline

/// Every plan of a checkout that may reach results of its store.
///
/// These are the plans of the data set that the user names, with and without the user's changes of
/// parameters, and those of every data set whose figures exist.
struct Checkout {
  /// What the user asked about.
  let primary: Workspace
  /// The same data set with all experiments as their manifests are.
  private let unchanged: Workspace
  /// Other data sets with figures.
  private var others: [Workspace] = []
  /// Data sets with figures that cannot be planned.
  private(set) var unreadable: [Finding] = []
  /// Figures that no plan is for, theirs and those of experiments that are gone: the store and they
  /// themselves can still tell whether they are whole.
  private var unplanned: [PublishedFigure] = []
  /// The contents of all files in figures/.
  private(set) var contents: Set<ContentHash> = []

  init(experiments: [String], options: WorkspaceOptions) throws {
    primary = try Workspace(experiments: experiments, options: options, scrutiny: .toAudit)
    let project = primary.project
    var plain = options
    plain.set = []
    unchanged =
      experiments.isEmpty && options.set.isEmpty
      ? primary : try Workspace(experiments: [], options: plain, scrutiny: .toAudit)
    let experiments = Set(try project.experiments())
    for (name, files) in try project.publishedFiles() {
      var figures: Set<String> = []
      for path in files {
        guard let bytes = try Files.readIfFile(path) else { continue }
        contents.insert(ContentHash(of: bytes))
        figures.formUnion(
          PublishedFigure.claimed(by: bytes, at: path, dataSet: name, except: experiments))
      }
      let folder = project.figureFolder(of: name)
      defer {
        unplanned += figures.sorted().map {
          PublishedFigure(folder: folder, experiment: $0, dataSet: name)
        }
      }
      guard name != primary.dataSet.name, !files.isEmpty else { continue }
      plain.dataSet = name
      do {
        others.append(try Workspace(experiments: [], options: plain, scrutiny: .toAudit))
      } catch let error as PipelineError {
        guard error.isAboutDataSet else { throw error }
        unreadable.append(Finding(.unreadableDataSet, folder))
        figures.formUnion(experiments)
      }
    }
  }

  /// The workspaces with what an audit is to say of each; the user's first.
  var workspaces: [(workspace: Workspace, checksSteps: Bool, checksFigures: Bool)] {
    [(primary, true, true), (unchanged, false, false)] + others.map { ($0, false, true) }
  }

  /// Reads the whole store, with progress.
  func scan(jobs: Int, cancellation: Cancellation) throws -> StoreScan {
    let progress = ScanProgress()
    let scan = try StoreScan(of: primary.store, jobs: jobs, cancellation: cancellation) {
      progress.show($0, of: $1)
    }
    progress.end()
    return scan
  }

  /// What is damaged among the figures that no plan is for.
  func unplannedDamage(in scan: StoreScan) throws -> [DamagedFigure] {
    try unplanned.compactMap { DamagedFigure(try $0.audited(), in: scan) }
  }

  /// Looks up all plans in a scan; one for each of the workspaces.
  func plans(in scan: StoreScan) throws -> [AuditedPlan] {
    try workspaces.map { workspace, checksSteps, checksFigures in
      let figures =
        checksFigures
        ? try workspace.manifests.map { try workspace.publishedFigure(of: $0).audited() } : []
      return try AuditedPlan(
        workspace.plan, dataSet: workspace.dataSet.name, provenance: workspace.provenance,
        in: scan,
        scope: checksSteps ? .everything(figures) : checksFigures ? .figures(figures) : .reach)
    }
  }
}

extension Project {
  /// The files in figures/ by the name of their data set.
  fileprivate func publishedFiles() throws -> [(dataSet: String, files: [String])] {
    let root = "\(prefix)figures"
    guard Files.isFolder(root) else { return [] }
    // Also of a hidden folder: a data set may have any name.
    return try Files.allNames(in: root).filter { Files.isFolder("\(root)/\($0)") }.map { name in
      // A report is about figures and is none.
      let names = try Files.names(in: "\(root)/\(name)").filter { $0 != ReportFile.name }
      let files = names.map { "\(root)/\(name)/\($0)" }
      return (name, files.filter { !Files.isFolder($0) })
    }
  }
}

extension PipelineError {
  /// Whether the photographs of a data set are absent or others.
  fileprivate var isAboutDataSet: Bool {
    switch self {
    case .noSuchDataSet, .emptyDataSet, .sourcesMissing, .sourceAltered: true
    default: false
    }
  }
}
