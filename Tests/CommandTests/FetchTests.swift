import Foundation
import ScriptedServer
import Testing

/// `fetch` from a server on this machine: what ends how, what it says, and that nothing unfinished
/// is ever in `data/`.
struct FetchTests {
  private typealias Set = FetchedSet

  /// A server that gives each file, or what else a test says about one of them.
  private func server(
    _ exception: @escaping ScriptedServer.Script = { request, _ in
      ServerReply(FetchedSet.contents(String(request.path.dropFirst())))
    }, about name: String = ""
  ) throws -> ScriptedServer {
    try ScriptedServer { request, n in
      let wanted = String(request.path.dropFirst())
      return wanted == name || name.isEmpty
        ? exception(request, n) : ServerReply(FetchedSet.contents(wanted))
    }
  }

  private func isComplete(_ project: ProjectFolder) throws {
    #expect(try Set.fetched(in: project) == Set.files)
    #expect(!project.exists(".fetch"))
  }

  /// The files but one, and nothing else.
  private func hasAllBut(_ name: String, _ project: ProjectFolder) throws {
    #expect(try Set.fetched(in: project) == Set.files.filter { $0.key != name })
  }

  @Test func wholeFilesArePutIntoTheDataSet() async throws {
    let server = try server()
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.outputLines == Set.names.map { "data/toys/\($0)" })
    #expect(
      result.errorLines.dropLast() == [
        "[1/3] a.png 160.5 kB", "[2/3] b.png 160.5 kB", "[3/3] c.png 160.5 kB",
      ])
    #expect(result.errorLines.last?.hasPrefix("3 files fetched, 481.4 kB, ") == true)
    try isComplete(project)
    let again = try await project.run("fetch", "toys")
    #expect(again.ending == .exited(0))
    #expect(again.output == "")
    #expect(again.errors == "nothing to do: all 3 files of 'toys' are there and right\n")
    #expect(server.requests.map(\.path) == ["/a.png", "/b.png", "/c.png"])
  }

  @Test func aCutFileIsContinuedAtOnce() async throws {
    let server = try server(
      { _, n in
        let reply = ServerReply(Set.contents("b.png"))
        return n == 1 ? reply.cut(after: 50_000) : reply
      }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.errors.contains("b.png: the connection was lost; trying again in 0.5 s\n"))
    let requests = server.requests.filter { $0.path == "/b.png" }
    #expect(requests.map { $0.headers["range"] } == [nil, "bytes=50000-"])
    #expect(requests.map(\.sentBytes) == [50_000, Set.size("b.png") - 50_000])
    try isComplete(project)
  }

  @Test func aCutFileIsContinuedByTheNextFetch() async throws {
    let server = try server(
      { _, n in
        let reply = ServerReply(Set.contents("b.png"))
        return n == 1 ? reply.cut(after: 50_000) : reply
      }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let first = try await project.run("fetch", "toys", "--retries", "0")
    #expect(first.ending == .exited(1))
    #expect(first.outputLines == ["data/toys/a.png", "data/toys/c.png"])
    #expect(
      first.errorLines.suffix(5) == [
        "error: the download failed: the connection was lost", "  file: b.png",
        "  address: \(server.address)b.png",
        "error: 1 of the 3 files of 'toys' could not be had; all others are there",
        "hint: get the files elsewhere, then `interneurons fetch toys --from DIR`; or use "
          + "photographs that are there: `interneurons run` takes the bundled ones, "
          + "`--data-set DIR` your own",
      ])
    try hasAllBut("b.png", project)
    let part = Array(Set.contents("b.png").prefix(50_000))
    #expect(try Set.kept(in: project) == ["\(Set.hash("b.png")).part": part])
    let second = try await project.run("fetch", "toys")
    #expect(second.ending == .exited(0), "\(second.errors)")
    #expect(second.outputLines == ["data/toys/b.png"])
    #expect(server.requests.last?.headers["range"] == "bytes=50000-")
    #expect(server.requests.last?.sentBytes == Set.size("b.png") - 50_000)
    try isComplete(project)
  }

  @Test func aServerWithoutRangesStartsOver() async throws {
    let server = try server(
      { _, n in
        let reply = ServerReply(Set.contents("b.png")).withoutRanges
        return n == 1 ? reply.cut(after: 50_000) : reply
      }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      result.errors.contains("b.png: the server cannot continue a file; starting over\n"))
    let requests = server.requests.filter { $0.path == "/b.png" }
    #expect(requests.map { $0.headers["range"] } == [nil, "bytes=50000-"])
    #expect(requests.map(\.sentBytes) == [50_000, Set.size("b.png")])
    try isComplete(project)
  }

  @Test func oneWrongByteIsTold() async throws {
    var wrong = Set.contents("b.png")
    wrong[100_000] ^= 1
    let server = try server({ [wrong] _, _ in ServerReply(wrong) }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.suffix(7).dropLast() == [
        "error: the server has another file of that name", "  file: b.png",
        "  address: \(server.address)b.png", "  expected SHA-256: \(Set.hash("b.png"))",
        "  found SHA-256: \(Set.sha256(wrong))",
        "error: 1 of the 3 files of 'toys' could not be had; all others are there",
      ])
    try hasAllBut("b.png", project)
    #expect(!project.exists(".fetch"))
  }

  @Test func aPageInsteadOfAFileIsTold() async throws {
    let server = try server(
      { _, _ in ServerReply(Array("<html>log in first</html>".utf8)) }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(1))
    #expect(result.errors.contains("  expected: \(Set.size("b.png")) bytes\n  found: 25 bytes\n"))
    try hasAllBut("b.png", project)
  }

  @Test func aFileThatIsNotThereIsTold() async throws {
    let server = try server({ _, _ in ServerReply(status: 404) }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.suffix(5).prefix(3) == [
        "error: the server does not give the file: 404 Not Found", "  file: b.png",
        "  address: \(server.address)b.png",
      ])
    #expect(server.requests.count == 3, "404 is not tried again")
    try hasAllBut("b.png", project)
    #expect(!project.exists(".fetch"))
  }

  @Test func aRefusedConnectionIsToldOnce() async throws {
    let closed = try ClosedPort()
    let address = closed.address
    let project = try Set.project(top: "download: \(address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.dropLast() == [
        "error: the server cannot be reached: it accepts no connection", "  file: a.png",
        "  address: \(address)a.png", "error: none of the 3 files of 'toys' could be had",
      ])
    #expect(try Set.fetched(in: project).isEmpty)
    #expect(!project.exists(".fetch"))
  }

  @Test func troubleThatPassesIsTriedAgain() async throws {
    let server = try server(
      { _, n in n == 1 ? ServerReply(status: 503) : ServerReply(Set.contents("b.png")) },
      about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.errors.contains("b.png: the server answered 503; trying again in 0.5 s\n"))
    try isComplete(project)
  }

  /// However slow the machine, within reason.
  private static func waitForPart(of name: String, bytes: Int, in project: ProjectFolder) throws {
    let part = "\(Set.hash(name)).part"
    for _ in 0..<10_000 where try Set.kept(in: project)[part]?.count != bytes { usleep(2000) }
  }

  /// A fetch that gets a signal while the second of its files has come by half.
  private func fetch(endedBy number: Int32) async throws -> (
    server: ScriptedServer, project: ProjectFolder, result: CommandLineTool.Result
  ) {
    let server = try server(
      { _, n in
        let reply = ServerReply(Set.contents("b.png"))
        return n == 1 ? reply.cut(after: 50_000, ending: .silence) : reply
      }, about: "b.png")
    let project = try Set.project(top: "download: \(server.address)\n")
    let result = try await project.tool().run(
      ["fetch", "toys"],
      signal: .init(number: number, sign: "[1/3] a.png") {
        try Self.waitForPart(of: "b.png", bytes: 50_000, in: project)
      })
    return (server, project, result)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptedFetchEndsSoonAndIsContinued(number: Int32) async throws {
    let (server, project, first) = try await fetch(endedBy: number)
    #expect(first.ending == .exited(128 + number), "\(first.errors)")
    #expect(first.duration < .seconds(2), "took \(first.duration)")
    #expect(
      first.errorLines.last
        == "interrupted: what was received is kept; the next fetch continues")
    #expect(first.outputLines == ["data/toys/a.png"])
    #expect(try Set.fetched(in: project).keys.sorted() == ["a.png"])
    #expect(try Set.kept(in: project).map(\.value.count) == [50_000])
    let second = try await project.run("fetch", "toys")
    #expect(second.ending == .exited(0), "\(second.errors)")
    #expect(server.requests.filter { $0.path == "/b.png" }.last?.rangeStart == 50_000)
    try isComplete(project)
  }

  /// Killed without a chance to tidy up.
  @Test func aKilledFetchLeavesNothingHalfWritten() async throws {
    let (server, project, first) = try await fetch(endedBy: SIGKILL)
    #expect(first.ending == .killed(signal: SIGKILL))
    #expect(try Set.fetched(in: project).keys.sorted() == ["a.png"])
    // As if it had been killed a moment later.
    try project.write([1, 2, 3], to: "data/toys/b.png.123-456.tmp")
    let second = try await project.run("fetch", "toys")
    #expect(second.ending == .exited(0), "\(second.errors)")
    #expect(server.requests.filter { $0.path == "/b.png" }.last?.rangeStart == 50_000)
    try isComplete(project)
  }

  @Test func twoFetchesShareTheWork() async throws {
    let server = try server { request, _ in
      usleep(200_000)
      return ServerReply(Set.contents(String(request.path.dropFirst())))
    }
    let project = try Set.project(top: "download: \(server.address)\n")
    async let first = project.run("fetch", "toys")
    async let second = project.run("fetch", "toys")
    let results = try await [first, second]
    #expect(results.map(\.ending) == [.exited(0), .exited(0)], "\(results.map(\.errors))")
    #expect(results.flatMap(\.outputLines).sorted() == Set.names.map { "data/toys/\($0)" })
    #expect(server.requests.map(\.path).sorted() == ["/a.png", "/b.png", "/c.png"])
    // Each tells what it had itself.
    let told = results.flatMap(\.errorLines).filter { $0.contains(" fetched, ") }
    #expect(told.compactMap { Int($0.prefix(while: \.isNumber)) }.reduce(0, +) == 3, "\(told)")
    try isComplete(project)
  }

  /// Where the data set is, or where what is received is kept.
  @Test(
    .enabled(if: SmallDisk.canMount, "mounting a small file system needs root"),
    arguments: [true, false])
  func aFullDiskEndsAtOnce(isOfTheDataSet: Bool) async throws {
    let server = try server()
    let project = try Set.project()
    let disk = try SmallDisk()
    // Room for one file and a half.
    var dataSet = "toys"
    if isOfTheDataSet {
      dataSet = "\(disk.path)/toys"
      try FileManager.default.copyItem(atPath: "\(project.path)/data/toys", toPath: dataSet)
    } else {
      try disk.resize("100k")
      try FileManager.default.createSymbolicLink(
        atPath: "\(project.path)/.fetch", withDestinationPath: disk.path)
    }
    let fetch = ["fetch", dataSet, "--from", server.address]
    let full = try await project.tool().run(fetch)
    #expect(full.ending == .exited(8), "\(full.errors)")
    #expect(full.errors.contains(/error: cannot write .*: No space left on device\n/))
    #expect(
      full.errorLines.last == "hint: free some space and run again; what was finished is stored")
    #expect(server.requests.count == (isOfTheDataSet ? 2 : 1), "the others would not fit either")
    try disk.resize("64m")
    let again = try await project.tool().run(fetch)
    #expect(again.ending == .exited(0), "\(again.errors)")
    for (name, bytes) in Set.files {
      let path = isOfTheDataSet ? "\(dataSet)/\(name)" : "\(project.path)/data/toys/\(name)"
      #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
    }
  }
}
