import ArgumentParser
import CToolchain
import Catalogue
import CodeDigest
import Figures
import Pipeline
import Stages

/// The options that every verb understands.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The photographs: a data set of the project, or any folder of PNG files.",
      valueName: "name|path"))
  var dataSet = "bundled"

  @Option(
    help: ArgumentHelp(
      "Change a parameter of a step, as in train.schedule=notebook-scalar.",
      valueName: "step.parameter=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder of the store (default: INTERNEURONS_STORE, or .interneurons).",
      valueName: "dir"))
  var store: String?

  func validate() throws {
    if store == "" { throw ValidationError("--store names no folder") }
  }
}

/// A project with a plan for some of its experiments and the store that holds their results.
struct Workspace {
  let project: Project
  let dataSet: DataSet
  let manifests: [Manifest]
  let plan: Plan
  let store: Store
  let provenance: Provenance

  init(
    experiments: [String], options: WorkspaceOptions, scrutiny: Store.Scrutiny = .strict
  ) throws {
    project = try Project.find()
    var manifests = try project.manifests(named: experiments)
    let overrides = try options.set.map { try Override($0) }
    try Override.apply(overrides, to: &manifests)
    self.manifests = manifests
    dataSet = try DataSet.open(options.dataSet, project: project.folder, fileExtension: "png")
    for names in dataSet.sameContents {
      Terminal.complain(
        "notice: one photograph under several names, counted as independent ones: "
          + names.joined(separator: ", "))
    }
    if !dataSet.ignored.isEmpty {
      let names = dataSet.ignored.joined(separator: ", ")
      Terminal.complain("notice: not PNG files, ignored: \(names)")
    }
    provenance = try .current()
    plan = try Planner.plan(manifests, registry: catalogue, dataSet: dataSet)
    store = try Store(at: options.store ?? project.defaultStore, scrutiny: scrutiny) { damage in
      Terminal.complain(
        "warning: \(ErrorText(of: damage).facts.map(\.value).joined(separator: ": "))")
    }
  }

  func scheduler(
    cancellation: Cancellation = Cancellation(),
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) -> Scheduler {
    Scheduler(
      plan: plan, store: store, provenance: provenance, cancellation: cancellation, report: report)
  }

  // MARK: Why steps run

  /// The figures of the chosen experiments, by node.
  var targets: [Int] { manifests.compactMap { plan.figure(of: $0.name) } }

  /// What finds out why steps would run.
  func explainer(_ survey: Survey, scrutiny: Explainer.Scrutiny = .contents) throws -> Explainer {
    try Explainer(
      survey, of: plan, provenance: provenance, store: store, dataSet: dataSet.name,
      targets: targets, scrutiny: scrutiny)
  }

  /// Why each node runs, in a few words for the log; nothing where nothing was ever stored.
  func reasons(_ survey: Survey) throws -> [Int: String] {
    let missing = survey.missing
    guard !missing.isEmpty else { return [:] }
    let explainer = try explainer(survey, scrutiny: .records)
    guard !explainer.storeIsEmpty else { return [:] }
    return try missing.reduce(into: [:]) { reasons, node in
      reasons[node] = try explainer.explanation(of: node).shortReason
    }
  }

  /// Notes in the store which results the steps have now, for later explanations.
  ///
  /// - Parameter survey: What is known; where a run ended early, the store is asked again.
  func noteResults(_ survey: Survey? = nil) {
    do {
      let survey = try survey ?? scheduler().survey()
      try RunJournal.note(survey, of: plan, dataSet: dataSet.name, in: store)
    } catch {
      // A hint that could not be written, as on a full disk, must not hide how the run ended.
    }
  }
}

extension Plan {
  /// The nodes of an experiment's cells.
  func nodes(of experiment: String) -> [Int] {
    cells.filter { $0.experiment == experiment }.map(\.node)
  }
}

// MARK: - Provenance

extension Provenance {
  /// This build of the program, on this machine.
  static func current() throws -> Provenance {
    let science = toolchain.merging(NumericEnvironment.libraries) { _, new in new }
    let figures = toolchain.merging(try DrawingEnvironment.libraries()) { _, new in new }
    return Provenance(
      codeDigests: [.science: CodeDigest.science, .figures: CodeDigest.figures],
      environment: [.science: science, .figures: figures])
  }

  /// What every number depends on: compiler, flags and the C library with the functions it chose.
  private static var toolchain: [String: String] {
    [
      "compiler": String(cString: ctoolchain_compiler()),
      "instructions": String(cString: ctoolchain_instructions()),
      "optimization": optimization,
      "libc": String(cString: ctoolchain_libc()), "libm results": NumericEnvironment.mathematics,
    ]
  }

  private static var optimization: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
