import Pipeline

/// All that a page is made of: what was planned, what became of it, and what to say about it.
public struct ReportMaterial: Sendable {
  /// The heading of the page.
  public var title = ""
  /// What the page is, a sentence for each line.
  public var introduction: [String] = []
  /// The papers by the short name that manifests use.
  public var papers: [String: PaperReference] = [:]
  /// Changes of parameters that the user asked for.
  public var changes: [String] = []
  /// How to make the figures and the page again: what a command does, and the command.
  public var commands: [(purpose: String, command: String)] = []
  let manifests: [Manifest]
  let plan: Plan
  let survey: Survey
  let comparison: Comparison
  let dataSet: DataSet
  let provenance: Provenance
  let store: Store

  /// The material of a run that is done: every figure has its result in the store.
  public init(
    manifests: [Manifest], plan: Plan, survey: Survey, comparison: Comparison, dataSet: DataSet,
    provenance: Provenance, store: Store
  ) {
    self.manifests = manifests
    self.plan = plan
    self.survey = survey
    self.comparison = comparison
    self.dataSet = dataSet
    self.provenance = provenance
    self.store = store
  }
}
