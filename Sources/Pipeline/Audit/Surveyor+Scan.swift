extension Surveyor {
  /// What is known of a plan from records that were read already; nothing is set aside.
  func survey(among records: [ContentHash: Record]) throws -> Survey {
    var survey = Survey(count: plan.nodes.count)
    for node in plan.nodes.indices {
      guard let fingerprint = try fingerprint(of: node, survey) else { continue }
      survey.fingerprints[node] = fingerprint
      survey.records[node] = records[fingerprint.hash]
    }
    return survey
  }
}
