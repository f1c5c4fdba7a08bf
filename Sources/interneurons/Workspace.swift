import ArgumentParser
import Catalogue
import Pipeline

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
}
