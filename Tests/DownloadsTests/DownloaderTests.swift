import Digests
import Foundation
import ScriptedServer
import Synchronization
import Testing

@testable import Downloads

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Downloads from a server on this machine that behaves as each test says.
struct DownloaderTests {
  /// 200 kB, no two parts of which are alike.
  static let body = (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }

  static func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hexadecimalDigest(of: bytes)
  }

  /// A folder that goes away, and what a downloader told.
  private final class Bench: Sendable {
    let folder = NSTemporaryDirectory() + "download-\(UUID().uuidString)"
    private let told = Mutex<[DownloadEvent]>([])

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Without the numbers of bytes.
    var events: [DownloadEvent] {
      told.withLock { events in
        events.filter { if case .received = $0 { false } else { true } }
      }
    }

    var received: [Int] {
      told.withLock { events in
        events.compactMap { if case .received(let bytes) = $0 { bytes } else { nil } }
      }
    }

    func get(
      from address: String, retries: Int = 2, patience: Duration = .seconds(20),
      bytes: Int? = DownloaderTests.body.count,
      isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> [UInt8] {
      let downloader = Downloader(
        folder: folder, pauses: RetryPauses(count: retries, first: .milliseconds(1)),
        patience: patience, isCancelled: isCancelled)
      let address = try #require(URL(string: address + "a.png"))
      let wanted = WantedFile(
        address: address, sha256: DownloaderTests.sha256(DownloaderTests.body), bytes: bytes)
      let path = try await downloader.get(wanted) { event in
        self.told.withLock { $0.append(event) }
      }
      return try contents(path)
    }

    private func contents(_ path: String) throws -> [UInt8] {
      try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// What is kept of an unfinished file; nil where there is none.
    var kept: [UInt8]? {
      get throws {
        let path = "\(folder)/\(DownloaderTests.sha256(DownloaderTests.body)).part"
        return FileManager.default.fileExists(atPath: path) ? try contents(path) : nil
      }
    }

    /// As an earlier download would have left it.
    func keep(_ bytes: some Sequence<UInt8>) throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = "\(folder)/\(DownloaderTests.sha256(DownloaderTests.body)).part"
      try Data(Array(bytes)).write(to: URL(fileURLWithPath: path))
    }
  }

  @Test(arguments: [true, false]) func wholeFileArrives(isLengthKnown: Bool) async throws {
    let server = try ScriptedServer { _, _ in ServerReply(Self.body) }
    let bench = Bench()
    let bytes = isLengthKnown ? Self.body.count : nil
    #expect(try await bench.get(from: server.address, bytes: bytes) == Self.body)
    #expect(bench.events == [])
    #expect(bench.received.last == Self.body.count && bench.received == bench.received.sorted())
    #expect(server.requests.map(\.path) == ["/a.png"])
    #expect(server.requests.map(\.rangeStart) == [nil])
  }

  @Test(arguments: [true, false]) func cutFileIsContinued(announcesLength: Bool) async throws {
    let server = try ScriptedServer { _, n in
      var reply = ServerReply(Self.body)
      reply.announcesLength = announcesLength
      return n == 1 ? reply.cut(after: 70_000) : reply
    }
    let bench = Bench()
    #expect(try await bench.get(from: server.address) == Self.body)
    #expect(
      bench.events == [
        .retrying(reason: "the connection was lost", after: .milliseconds(1))
      ])
    #expect(server.requests.map(\.rangeStart) == [nil, 70_000])
    #expect(server.requests.map(\.sentBytes) == [70_000, 130_000])
  }

  @Test func whatAnEarlierDownloadLeftIsContinued() async throws {
    let server = try ScriptedServer { _, _ in ServerReply(Self.body) }
    let bench = Bench()
    try bench.keep(Self.body.prefix(199_999))
    #expect(try await bench.get(from: server.address) == Self.body)
    #expect(server.requests.map(\.sentBytes) == [1])
    #expect(bench.events == [])
  }

  @Test func whatIsWholeNeedsNoServer() async throws {
    let bench = Bench()
    try bench.keep(Self.body)
    let closed = try ClosedPort()
    #expect(try await bench.get(from: closed.address) == Self.body)
  }

  @Test func serverWithoutRangesStartsOver() async throws {
    let server = try ScriptedServer { _, n in
      let reply = ServerReply(Self.body).withoutRanges
      return n == 1 ? reply.cut(after: 70_000) : reply
    }
    let bench = Bench()
    #expect(try await bench.get(from: server.address) == Self.body)
    #expect(server.requests.map(\.rangeStart) == [nil, 70_000])
    #expect(server.requests.map(\.sentBytes) == [70_000, 200_000])
    #expect(bench.events.last == .startingOver(reason: "the server cannot continue a file"))
  }

  @Test(arguments: [1, -1]) func anotherRangeIsNotTaken(shift: Int) async throws {
    let server = try ScriptedServer { _, n in
      var reply = ServerReply(Self.body)
      reply.rangeShift = shift
      return reply
    }
    let bench = Bench()
    try bench.keep(Self.body.prefix(1000))
    #expect(try await bench.get(from: server.address) == Self.body)
    #expect(server.requests.map(\.rangeStart) == [1000, nil])
  }

  /// A whole file never comes, and what came is never continued.
  @Test func startingOverIsNotForEver() async throws {
    let server = try ScriptedServer { request, _ in
      var reply = ServerReply(Self.body)
      reply.rangeShift = 1
      return request.rangeStart == nil ? reply.cut(after: 70_000) : reply
    }
    let error = await #expect(throws: DownloadError.self) {
      try await Bench().get(from: server.address, retries: 9)
    }
    #expect(
      error
        == .lost(
          address: "\(server.address)a.png", reason: "the server sends another part", attempts: 2))
    #expect(server.requests.map(\.rangeStart) == [nil, 70_000, nil, 70_000])
  }

  /// What is there is of another file, or longer than the file.
  @Test func wrongBeginningIsStartedOver() async throws {
    let server = try ScriptedServer { _, _ in ServerReply(Self.body) }
    for beginning in [[1, 2, 3], Self.body.map { $0 ^ 1 }, Self.body + [0]] {
      let bench = Bench()
      try bench.keep(beginning)
      #expect(try await bench.get(from: server.address) == Self.body)
    }
    #expect(server.requests.map(\.rangeStart) == [3, nil, nil, nil])
  }

  @Test func oneWrongByteIsNoticedAndNotKept() async throws {
    var wrong = Self.body
    wrong[150_000] ^= 1
    let server = try ScriptedServer { [wrong] _, _ in ServerReply(wrong) }
    let bench = Bench()
    await #expect(
      throws: DownloadError.wrongContents(
        address: "\(server.address)a.png", expected: Self.sha256(Self.body),
        found: Self.sha256(wrong))
    ) { try await bench.get(from: server.address) }
    #expect(server.requests.count == 1, "what is wrong stays wrong")
    #expect(try bench.kept == nil)
  }

  @Test(arguments: [true, false]) func otherLengthIsRefused(isLonger: Bool) async throws {
    let other = isLonger ? Self.body + [0] : Array(Self.body.dropLast())
    let server = try ScriptedServer { _, _ in ServerReply(other) }
    let bench = Bench()
    await #expect(
      throws: DownloadError.wrongLength(
        address: "\(server.address)a.png", expected: 200_000, found: other.count)
    ) { try await bench.get(from: server.address) }
    #expect(try bench.kept == nil)
  }

  /// The rest is of another file, and so is the whole.
  @Test(arguments: [true, false]) func theRestOfAnotherLengthIsNotTaken(isLonger: Bool) async throws
  {
    let other = isLonger ? Self.body + [0] : Self.body.dropLast()
    let server = try ScriptedServer { _, _ in ServerReply(Array(other)) }
    let bench = Bench()
    try bench.keep(Self.body.prefix(1000))
    await #expect(
      throws: DownloadError.wrongLength(
        address: "\(server.address)a.png", expected: Self.body.count, found: other.count)
    ) { try await bench.get(from: server.address) }
    #expect(server.requests.map(\.rangeStart) == [1000, nil])
  }

  /// A body without end must not fill the disk.
  @Test func longerBodyOfUnknownLengthIsBrokenOff() async throws {
    let server = try ScriptedServer { _, _ in
      var reply = ServerReply(Self.body + Self.body)
      reply.announcesLength = false
      return reply
    }
    let bench = Bench()
    let error = await #expect(throws: DownloadError.self) {
      try await bench.get(from: server.address)
    }
    guard case .wrongLength(_, 200_000, let found)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found > 200_000)
    #expect(try bench.kept == nil)
  }

  @Test(arguments: [404, 403, 401, 410])
  func whatTheServerRefusesIsNotTriedAgain(status: Int) async throws {
    let server = try ScriptedServer { _, _ in ServerReply(status: status) }
    let bench = Bench()
    try bench.keep([1, 2, 3])
    await #expect(
      throws: DownloadError.refused(address: "\(server.address)a.png", status: status)
    ) { try await bench.get(from: server.address) }
    #expect(server.requests.count == 1)
    #expect(try bench.kept == [1, 2, 3])
  }

  @Test(arguments: [500, 502, 503, 429, 408])
  func troubleOfTheServerPasses(status: Int) async throws {
    let server = try ScriptedServer { _, n in
      n <= 2 ? ServerReply(status: status) : ServerReply(Self.body)
    }
    let bench = Bench()
    #expect(try await bench.get(from: server.address) == Self.body)
    #expect(
      bench.events
        == [1, 2].map {
          .retrying(reason: "the server answered \(status)", after: .milliseconds($0))
        })
  }

  @Test func attemptsAreBounded() async throws {
    let server = try ScriptedServer { _, _ in ServerReply(Self.body).cut(after: 1000) }
    let bench = Bench()
    await #expect(
      throws: DownloadError.lost(
        address: "\(server.address)a.png", reason: "the connection was lost", attempts: 3)
    ) { try await bench.get(from: server.address) }
    #expect(server.requests.map(\.rangeStart) == [nil, 1000, 2000])
    #expect(try bench.kept == Array(Self.body.prefix(3000)))
  }

  @Test func silentServerIsLeftAndContinued() async throws {
    let server = try ScriptedServer { _, n in
      let reply = ServerReply(Self.body)
      return n == 1 ? reply.cut(after: 5000, ending: .silence) : reply
    }
    let bench = Bench()
    #expect(
      try await bench.get(from: server.address, patience: .seconds(3)) == Self.body)
    #expect(
      bench.events == [.retrying(reason: "the server is silent", after: .milliseconds(1))])
    #expect(server.requests.map(\.rangeStart) == [nil, 5000])
  }

  @Test func closedPortEndsAtOnce() async throws {
    let closed = try ClosedPort()
    let address = closed.address
    let bench = Bench()
    await #expect(
      throws: DownloadError.unreachable(
        address: "\(address)a.png", reason: "it accepts no connection")
    ) { try await bench.get(from: address) }
    #expect(bench.events == [])
    #expect(try bench.kept == nil)
  }

  @Test func unknownHostEndsAtOnce() async throws {
    let address = "http://no-such-host.invalid/"
    let bench = Bench()
    await #expect(
      throws: DownloadError.unreachable(
        address: "\(address)a.png", reason: "its name is not known")
    ) { try await bench.get(from: address) }
  }

  @Test func interruptionKeepsWhatCame() async throws {
    let server = try ScriptedServer { _, _ in
      ServerReply(Self.body).cut(after: 60_000, ending: .silence)
    }
    let bench = Bench()
    await #expect(throws: CancellationError.self) {
      try await bench.get(from: server.address) { bench.received.last == 60_000 }
    }
    #expect(try bench.kept == Array(Self.body.prefix(60_000)))
  }

  /// Whoever ends a transfer closes its file, and what still comes must not go into another one.
  @Test func whatComesAfterTheEndIsNotWritten() async throws {
    let server = try ScriptedServer { _, _ in
      ServerReply(Self.body).cut(after: 0, ending: .silence)
    }
    let bench = Bench()
    let file = try PartialFile(at: bench.folder + "/a.part")
    defer { file.close() }
    let address = try #require(URL(string: server.address + "a.png"))
    let told = Mutex<[DownloadEvent]>([])
    let transfer = Transfer(
      of: WantedFile(address: address, sha256: "", bytes: nil), to: file, offset: 0
    ) { event in told.withLock { $0.append(event) } }
    func receive(_ bytes: [UInt8]) {
      let task = URLSession.shared.dataTask(with: address)
      transfer.urlSession(.shared, dataTask: task, didReceive: Data(bytes))
    }
    // Near miss: what comes before the end is.
    receive([1, 2, 3])
    #expect(try file.length() == 3)
    #expect(await transfer.run(patience: .seconds(20)) { true } == .cancelled)
    receive([4, 5])
    #expect(try file.length() == 3)
    #expect(told.withLock(\.self) == [.received(3)])
  }

  @Test func aNewAddressIsFollowed() async throws {
    let server = try ScriptedServer { _, _ in ServerReply(Self.body) }
    let address = server.address
    let first = try ScriptedServer { request, _ in
      ServerReply(seeInstead: "\(address)elsewhere\(request.path)")
    }
    let bench = Bench()
    try bench.keep(Self.body.prefix(1000))
    #expect(try await bench.get(from: first.address) == Self.body)
    #expect(server.requests.map(\.path) == ["/elsewhere/a.png"])
    #expect(server.requests.map(\.rangeStart) == [1000])
  }

  @Test func addressesThatLeadToEachOtherAreLeft() async throws {
    let server = try ScriptedServer { request, _ in ServerReply(seeInstead: request.path) }
    let bench = Bench()
    let error = await #expect(throws: DownloadError.self) {
      try await bench.get(from: server.address, retries: 0)
    }
    #expect(
      error
        == .unreachable(
          address: "\(server.address)a.png", reason: "it sends from one address to the next"))
  }

  /// As FoundationNetworking of Swift 6.3 tells them.
  static let refusals = [
    (-1, "SSL certificate problem: self-signed certificate", false),
    (-1, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 127.0.0.1:8768 ", false),
    (-1, "transfer closed with 130000 bytes remaining to read", true),
    (-1005, "Recv failure: Connection reset by peer", true),
    (-1009, "no network", false),
  ]

  @Test(arguments: refusals) func whatMayPassIsToldFromWhatStays(
    code: Int, description: String, mayPass: Bool
  ) {
    let error = NSError(
      domain: NSURLErrorDomain, code: code, userInfo: [NSLocalizedDescriptionKey: description])
    switch Transfer.ending(of: error) {
    case .broken: #expect(mayPass)
    case .unreachable(let reason):
      #expect(!mayPass)
      #expect(!description.contains("SSL") || reason.contains(description))
    default: Issue.record("neither")
    }
  }

  @Test(
    arguments: [
      (.cannotFindHost, .unreachable("its name is not known")),
      (.cannotConnectToHost, .unreachable("it accepts no connection")),
      (.notConnectedToInternet, .unreachable("there is no network")),
      (.badURL, .unreachable("it is not an address of the web")),
      (.httpTooManyRedirects, .unreachable("it sends from one address to the next")),
      (.timedOut, .broken("the server is silent")),
      (.networkConnectionLost, .broken("the connection was lost")),
    ] as [(URLError.Code, Transfer.Ending)])
  func everyEndHasWords(code: URLError.Code, ending: Transfer.Ending) {
    let error = NSError(domain: NSURLErrorDomain, code: code.rawValue)
    #expect(Transfer.ending(of: error) == ending)
  }
}
