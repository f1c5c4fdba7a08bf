import Foundation

/// Results by what they depend on: a folder of files by content hash and of records by fingerprint.
///
/// ```
/// store.json           the format
/// blobs/ab/abcd….npy   contents, named by their SHA-256
/// records/12/1234….json  what a result depends on, and its files; written last
/// steps/               which result each step had last, as a hint for explanations
/// damaged/             what was found altered, set aside
/// differing/           what came out differently when it was computed again
/// locks/1234….lock     results that a process is computing
/// times.txt            how long steps took: a hint for the order of work
/// owners/              which photographs the figures in a folder are of: see ``FigureOwner``
/// ```
/// Every byte that is read is checked against its hash. What is altered is set aside and counts as
/// absent, so that it is computed again.
public struct Store: Sendable {
  /// The folder.
  public let path: String
  /// Hears of everything that was found damaged.
  private let onDamage: @Sendable (PipelineError) -> Void

  static let format = "2"

  /// What is asked of a store's label before the store is used.
  public enum Scrutiny: Sendable {
    /// It must be the one that this program writes.
    case strict
    /// What is wrong with it is for an audit to say, where there is anything of a store.
    case toAudit
    /// Its files were looked at already: see ``StoreRemoval``.
    case toRemove
  }

  /// Opens a store, or what becomes one with the first result: nothing or an empty folder.
  ///
  /// - Throws: `PipelineError.notAStore`, `.storeFormat`, or what the system refuses.
  public init(
    at path: String, scrutiny: Scrutiny = .strict,
    onDamage: @escaping @Sendable (PipelineError) -> Void = { _ in }
  ) throws {
    self.path = path
    self.onDamage = onDamage
    if scrutiny == .toRemove { return }
    let parts = ["store.json", "blobs", "records"]
    if scrutiny == .toAudit, parts.contains(where: { Files.exists("\(path)/\($0)") }) { return }
    if try !isLabeled(), Files.exists(path) {
      // But for a label whose writer was killed.
      let isEmptyFolder =
        try Files.isFolder(path)
        && Files.names(in: path).allSatisfy { $0.hasPrefix("store.json.") && $0.hasSuffix(".tmp") }
      // Another process may have begun the store since we looked.
      guard try isEmptyFolder || isLabeled() else { throw PipelineError.notAStore(path: path) }
    }
  }

  /// Whether the folder has a label.
  ///
  /// - Throws: `PipelineError.storeFormat` where it is not ours.
  private func isLabeled() throws -> Bool {
    guard let label = try Files.readIfThere(labelFile) else { return false }
    let found = Self.format(inLabel: label)
    guard found == .string(Self.format) else {
      let text = try found?.text() ?? "none"
      throw PipelineError.storeFormat(path: path, found: text, expected: Self.format)
    }
    return true
  }

  var labelFile: String { "\(path)/store.json" }

  /// The contents of the label.
  static func label() throws -> [UInt8] {
    Array(try JSONValue.object(["format": .string(format)]).text().utf8) + [0x0A]
  }

  /// The format that a label names; nil where it names none.
  private static func format(inLabel bytes: [UInt8]) -> JSONValue? {
    do {
      return try JSONValue(parsing: bytes)["format"]
    } catch {
      // What is no JSON names no format either.
      return nil
    }
  }

  /// Marks the folder as a store, before anything else comes into it.
  func writeLabel() throws {
    guard !Files.exists(labelFile) else { return }
    try Files.write(Self.label(), to: labelFile)
  }

  /// Where a file's contents lie.
  public func path(of file: Record.StoredFile) -> String {
    let digits = file.sha256.description
    let suffix = file.name.lastIndex(of: ".").map { String(file.name[$0...]) } ?? ""
    return "\(path)/blobs/\(digits.prefix(2))/\(digits)\(suffix)"
  }

  /// Where a record lies.
  public func path(ofRecord fingerprint: ContentHash) -> String {
    "\(path)/records/\(fingerprint.description.prefix(2))/\(fingerprint).json"
  }

  /// The digest that names the record at a path; nil where none is named so.
  static func fingerprint(ofRecordAt path: String) -> ContentHash? {
    let name = Files.name(of: path)
    return name.hasSuffix(".json") ? ContentHash(digits: String(name.dropLast(5))) : nil
  }

  /// The record of a result; nil when there is none, or none that can be trusted.
  public func record(of fingerprint: Fingerprint) throws -> Record? {
    let path = path(ofRecord: fingerprint.hash)
    switch try Files.look(at: path) {
    case .nothing: return nil
    case .file(let bytes):
      let record = Record(unsealing: bytes)
      if record?.fingerprint == fingerprint.lines { return record }
    case .noFile: break
    }
    try setAside(path, reason: "it is not the record that was written")
    return nil
  }

