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
  ///   - pauses: How often to try again, and how long to wait before.
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

// MARK: - What is wanted, and how often it is tried

/// A file to be had from an address, and what it must be.
public struct WantedFile: Equatable, Sendable {
  /// Where it is.
  public let address: URL
  /// The SHA-256 of its contents: 64 lowercase hexadecimal digits.
  public let sha256: String
  /// Its length, where that is known beforehand.
  public let bytes: Int?

  /// A file at an address.
  public init(address: URL, sha256: String, bytes: Int?) {
    self.address = address
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// How often something that may pass is tried again, and how long to wait before.
///
/// Pauses double up to a limit, so that a server in trouble is left alone.
public struct RetryPauses: Equatable, Sendable {
  /// The number of attempts after the first.
  public let count: Int
  /// The first pause.
  public let first: Duration
  /// The longest pause.
  public let longest: Duration

  /// So many further attempts; pauses of 0.5 s, 1 s, 2 s, … at most 16 s unless said otherwise.
  public init(
    count: Int, first: Duration = .milliseconds(500), longest: Duration = .seconds(16)
  ) {
    self.count = count
    self.first = first
    self.longest = longest
  }

  /// The pause after so many failed attempts; nil where no further one is to be made.
  public func pause(afterFailures failures: Int) -> Duration? {
    guard failures <= count else { return nil }
    var pause = first
    for _ in 1..<max(failures, 1) where pause < longest { pause *= 2 }
    return min(pause, longest)
  }
}

// MARK: - What is told

/// What a download tells while it goes on.
public enum DownloadEvent: Equatable, Sendable {
  /// How many bytes of the file are there, those of earlier attempts among them.
  case received(Int)
  /// Something that may pass went wrong; the next attempt comes after a pause.
  case retrying(reason: String, after: Duration)
  /// What is there cannot be continued.
  case startingOver(reason: String)
}

/// Why a file could not be had.
public enum DownloadError: Error, Equatable, Sendable {
  /// The server cannot be reached at all.
  case unreachable(address: String, reason: String)
  /// The server was reached, and something that may pass went wrong each time.
  case lost(address: String, reason: String, attempts: Int)
  /// The server answers, but not with the file: its status, as in 404.
  case refused(address: String, status: Int)
  /// The server's file is longer or shorter than the one that is wanted.
  case wrongLength(address: String, expected: Int, found: Int)
  /// The server's file has other contents than the one that is wanted.
  case wrongContents(address: String, expected: String, found: String)
  /// The system refused a file operation.
  case system(operation: String, path: String, code: Int32)
}
