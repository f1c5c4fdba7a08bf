import Dispatch
import Foundation
import Synchronization

/// Reads files, several at the same time, and judges each.
struct StoreReader: Sendable {
  let files: [StoreFiles.File]
  let cancellation: Cancellation
  let progress: @Sendable (_ done: Int, _ of: Int) -> Void

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
  }

  /// Reads all files; the results in their order.
  func read(jobs: Int) throws -> [Contents] {
    let state = Mutex(State(contents: Array(repeating: nil, count: files.count)))
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, files.count))) { _ in
      while let index = state.withLock({ take(&$0) }) {
        let result = Result { try contents(of: files[index]) }
        let done = state.withLock { put(result, at: index, &$0) }
        progress(done, files.count)
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    return end.contents.compactMap(\.self)
  }

  private func take(_ state: inout State) -> Int? {
    guard state.next < files.count, state.failure == nil, !cancellation.isCancelled else {
      return nil
    }
    state.next += 1
    return state.next - 1
  }

  private func put(_ result: Result<Contents, any Error>, at index: Int, _ state: inout State)
    -> Int
  {
    switch result {
    case .success(let contents): state.contents[index] = contents
    case .failure(let error): state.failure = state.failure ?? error
    }
    state.done += 1
    return state.done
  }

  private func contents(of file: StoreFiles.File) throws -> Contents {
    guard let bytes = try Self.bytes(of: file.path) else {
      return Contents(bytes: 0, verdict: .gone)
    }
    let verdict: Verdict =
      switch file.kind {
      case .blob(let name):
        name.hasPrefix(ContentHash(of: bytes).description) ? .whole : .altered
      case .record(let hash): Self.record(in: bytes, named: hash)
      case .journal:
        try RunJournal.journal(in: bytes, at: file.path).map { .journal($0) } ?? .altered
      }
    return Contents(bytes: bytes.count, verdict: verdict)
  }

  private static func bytes(of path: String) throws -> [UInt8]? {
    do {
      return try Files.read(path)
    } catch let error {
      if case PipelineError.system(_, _, let code) = error, code == ENOENT { return nil }
      throw error
    }
  }

  private static func record(in bytes: [UInt8], named hash: ContentHash) -> Verdict {
    do {
      let record = try Record(unsealing: bytes)
      return record.fingerprintHash == hash ? .record(record) : .misplaced
    } catch {
      // Whatever keeps it from being read: its bytes are not those that were written.
      return .altered
    }
  }
}

extension Record {
  /// The digest under which the record belongs.
  var fingerprintHash: ContentHash { ContentHash(of: fingerprint.joined(separator: "\n")) }
}
