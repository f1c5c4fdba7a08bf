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
      let shapes = try Self.shapesOfUnknown(plan, scan)
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

  /// The fingerprints, but for the contents of inputs, of nodes behind a record that was set aside or is gone:
  /// once that one is computed again and comes out as before, the records that fit are wanted.
  private static func shapesOfUnknown(_ plan: AuditedPlan, _ scan: StoreScan) throws
    -> Set<[String]>
  {
    var lost = Set(plan.withoutRecord(in: scan))
    guard !lost.isEmpty else { return [] }
    var shapes: Set<[String]> = []
    for (index, node) in plan.plan.nodes.enumerated() {
      guard !lost.isDisjoint(with: node.needs), plan.survey.fingerprints[index] == nil else {
        continue
      }
      lost.insert(index)
      let inputs = node.namedInputs.map { (name: $0.name, content: ContentHash(of: "")) }
      let fingerprint = try Fingerprint(of: node, inputs: inputs, provenance: plan.provenance)
      shapes.insert(shape(fingerprint.lines))
    }
    return shapes
  }

  private static func shape(_ lines: [String]) -> [String] {
    lines.map { line in
      guard line.hasPrefix("input "), let colon = line.ranges(of: ": ").last else { return line }
      return String(line[..<colon.lowerBound])
    }
  }
}
