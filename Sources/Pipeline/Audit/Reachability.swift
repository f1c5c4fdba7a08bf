/// Which records the manifests and the figures of a checkout lead to.
struct Reachability {
  /// The digests of their fingerprints.
  private(set) var records: Set<ContentHash> = []
  /// The names of the files that they consist of.
  private(set) var blobs: Set<String> = []

  /// - Parameter figures: The contents of the files in `figures/`. A figure of a data set whose
  ///   folder is not known any more still leads to what it was made of.
  init(of scan: StoreScan, from plans: [AuditedPlan], figures: Set<ContentHash>) throws {
    var open = scan.records.filter { _, record in
      record.files.contains { figures.contains($0.sha256) }
    }.map(\.key)
    for plan in plans {
      open += plan.survey.fingerprints.compactMap { $0?.hash }
      let shapes = try Self.shapesOfUnknown(plan)
      guard !shapes.isEmpty else { continue }
      open += scan.records.filter { shapes.contains(Self.shape($0.value.fingerprint)) }.map(\.key)
    }
    let makers = Dictionary(grouping: scan.records.keys) { scan.records[$0]?.content.description }
    while let next = open.popLast() {
      guard let record = scan.records[next], records.insert(next).inserted else { continue }
      blobs.formUnion(record.files.map { scan.store.name(of: $0) })
      for input in FingerprintParts(lines: record.fingerprint).inputs.values {
        open += makers[input] ?? []
      }
    }
  }

  /// The fingerprints, but for the contents of inputs, of nodes whose inputs have no result now: once
  /// those are computed again and come out as before, the records that fit are wanted.
  private static func shapesOfUnknown(_ plan: AuditedPlan) throws -> Set<[String]> {
    let unknown = plan.plan.nodes.indices.filter { plan.survey.fingerprints[$0] == nil }
    return Set(
      try unknown.map { index in
        let node = plan.plan.nodes[index]
        let inputs = node.namedInputs.map { (name: $0.name, content: ContentHash(of: "")) }
        return shape(
          try Fingerprint(of: node, inputs: inputs, provenance: plan.provenance).lines)
      })
  }

  private static func shape(_ lines: [String]) -> [String] {
    lines.map { line in
      guard line.hasPrefix("input "), let colon = line.ranges(of: ": ").last else { return line }
      return String(line[..<colon.lowerBound])
    }
  }
}
