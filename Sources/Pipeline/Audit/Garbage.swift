/// What a store can do without: nothing that a manifest or a figure of the checkout reaches.
///
/// The whole garbage is found and taken away under one lock of the store, so that no other process
/// writes meanwhile: a result whose record is not there yet looks like garbage.
public struct Garbage: Sendable {
  /// What would go, records before the files that they name.
  public let items: [Item]
  private let store: Store

  /// A file that can go.
  public struct Item: Sendable {
    /// Where it is.
    public let path: String
    /// What it is.
    public let kind: Kind
    /// Its length.
    public let bytes: Int
  }

  /// The kinds of garbage, in the order in which they go.
  public enum Kind: String, CaseIterable, Sendable {
    /// Records that nothing reaches.
    case records
    /// Contents that no record names that something reaches.
    case blobs
    /// What was found damaged and set aside.
    case quarantined
    /// What came out differently, where the record that it differs from goes or is gone.
    case differing
    /// Temporary files whose writers are gone, and locks that nobody holds.
    case leftOver
  }

  /// Finds the garbage of a store.
  ///
  /// - Throws: `PipelineError.damaged` where a record cannot be trusted: what it leads to would be
  ///   taken for garbage.
  public init(of scan: StoreScan, plans: [AuditedPlan], contents: Set<ContentHash>) throws {
    store = scan.store
    if let hash = scan.damagedRecords.min(by: { "\($0)" < "\($1)" }) {
      throw PipelineError.damaged(
        path: store.path(ofRecord: hash), reason: "it is not the record that was written")
    }
    let reached = try Reachability(of: scan, from: plans, figures: contents)
    var items = scan.records.keys.filter { !reached.records.contains($0) }.map { hash in
      let path = scan.store.path(ofRecord: hash)
      return Item(path: path, kind: .records, bytes: Files.length(path))
    }
    items += scan.blobs.filter { !reached.blobs.contains($0.key) }
      .map { Item(path: $0.key, kind: .blobs, bytes: $0.value.bytes) }
    // What was set aside and is not computed again yet says which records are still wanted.
    let traces = Set(
      plans.flatMap { $0.withoutRecord(in: scan).compactMap($0.missingRecord) }
        .compactMap { scan.setAsideRecords[$0] })
    for finding in scan.findings where !traces.contains(finding.subject) {
      guard let kind = Self.kind(of: finding, reached),
        kind == .leftOver || store.isOwn(finding.subject)
      else { continue }
      items.append(Item(path: finding.subject, kind: kind, bytes: finding.bytes))
    }
    items += try store.freeLocks().map { Item(path: $0, kind: .leftOver, bytes: 0) }
    let order = Kind.allCases
    func rank(_ item: Item) -> Int { order.firstIndex(of: item.kind) ?? order.count }
    self.items = items.sorted { (rank($0), $0.path) < (rank($1), $1.path) }
  }

  private static func kind(of finding: Finding, _ reached: Reachability) -> Kind? {
    switch finding.problem {
    case .quarantined: return .quarantined
    case .leftOver: return .leftOver
    case .differing:
      let folder = Files.name(of: Files.folder(of: finding.subject))
      let isKept = ContentHash(digits: folder).map(reached.records.contains) ?? true
      return isKept ? nil : .differing
    default: return nil
    }
  }

  /// The bytes that would be free.
  public var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  /// Takes the garbage away: a process that ends in the midst of it leaves a valid store.
  public func remove() throws {
    let records = items.filter { $0.kind == .records }
      .compactMap { Store.fingerprint(ofRecordAt: $0.path) }
    // A journal that still named them would make them missed.
    try RunJournal.forget(Set(records), in: store)
    for item in items { try Files.remove(item.path) }
    for folder in Set(items.map { Files.folder(of: $0.path) }) where folder != store.path {
      // Where it is not empty the system refuses, which is right.
      Files.removeIfEmpty(folder)
    }
  }
}

// MARK: - Reachability

/// Which records the manifests and the figures of a checkout lead to.
struct Reachability {
  /// The digests of their fingerprints.
  private(set) var records: Set<ContentHash> = []
  /// The paths of the files that they consist of.
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
      blobs.formUnion(record.files.map { scan.store.path(of: $0) })
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
      let fingerprint = try Fingerprint(of: node, provenance: plan.provenance) { _ in
        ContentHash(of: "")
      }
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
