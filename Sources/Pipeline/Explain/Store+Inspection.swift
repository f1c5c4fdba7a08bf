/// What became of a stored file.
public enum FileDamage: String, Error {
  /// It is not there.
  case missing
  /// Its contents are not those of its name.
  case altered
}

/// Looking at a store without changing it: nothing is set aside, nothing is reported.
extension Store {
  /// A record that was found in the store.
  public struct Found: Sendable {
    /// The digest of the fingerprint, which names the record.
    public let fingerprint: ContentHash
    /// What it says.
    public let record: Record
    /// When it was written, in nanoseconds since 1970.
    public let modified: Int
  }

  /// What of a result is absent or altered; every byte is read.
  public func damage(of record: Record) throws -> [Change] {
    try record.files.compactMap { file in
      guard case .failure(let damage) = try contents(of: file) else { return nil }
      return .file(path: path(of: file), damage: damage)
    }
  }

  /// The contents of a file of a result, unless they are absent or altered.
  func contents(of file: Record.StoredFile) throws -> Result<[UInt8], FileDamage> {
    switch try Files.look(at: path(of: file)) {
    case .file(let bytes) where ContentHash(of: bytes) == file.sha256: .success(bytes)
    case .file, .noFile: .failure(.altered)
    case .nothing: .failure(.missing)
    }
  }

  /// The records that can be trusted, in the order of their names.
  public func allRecords() throws -> [Found] {
    try Files.files(below: "\(path)/records").compactMap { path in
      try Self.fingerprint(ofRecordAt: path).flatMap { try found($0, at: path) }
    }
  }

  /// The record of a name; nil when there is none, or none that can be trusted.
  func found(_ fingerprint: ContentHash) throws -> Found? {
    try found(fingerprint, at: path(ofRecord: fingerprint))
  }

  /// A record that was set aside, with what it says where that can still be trusted.
  func setAsideRecord(_ fingerprint: ContentHash) throws -> (isThere: Bool, found: Found?) {
    let path = "\(path)/damaged/\(fingerprint).json"
    return (Files.exists(path), try found(fingerprint, at: path))
  }

  private func found(_ fingerprint: ContentHash, at path: String) throws -> Found? {
    guard let bytes = try Files.readIfFile(path), let record = Record(unsealing: bytes),
      record.fingerprintHash == fingerprint
    else { return nil }
    let time = Files.status(of: path)?.st_mtim
    return Found(
      fingerprint: fingerprint, record: record,
      modified: time.map { $0.tv_sec * 1_000_000_000 + $0.tv_nsec } ?? 0)
  }
}

// MARK: - Looking records up

/// The records of a store by what they are looked up for; read when first asked.
final class RecordIndex {
  private let store: Store
  private lazy var all = Result { try store.allRecords() }
  private lazy var ofStage = all.map { Dictionary(grouping: $0) { Self.stage(of: $0.record) } }
  private lazy var withContent = all.map { Dictionary(grouping: $0, by: \.record.content) }

  init(of store: Store) { self.store = store }

  private static func stage(of record: Record) -> String {
    FingerprintParts(lines: Array(record.fingerprint.prefix(2))).stage
  }

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
    let candidates = try ofStage.get()[stage, default: []].filter { found in
      !excluded.contains(found.fingerprint)
        && (!needsInput || !inputs.isDisjoint(with: found.record.fingerprint))
    }
    return Self.nearest(to: wanted, among: candidates)
  }

  /// The record that made some content, by the stage where there are several.
  func maker(of content: ContentHash, like lines: [String], stage: String) throws -> Store.Found? {
    let makers = try withContent.get()[content, default: []]
    let alike = makers.filter { Self.stage(of: $0.record) == stage }
    return Self.nearest(to: Set(lines), among: alike.isEmpty ? makers : alike)
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
