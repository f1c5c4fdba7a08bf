import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request, whose reply goes straight to disk.
final class Transfer: NSObject, URLSessionDataDelegate, Sendable {
  /// How it ended.
  enum Ending: Equatable, Sendable {
    /// The reply came to its end.
    case complete
    /// Broken off by something that may pass; what came is kept.
    case broken(String)
    /// The server cannot be reached.
    case unreachable(String)
    /// What is there cannot be continued.
    case useless
    /// There is no use in trying again.
    case failed(DownloadError)
    /// The user wants no more of it.
    case cancelled
  }

  private struct State {
    /// What was decided while the reply came; the task's own end is of no interest then.
    var decision: Ending?
    var ending: Ending?
    var hasAnswered = false
    var received = 0
    var lastSign = ContinuousClock.now
  }

  private let wanted: WantedFile
  private let file: PartialFile
  private let offset: Int
  private let report: @Sendable (DownloadEvent) -> Void
  private let state = Mutex(State())

  /// - Parameter offset: How many bytes the file holds.
  init(
    of wanted: WantedFile, to file: PartialFile, offset: Int,
    report: @escaping @Sendable (DownloadEvent) -> Void
  ) {
    self.wanted = wanted
    self.file = file
    self.offset = offset
    self.report = report
    state.withLock { $0.received = offset }
  }

  /// Whether the server has answered anything.
  var hasAnswered: Bool { state.withLock { $0.hasAnswered } }

  /// How often is looked whether the user wants no more.
  private static let heartbeat = Duration.milliseconds(10)

  /// - Parameter patience: How long the server may be silent.
  func run(patience: Duration, isCancelled: @Sendable () -> Bool) async -> Ending {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Ours comes first.
    configuration.timeoutIntervalForRequest = 2 * (patience / .seconds(1)) + 10
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
    let task = session.dataTask(with: request)
    task.resume()
    while true {
      let (ending, silence) = state.withLock { ($0.ending, ContinuousClock.now - $0.lastSign) }
      if let ending {
        session.finishTasksAndInvalidate()
        return ending
      }
      if isCancelled() { end(task, .cancelled) }
      if silence > patience { end(task, .broken("the server is silent")) }
      // A sleep that is cut short is no harm.
      do { try await Task.sleep(for: Self.heartbeat) } catch {}
    }
  }

  private var request: URLRequest {
    var request = URLRequest(url: wanted.address)
    // Ranges count the bytes of the file, not those of a compressed reply.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("interneurons", forHTTPHeaderField: "User-Agent")
    if offset > 0 { request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range") }
    return request
  }

  /// Ends the transfer from our side.
  private func end(_ task: URLSessionTask, _ ending: Ending) {
    state.withLock { state in
      state.decision = state.decision ?? ending
      state.ending = state.ending ?? state.decision
    }
    task.cancel()
  }

  // MARK: What the session tells

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    state.withLock { state in
      state.hasAnswered = true
      state.lastSign = .now
    }
    if let decision = decision(on: response) {
      end(dataTask, decision)
      completionHandler(.cancel)
    } else {
      completionHandler(.allow)
    }
  }

  /// What the head of the reply decides already; nil where its body is wanted.
  private func decision(on response: URLResponse) -> Ending? {
    guard let response = response as? HTTPURLResponse else {
      return .failed(.unreachable(address: "\(wanted.address)", reason: "it is not of the web"))
    }
    switch ReplyHead(response, offset: offset) {
    case .whole(let length):
      if let wrong = wrongLength(length) { return .failed(wrong) }
      return restart()
    case .rest(let length):
      // Of another file than the beginning that is there.
      return wrongLength(length) == nil ? nil : .useless
    case .otherPart: return .useless
    case .trouble(let status): return .broken("the server answered \(status)")
    case .refused(let status):
      return .failed(.refused(address: "\(wanted.address)", status: status))
    }
  }

  private func wrongLength(_ found: Int?) -> DownloadError? {
    guard let expected = wanted.bytes, let found, found != expected else { return nil }
    return .wrongLength(address: "\(wanted.address)", expected: expected, found: found)
  }

  /// The whole file follows, whatever was asked for.
  private func restart() -> Ending? {
    guard offset > 0 else { return nil }
    report(.startingOver(reason: "the server cannot continue a file"))
    return write { state throws(DownloadError) in
      try file.empty()
      state.received = 0
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let decision = write { state throws(DownloadError) in
      state.lastSign = .now
      let received = state.received + data.count
      if let wrong = wrongLength(wanted.bytes.map { max($0, received) }) { throw wrong }
      try file.append(data)
      state.received = received
    }
    if let decision { return end(dataTask, decision) }
    report(.received(state.withLock { $0.received }))
  }

  /// Writes, unless the transfer has ended: whoever ends it closes the file.
  private func write(_ change: (inout State) throws(DownloadError) -> Void) -> Ending? {
    state.withLock { state in
      guard state.decision == nil else { return state.decision }
      do throws(DownloadError) {
        try change(&state)
        return nil
      } catch {
        return .failed(error)
      }
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let ending = error.map { Self.ending(of: $0) } ?? .complete
    state.withLock { $0.ending = $0.ending ?? $0.decision ?? ending }
  }

  /// What the session says about an end that is not the reply's own.
  static func ending(of error: any Error) -> Ending {
    let error = error as NSError
    let description = error.localizedDescription
    switch URLError.Code(rawValue: error.code) {
    case .cannotFindHost, .dnsLookupFailed: return .unreachable("its name is not known")
    case .cannotConnectToHost: return .unreachable("it accepts no connection")
    case .notConnectedToInternet: return .unreachable("there is no network")
    case .unsupportedURL, .badURL: return .unreachable("it is not an address of the web")
    case .httpTooManyRedirects: return .unreachable("it sends from one address to the next")
    case .timedOut: return .broken("the server is silent")
    // What there is no code for, like a certificate that is not trusted.
    case _ where description.contains("SSL"):
      return .unreachable("no secure connection (\(description))")
    default: return .broken("the connection was lost")
    }
  }
}

// MARK: - The head of the reply

/// What the head of a server's reply means for the bytes that are there already.
private enum ReplyHead: Equatable, Sendable {
  /// The whole file follows.
  case whole(length: Int?)
  /// What is missing follows.
  case rest(length: Int?)
  /// Another part than what was asked for, or none: what is there is of no use.
  case otherPart
  /// Trouble that may pass.
  case trouble(status: Int)
  /// A status that stays.
  case refused(status: Int)

  /// - Parameter offset: How many bytes are there, and so where the rest begins.
  init(_ response: HTTPURLResponse, offset: Int) {
    let status = response.statusCode
    switch status {
    case 200:
      let length = response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
      self = .whole(length: length)
    case 206:
      let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
      self = Self.part(range, offset: offset)
    case 416: self = .otherPart
    case 408, 425, 429, 500...599: self = .trouble(status: status)
    default: self = .refused(status: status)
    }
  }

  /// Reads `bytes 1000-1999/2000`, in which the length of the whole may be `*`.
  private static func part(_ range: String, offset: Int) -> ReplyHead {
    let parts = range.split(whereSeparator: { " -/".contains($0) })
    guard parts.count == 4, parts[0] == "bytes", Int(parts[1]) == offset else { return .otherPart }
    return .rest(length: Int(parts[3]))
  }
}
