import Pipeline

extension Workspace {
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
    let reasons = try missing.map { node in
      (node, ShortReason(try explainer.explanation(of: node)).text)
    }
    return Dictionary(uniqueKeysWithValues: reasons).compactMapValues(\.self)
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

extension Workspace {
  /// The manifests of the named experiments, or all of them.
  func chosen(_ names: [String]) throws -> [Manifest] {
    let wanted = Set(try project.manifests(named: names).map(\.name))
    return names.isEmpty ? manifests : manifests.filter { wanted.contains($0.name) }
  }
}

extension Plan {
  /// The steps or files that feed a node, by the names of its inputs in a fingerprint.
  func makers(of node: Int) -> [String: String] {
    let makers = nodes[node].namedInputs.map { input in
      switch input.origin {
      case .node(let maker): (input.name, "\(nodes[maker].id)")
      case .source(let item): (input.name, item.path)
      }
    }
    return Dictionary(makers) { first, _ in first }
  }
}
