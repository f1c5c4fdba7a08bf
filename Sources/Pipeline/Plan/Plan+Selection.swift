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
