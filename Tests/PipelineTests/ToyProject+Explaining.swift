import Foundation
import Pipeline

extension ToyProject {
  /// A plan with what is known of it.
  struct Explaining {
    let plan: Plan
    let survey: Survey
    let explainer: Explainer
  }

  /// What explains the steps of a manifest.
  ///
  /// - Parameter known: An earlier survey, to be explained instead of one made now.
  func explainer(
    _ yaml: String = manifest, overrides: [String] = [], code: String = "1",
    environment: [String: String] = [:], dataSet: String = "toys",
    scrutiny: Explainer.Scrutiny = .contents, known: Survey? = nil
  ) throws -> Explaining {
    let plan = try plan(yaml, overrides: overrides)
    let provenance = Provenance(
      codeDigests: [.science: code, .figures: "1"], environment: [.science: environment])
    let store = try store()
    let survey = try Scheduler(
      plan: plan, store: store, provenance: provenance, cancellation: Cancellation()
    ).survey()
    let explainer = try Explainer(
      known ?? survey, of: plan, provenance: provenance, store: store, dataSet: dataSet,
      targets: plan.figure(of: "toy").map { [$0] } ?? [], scrutiny: scrutiny)
    return Explaining(plan: plan, survey: survey, explainer: explainer)
  }

  /// Notes in the journal what the steps of a manifest have now.
  func note(_ yaml: String = manifest, overrides: [String] = []) throws {
    let known = try explainer(yaml, overrides: overrides)
    try RunJournal.note(known.survey, of: known.plan, dataSet: dataSet.name, in: try store())
  }

  /// Runs the figure of a manifest and keeps the journal, as the command does.
  @discardableResult
  func runNoted(_ yaml: String = manifest, overrides: [String] = []) async throws -> ToyRun {
    let run = try await run(yaml, overrides: overrides)
    try note(yaml, overrides: overrides)
    return run
  }

  /// Other texts with the store of another project, which must outlive this one.
  convenience init(texts: [(id: String, text: String)], store other: ToyProject) throws {
    try self.init(texts: texts)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/store", withDestinationPath: "\(other.folder)/store")
  }
}
