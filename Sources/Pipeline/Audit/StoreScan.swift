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
    for (file, contents) in zip(files.all, contents) { take(file, contents) }
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

  private mutating func take(_ file: StoreFiles.File, _ contents: StoreFiles.Contents) {
    if contents.verdict == .gone { return }
    fileCount += 1
    byteCount += contents.bytes
    func report(_ problem: Finding.Problem) {
      findings.append(Finding(problem, file.path, bytes: contents.bytes))
    }
    switch (file.kind, contents.verdict) {
    case (.blob, let verdict):
      blobs[file.path] = Blob(bytes: contents.bytes, isWhole: verdict == .whole)
    case (.record(let hash), .record(let record)): records[hash] = record
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

  enum Verdict: Equatable, Sendable {
    /// The contents are what the name promises.
    case whole
    /// A record that can be trusted.
    case record(Record)
    case journal(RunJournal)
    case altered
    /// Another process has moved it since we saw its name.
    case gone
    /// A whole record, but that of another name.
    case misplaced
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

  /// Reads all files; the results in their order.
  func read(
    jobs: Int, cancellation: Cancellation, progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws -> [Contents] {
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
    return end.contents.compactMap(\.self)
  }

  private func contents(of file: File) throws -> Contents {
    guard let bytes = try Files.readIfThere(file.path) else {
      return Contents(bytes: 0, verdict: .gone)
    }
    let verdict: Verdict =
      switch file.kind {
      case .blob(let hash): ContentHash(of: bytes) == hash ? .whole : .altered
      case .record(let hash):
        Record(unsealing: bytes).map { record in
          record.fingerprintHash == hash ? .record(record) : .misplaced
        } ?? .altered
      case .journal:
        try RunJournal.journal(in: bytes, at: file.path).map { .journal($0) } ?? .altered
      }
    return Contents(bytes: bytes.count, verdict: verdict)
  }
}
