import Foundation
import ScriptedServer
import Testing

/// Progress of `fetch` on a terminal, which `script` plays.
@Suite(
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script"))
struct FetchTerminalTests {
  /// Everything that a terminal of 60 columns gets to see.
  private func seen(_ environment: [String: String]) async throws -> String {
    let server = try ScriptedServer { request, _ in
      usleep(150_000)
      return ServerReply(FetchedSet.contents(String(request.path.dropFirst())))
    }
    let project = try FetchedSet.project(top: "download: \(server.address)\n")
    var tool = project.tool(environment: ["TERM": "xterm"].merging(environment) { _, new in new })
    tool.preparation = """
      exec script -qec "stty columns 60; exec $(printf " '%s'" "$0" "$@")" /dev/null
      """
    let result = try await tool.run(["fetch", "toys"])
    #expect(result.ending == .exited(0), "\(result.output)\(result.errors)")
    #expect(result.output.hasSuffix("data/toys/a.png\r\ndata/toys/b.png\r\ndata/toys/c.png\r\n"))
    return result.output
  }

  @Test func barHasBytesAndTimeAndIsTakenAway() async throws {
    let text = try await seen([:])
    let redrawn = "\r\u{1B}[K"
    let bars = text.components(separatedBy: redrawn).filter { $0.contains("░") || $0.contains("█") }
    #expect(bars.contains { $0.contains(" of 481.4 kB") && $0.hasSuffix("  b.png") }, "\(bars)")
    for bar in bars { #expect(bar.count < 60, "\(bar)") }
    #expect(!text.contains("[1/3]"))
    let last = text.components(separatedBy: redrawn).last ?? ""
    #expect(last.hasPrefix("3 files fetched, 481.4 kB, "), "\(last)")
    #expect(text.firstMatch(of: #/\u{1B}\[[0-9;]*m/#) == nil, "no color")
  }

  @Test(arguments: [["CI": "true"], ["TERM": "dumb"]])
  func machinesGetALineForEachFile(environment: [String: String]) async throws {
    let text = try await seen(environment)
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("[3/3] c.png 160.5 kB\r\n"))
  }
}
