/// The records of a store by what they are looked up for; read when first asked.
final class RecordIndex {
  private let store: Store
  private lazy var loaded = Result { try Contents(of: store.allRecords()) }

  private struct Contents {
    let ofStage: [String: [Entry]]
    let withContent: [ContentHash: [Entry]]

    init(of records: [Store.Found]) {
      let entries = records.map { Entry(found: $0, stage: Self.stage(of: $0.record)) }
      ofStage = Dictionary(grouping: entries, by: \.stage)
      withContent = Dictionary(grouping: entries, by: \.found.record.content)
    }

    private static func stage(of record: Record) -> String {
      FingerprintParts(lines: Array(record.fingerprint.prefix(2))).stage
    }
  }

  private struct Entry {
    let found: Store.Found
    let stage: String
  }

  init(of store: Store) { self.store = store }

  /// The record of a stage with the fewest lines that differ from a fingerprint's, the newest of
  /// several.
  ///
  /// - Parameters:
  ///   - needsInput: Whether at least one input must be the same.
  ///   - excluded: Records that belong to other steps.
  func nearest(
    to lines: [String], stage: String, needsInput: Bool, excluding excluded: Set<ContentHash>
  ) throws -> Store.Found? {
    let wanted = Set(lines)
    let inputs = wanted.filter { $0.hasPrefix("input ") }
    let candidates = try loaded.get().ofStage[stage, default: []].map(\.found).filter { found in
      !excluded.contains(found.fingerprint)
        && (!needsInput || !inputs.isDisjoint(with: found.record.fingerprint))
    }
    return Self.nearest(to: wanted, among: candidates)
  }

  /// The record that made some content, by the stage where there are several.
  func maker(of content: ContentHash, like lines: [String], stage: String) throws -> Store.Found? {
    let makers = try loaded.get().withContent[content, default: []]
    let alike = makers.filter { $0.stage == stage }
    return Self.nearest(to: Set(lines), among: (alike.isEmpty ? makers : alike).map(\.found))
  }

  private static func nearest(to lines: Set<String>, among candidates: [Store.Found])
    -> Store.Found?
  {
    let ranked = candidates.map { found in
      (found: found, distance: lines.symmetricDifference(found.record.fingerprint).count)
    }
    return ranked.min { first, second in
      let (one, other) = (first.found, second.found)
      return (first.distance, -one.modified, one.fingerprint.description)
        < (second.distance, -other.modified, other.fingerprint.description)
    }?.found
  }
}
