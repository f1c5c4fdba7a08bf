import Dispatch
import Synchronization

/// Every file of a store, read once and checked against its name.
public struct StoreScan: Sendable {
  /// The store.
  public let store: Store
  /// The records that can be trusted, by the digest of their fingerprint.
  public private(set) var records: [ContentHash: Record] = [:]
  /// The contents by the path of their file.
  private(set) var blobs: [String: Blob] = [:]
  /// The names under which a record lies that cannot be trusted.
  private(set) var damagedRecords: Set<ContentHash> = []
  /// The names of records that were set aside, with the paths at which they lie now.
  private(set) var setAsideRecords: [ContentHash: String] = [:]
  /// The results that steps had when they were last run.
  private(set) var journaled: Set<ContentHash> = []
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
    let contents = try files.read(jobs: jobs, cancellation: cancellation, progress: progress)
    for case (let file, let contents?) in zip(files.all, contents) { take(contents, of: file.path) }
    findings += files.others
    for finding in files.others where finding.problem == .quarantined {
      guard let hash = Store.fingerprint(ofRecordAt: finding.subject) else { continue }
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

  private mutating func take(_ contents: StoreFiles.Contents, of path: String) {
    fileCount += 1
    byteCount += contents.bytes
    func report(_ problem: Finding.Problem) {
      findings.append(Finding(problem, path, bytes: contents.bytes))
    }
    switch contents.verdict {
    case .blob(let isWhole): blobs[path] = Blob(bytes: contents.bytes, isWhole: isWhole)
    case .record(let hash, let record): records[hash] = record
    case .damagedRecord(let hash, let problem):
      damagedRecords.insert(hash)
      report(problem)
    case .journal(let journal?): journaled.formUnion(journal.steps.values)
    case .journal(nil): report(.unreadableJournal)
    case .noFile(let kind, let found):
      if case .record(let hash) = kind { damagedRecords.insert(hash) }
      report(.notAFile(found: found))
    }
  }

  /// Compares the files of contents with what records say of them.
  private mutating func checkBlobs() {
    var lengths: [String: Int] = [:]
    for file in records.values.flatMap(\.files) { lengths[store.path(of: file)] = file.bytes }
    for (path, expected) in lengths where blobs[path] == nil {
      // Another process may have repaired it since the list was made.
      if !Files.exists(path) { findings.append(Finding(.missing, path, bytes: expected)) }
    }
    for (path, blob) in blobs where !blob.isWhole {
      let expected = lengths[path] ?? 0
      let problem: Finding.Problem =
        blob.bytes == 0
        ? .emptied : blob.bytes < expected ? .truncated(expected: expected) : .altered
      findings.append(Finding(problem, path, bytes: blob.bytes))
    }
  }

  /// Whether all files of a record are there and as they were written.
  public func isWhole(_ record: Record) -> Bool {
    record.files.allSatisfy { blobs[store.path(of: $0)]?.isWhole == true }
  }
}

// MARK: - Reading

/// Reading files, several at the same time, and judging each.
extension StoreFiles {
  /// What came of reading a file.
  struct Contents: Sendable {
    let bytes: Int
    let verdict: Verdict
  }

  enum Verdict: Sendable {
    /// Contents, and whether they are what the name promises.
    case blob(isWhole: Bool)
    /// A record that can be trusted.
    case record(ContentHash, Record)
    case damagedRecord(ContentHash, Finding.Problem)
    /// A journal; nil where it cannot be read.
    case journal(RunJournal?)
    /// A folder, a pipe or the like where a file of some kind should be.
    case noFile(StoreFiles.Kind, found: String)
  }

  private struct State {
    var next = 0
    var done = 0
    var contents: [Contents?]
    var failure: (any Error)?

    mutating func take(_ cancellation: Cancellation) -> Int? {
      guard next < contents.count, failure == nil, !cancellation.isCancelled else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// Reads all files; the results in their order, nil where another process has moved the file since
  /// we saw its name.
  func read(
    jobs: Int, cancellation: Cancellation, progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws -> [Contents?] {
    let state = Mutex(State(contents: Array(repeating: nil, count: all.count)))
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, all.count))) { _ in
      while let index = state.withLock({ $0.take(cancellation) }) {
        let result = Result { try contents(of: all[index]) }
        let done = state.withLock { state in
          switch result {
          case .success(let contents): state.contents[index] = contents
          case .failure(let error): state.failure = state.failure ?? error
          }
          state.done += 1
          return state.done
        }
        progress(done, all.count)
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    return end.contents
  }

  private func contents(of file: File) throws -> Contents? {
    switch try Files.look(at: file.path) {
    case .file(let bytes): Contents(bytes: bytes.count, verdict: try verdict(on: bytes, of: file))
    case .noFile(let found): Contents(bytes: 0, verdict: .noFile(file.kind, found: found))
    case .nothing: nil
    }
  }

  private func verdict(on bytes: [UInt8], of file: File) throws -> Verdict {
    switch file.kind {
    case .blob(let hash): return .blob(isWhole: ContentHash(of: bytes) == hash)
    case .journal: return .journal(try RunJournal.journal(in: bytes, at: file.path))
    case .record(let hash):
      guard let record = Record(unsealing: bytes) else {
        return .damagedRecord(hash, bytes.isEmpty ? .emptied : .alteredRecord)
      }
      let isInPlace = record.fingerprintHash == hash
      return isInPlace ? .record(hash, record) : .damagedRecord(hash, .misplacedRecord)
    }
  }
}
