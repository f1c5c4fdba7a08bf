extension Plan {
  /// The nodes of a step that is named by its id, with its labels or, for all of its cells, without.
  ///
  /// - Throws: `PipelineError.noSuchStep`.
  public func nodes(named name: String) throws(PipelineError) -> Set<Int> {
    let chosen = cells.filter { "\($0)" == name || "\($0.experiment)/\($0.step)" == name }
    guard !chosen.isEmpty else {
      // Whoever gave labels is told cells, whoever gave none the steps.
      let known = Set(cells.map { name.contains("[") ? "\($0)" : "\($0.experiment)/\($0.step)" })
      throw .noSuchStep(name, suggestion: Spelling.unknown("step", name, among: known))
    }
    return Set(chosen.compactMap { nodeOfCell[$0] })
  }
}

extension Plan {
  /// Some nodes with everything that they need.
  public func nodesNeeded(by targets: [Int]) -> Set<Int> {
    var needed: Set<Int> = []
    var open = targets
    while let next = open.popLast() {
      if needed.insert(next).inserted { open += nodes[next].needs }
    }
    return needed
  }
}
