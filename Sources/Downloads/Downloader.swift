import Foundation
import Synchronization

/// Gets files from addresses, one at a time: what was received outlives an interruption, what may
/// pass is tried again, and only what is whole and right is handed out.
///
/// Two downloaders must not get the same file into the same folder at the same time.
public final class Downloader: Sendable {
  /// Where what was received lies until it is whole; files are named by their SHA-256.
  public let folder: String
  private let pauses: RetryPauses
  private let patience: Duration
  private let isCancelled: @Sendable () -> Bool
  /// A server that has answered before is worth waiting for when it cannot be reached.
  private let hasAnswered = Mutex(false)

  /// - Parameters:
  ///   - folder: Where to keep what was received; made where it is not there.
  ///   - patience: How long a server may be silent.
  ///   - isCancelled: Whether the user wants no more; asked every few milliseconds.
  public init(
    folder: String, pauses: RetryPauses, patience: Duration = .seconds(30),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.folder = folder
    self.pauses = pauses
    self.patience = patience
    self.isCancelled = isCancelled
  }

  /// Where what was received of a file lies.
  public func path(of wanted: WantedFile) -> String { "\(folder)/\(wanted.sha256).part" }

  /// Gets a file.
  ///
  /// - Returns: its path; the file is whole and right, and the caller takes it away.
  /// - Throws: `DownloadError`, or `CancellationError` when interrupted. What was received is kept,
  ///   unless it is wrong.
  public func get(
    _ wanted: WantedFile, report: @escaping @Sendable (DownloadEvent) -> Void = { _ in }
  ) async throws -> String {
    var failures = 0
    var mayStartOver = true
    while true {
      switch try await attempt(wanted, report: report) {
      case .right: return path(of: wanted)
      case .useless(let error, let reason):
        // Only once: a beginning that is wrong is taken away, and the next attempt has none.
        guard mayStartOver else { throw error }
        mayStartOver = false
        report(.startingOver(reason: reason))
      case .passing(let error, let reason):
        failures += 1
        guard let pause = pauses.pause(afterFailures: failures) else {
          throw error(failures)
        }
        report(.retrying(reason: reason, after: pause))
        try await wait(pause)
      }
    }
  }

  private enum Attempt {
    case right
    /// What was there before cannot become the file; the error if that is so again.
    case useless(DownloadError, reason: String)
    /// The error after so many attempts.
    case passing((Int) -> DownloadError, reason: String)
  }

  private func attempt(
    _ wanted: WantedFile, report: @escaping @Sendable (DownloadEvent) -> Void
  ) async throws -> Attempt {
    if isCancelled() { throw CancellationError() }
    let file = try PartialFile(at: path(of: wanted))
    defer { file.close() }
    var offset = try file.length()
    if let bytes = wanted.bytes, offset > bytes {
      try file.empty()
      offset = 0
    }
    if offset > 0 { report(.received(offset)) }
    if offset > 0, offset == wanted.bytes { return try verified(file, wanted, offset: offset) }
    let transfer = Transfer(of: wanted, to: file, offset: offset, report: report)
    let ending = await transfer.run(patience: patience, isCancelled: isCancelled)
    if transfer.hasAnswered { hasAnswered.withLock { $0 = true } }
    if try file.length() == 0 { file.remove() }
    return try judge(ending, file, wanted, offset: offset)
  }

  private func judge(
    _ ending: Transfer.Ending, _ file: PartialFile, _ wanted: WantedFile, offset: Int
  ) throws -> Attempt {
    let address = "\(wanted.address)"
    func lost(_ reason: String) -> Attempt {
      .passing({ .lost(address: address, reason: reason, attempts: $0) }, reason: reason)
    }
    switch ending {
    case .complete:
      // A reply without a length ends where its connection does.
      if let bytes = wanted.bytes, try file.length() < bytes {
        return lost("the connection was lost")
      }
      return try verified(file, wanted, offset: offset)
    case .broken(let reason): return lost(reason)
    case .unreachable(let reason):
      let error = DownloadError.unreachable(address: address, reason: reason)
      guard hasAnswered.withLock(\.self) else { throw error }
      return .passing({ _ in error }, reason: reason)
    case .useless:
      file.remove()
      return .useless(
        .lost(address: address, reason: "the server sends another part", attempts: 2),
        reason: "the server cannot continue what is there")
    case .failed(let error):
      // A beginning that was there may still be right: the reply may be some portal's page.
      if offset == 0, case .wrongLength = error { file.remove() }
      throw error
    case .cancelled: throw CancellationError()
    }
  }

  private func verified(_ file: PartialFile, _ wanted: WantedFile, offset: Int) throws -> Attempt {
    let found = try file.sha256()
    if found == wanted.sha256 { return .right }
    file.remove()
    let error = DownloadError.wrongContents(
      address: "\(wanted.address)", expected: wanted.sha256, found: found)
    // The server's file may be right, and the beginning that was there wrong.
    guard offset > 0 else { throw error }
    return .useless(error, reason: "what was there is not a part of the file")
  }

  /// Sleeps, but not when the user wants no more.
  private func wait(_ pause: Duration) async throws {
    let end = ContinuousClock.now + pause
    while ContinuousClock.now < end {
      if isCancelled() { throw CancellationError() }
      try await Task.sleep(for: min(.milliseconds(10), end - .now))
    }
  }
}