  /// Stores a result: its files, then its record.
  public func publish(
    _ files: [ArtifactFile], kind: String, of fingerprint: Fingerprint, seconds: Double,
    notes: [String]
  ) throws -> Record {
    let stored = files.map {
      Record.StoredFile(name: $0.name, sha256: ContentHash(of: $0.bytes), bytes: $0.bytes.count)
    }
    try writeLabel()
    for (file, entry) in zip(files, stored) where try !holds(entry) {
      try Files.write(file.bytes, to: path(of: entry))
    }
    let record = Record(
      fingerprint: fingerprint.lines, artifact: kind, files: stored, seconds: seconds, notes: notes)
    try Files.write(record.sealed(), to: path(ofRecord: fingerprint.hash))
    return record
  }

  /// The files of a result.
  ///
  /// - Throws: `PipelineError.damaged` when one is absent or altered; an altered one is set aside.
  public func files(of record: Record) throws -> [ArtifactFile] {
    try record.files.map { file in
      switch try contents(of: file) {
      case .success(let bytes): return ArtifactFile(name: file.name, bytes: bytes)
      case .failure(.altered): throw try setAside(file)
      case .failure(.missing):
        let error = PipelineError.damaged(path: path(of: file), reason: "it is missing")
        onDamage(error)
        throw error
      }
    }
  }

  /// Whether the files of a result are there and as they were written; an altered one is set aside.
  ///
  /// - Throws: What the system refuses, which says nothing about the files.
  func isWhole(_ record: Record) throws -> Bool {
    do {
      _ = try files(of: record)
      return true
    } catch PipelineError.damaged {
      return false
    }
  }

  /// The nodes with a result of which a file is absent or altered; an altered one is set aside.
  func damaged(among nodes: [Int], _ records: [Record?]) throws -> [Int] {
    try nodes.filter { node in try records[node].map { try !isWhole($0) } ?? false }
  }

  /// Forgets a record, so that its result is computed again.
  func forget(_ fingerprint: Fingerprint) throws {
    let path = path(ofRecord: fingerprint.hash)
    // Two steps that read the same damaged file both ask for it.
    guard Files.exists(path) else { return }
    try setAside(path, reason: "a file of its result is damaged")
  }

  private func holds(_ file: Record.StoredFile) throws -> Bool {
    switch try contents(of: file) {
    case .success: return true
    case .failure(.altered): try setAside(file)
    case .failure(.missing): break
    }
    return false
  }

  @discardableResult
  private func setAside(_ file: Record.StoredFile) throws -> PipelineError {
    try setAside(path(of: file), reason: "its contents are not those of its name")
  }

  @discardableResult
  private func setAside(_ path: String, reason: String) throws -> PipelineError {
    do {
      try Files.move(path, to: Files.unused("\(self.path)/damaged/\(Files.name(of: path))"))
    } catch {
      // Where the file is gone, another process has set it aside; where nothing can be written, it
      // stays and counts as absent all the same.
      guard Self.isHarmless(error) else { throw error }
    }
    let error = PipelineError.damaged(path: path, reason: reason)
    onDamage(error)
    return error
  }

  private static func isHarmless(_ error: any Error) -> Bool {
    guard case .system(_, _, let code)? = error as? PipelineError else { return false }
    return [ENOENT, EROFS, EACCES, EPERM].contains(code)
  }
}

// MARK: - Records

/// What a store knows about one result: what it depends on and which files it consists of.
public struct Record: Codable, Equatable, Sendable {
  /// The lines of the fingerprint.
  public let fingerprint: [String]
  /// The kind of the artifact.
  public let artifact: String
  /// The files.
  public let files: [StoredFile]
  /// How long the computation took; of several cells computed together, a cell's share.
  public let seconds: Double
  /// What the stage noted about the data.
  public let notes: [String]

  /// A file of a result.
  public struct StoredFile: Codable, Equatable, Sendable {
    /// The name within the artifact.
    public let name: String
    /// The digest of the contents.
    public let sha256: ContentHash
    /// The length.
    public let bytes: Int
  }

  /// The digest under which the record belongs.
  var fingerprintHash: ContentHash { ContentHash(of: fingerprint.joined(separator: "\n")) }

  /// The digest of the artifact: of the names and digests of its files.
  public var content: ContentHash {
    ContentHash(of: files.map { "\($0.sha256)  \($0.name)\n" }.joined())
  }
}

extension Record {
  private static let opening = Array("{\"record\": ".utf8)

  private static func closing(_ digest: ContentHash) -> [UInt8] {
    Array(",\n\"sha256\": \"\(digest)\"}\n".utf8)
  }

  /// The record as it lies in the store: JSON, with the digest of its own bytes behind it.
  fileprivate func sealed() throws -> [UInt8] {
    let text = Array(try JSONValue(encoding: self).text(indented: true).utf8)
    return Self.opening + text + Self.closing(ContentHash(of: text))
  }

  /// Reads a record; nil unless every byte is as it was written.
  init?(unsealing bytes: [UInt8]) {
    let end = bytes.count - Self.closing(ContentHash(of: "")).count
    let text = end > Self.opening.count ? Array(bytes[Self.opening.count..<end]) : []
    guard bytes == Self.opening + text + Self.closing(ContentHash(of: text)) else { return nil }
    do {
      self = try JSONDecoder().decode(Record.self, from: Data(text))
    } catch {
      // Whole, but of another version.
      return nil
    }
  }
}
