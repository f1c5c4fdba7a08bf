/// Every file of a store, read once and checked against its name.
public struct StoreScan: Sendable {
  /// The store.
  public let store: Store
  /// The records that can be trusted, by the digest of their fingerprint.
  public private(set) var records: [ContentHash: Record] = [:]
  /// The contents by the name of their file, `abcd….npy`.
  private(set) var blobs: [String: Blob] = [:]
  /// The names under which a record lies that cannot be trusted.
  private(set) var damagedRecords: Set<ContentHash> = []
  /// The names of records that were set aside, with the paths at which they lie now.
  private(set) var setAsideRecords: [ContentHash: String] = [:]
  /// The results that steps had when they were last run.
  private(set) var journaled: Set<ContentHash> = []
  /// The lengths of the files of records.
  private(set) var recordBytes: [ContentHash: Int] = [:]
  /// What is wrong with single files, and what lies about.
  private(set) var findings: [Finding] = []
  /// Whether the label is another one and no record can be read: nothing shows that the store is one of
  /// this version of the program.
  public private(set) var isOfAnotherVersion = false
  /// How many files were read.
  public private(set) var fileCount = 0
  /// How many bytes were read.
  public private(set) var byteCount = 0

  /// A file of contents.
  struct Blob: Sendable {
    let path: String
    let bytes: Int
    let isWhole: Bool
  }

  /// Reads a store that exists; several files at the same time.
  ///
  /// - Throws: `CancellationError`; `PipelineError` where a file cannot be read.
  public init(
    of store: Store, jobs: Int, cancellation: Cancellation,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    self.store = store
    let files = try StoreFiles(of: store)
    let reader = StoreReader(files: files.all, cancellation: cancellation, progress: progress)
    for (file, contents) in zip(files.all, try reader.read(jobs: jobs)) { take(file, contents) }
    findings += files.others
    for finding in files.others where finding.problem == .quarantined {
      let name = finding.subject.split(separator: "/").last.map(String.init) ?? ""
      guard name.hasSuffix(".json"), let hash = ContentHash(digits: String(name.dropLast(5)))
      else { continue }
      setAsideRecords[hash] = finding.subject
    }
    checkBlobs()
    if let finding = try store.labelDamage() {
      // Records of another version are not damaged one by one.
      isOfAnotherVersion = records.isEmpty && !damagedRecords.isEmpty
      if isOfAnotherVersion { findings.removeAll { $0.problem == .alteredRecord } }
      findings.append(finding)
    }
    findings.sort { $0.subject < $1.subject }
  }

  private mutating func take(_ file: StoreFiles.File, _ contents: StoreReader.Contents) {
    if contents.verdict == .gone { return }
    fileCount += 1
    byteCount += contents.bytes
    func report(_ problem: Finding.Problem) {
      findings.append(Finding(problem, file.path, bytes: contents.bytes))
    }
    switch (file.kind, contents.verdict) {
    case (.blob(let name), let verdict):
      let isWhole = verdict == .whole
      blobs[name] = Blob(path: file.path, bytes: contents.bytes, isWhole: isWhole)
    case (.record(let hash), .record(let record)):
      records[hash] = record
      recordBytes[hash] = contents.bytes
    case (.record(let hash), let verdict):
      damagedRecords.insert(hash)
      if contents.bytes == 0 {
        report(.emptied)
      } else {
        report(verdict == .misplaced ? .misplacedRecord : .alteredRecord)
      }
    case (.journal, .journal(let journal)): journaled.formUnion(journal.steps.values)
    case (.journal, _): report(.unreadableJournal)
    }
  }

  /// Compares the files of contents with what records say of them.
  private mutating func checkBlobs() {
    var lengths: [String: Int] = [:]
    for file in records.values.flatMap(\.files) { lengths[store.name(of: file)] = file.bytes }
    for (name, expected) in lengths where blobs[name] == nil {
      let path = store.path(ofBlob: name)
      // Another process may have repaired it since the list was made.
      if !Files.exists(path) { findings.append(Finding(.missing, path, bytes: expected)) }
    }
    for (name, blob) in blobs where !blob.isWhole {
      let expected = lengths[name] ?? 0
      let problem: Finding.Problem =
        blob.bytes == 0
        ? .emptied : blob.bytes < expected ? .truncated(expected: expected) : .altered
      findings.append(Finding(problem, blob.path, bytes: blob.bytes))
    }
  }

  /// Whether all files of a record are there and as they were written.
  public func isWhole(_ record: Record) -> Bool {
    record.files.allSatisfy { blobs[store.name(of: $0)]?.isWhole == true }
  }
}

extension Store {
  /// The name of the file with some contents.
  func name(of file: Record.StoredFile) -> String {
    path(of: file).split(separator: "/").last.map(String.init) ?? ""
  }

  /// Where the file of a name lies.
  func path(ofBlob name: String) -> String { "\(path)/blobs/\(name.prefix(2))/\(name)" }
}
