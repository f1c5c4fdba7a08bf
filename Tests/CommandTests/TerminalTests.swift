import Foundation
import Testing

/// Progress on a terminal, which `script` plays: a bar that is redrawn, unless the user is a machine.
@Suite(
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script"))
struct TerminalTests {
  /// Everything that a terminal of 60 columns gets to see.
  private func seen(_ environment: [String: String]) async throws -> String {
    let project = try ProjectFolder()
    try project.makePhotographs()
    var tool = project.tool(environment: ["TERM": "xterm"].merging(environment) { _, new in new })
    tool.preparation = """
      exec script -qec "stty columns 60; exec $(printf " '%s'" "$0" "$@")" /dev/null
      """
    let result = try await tool.run(["run", "--data-set", "photographs"] + ProjectFolder.short)
    #expect(result.ending == .exited(0), "\(result.output)\(result.errors)")
    #expect(result.output.contains("figures/photographs/shaping-fig2.png\r\n"))
    return result.output
  }

  @Test func barIsRedrawnWithinTheLineAndTakenAway() async throws {
    let text = try await seen([:])
    let redrawn = "\r\u{1B}[K"
    let bars = text.components(separatedBy: redrawn).filter { $0.contains("░") || $0.contains("█") }
    #expect(!bars.isEmpty, "\(text)")
    for bar in bars { #expect(bar.count < 60, "\(bar)") }
    #expect(!text.contains("[\(ProjectFolder.stepCount)/\(ProjectFolder.stepCount)]"))
    // Nothing of the bar remains before the paths.
    let end = try #require(text.range(of: "figures/photographs"))
    #expect(!(text[..<end.lowerBound].components(separatedBy: redrawn).last ?? "").contains("░"))
  }

  @Test(arguments: [["CI": "true"], ["TERM": "dumb"]])
  func machinesGetALineForEachStep(environment: [String: String]) async throws {
    let text = try await seen(environment)
    #expect(!text.contains("\u{1B}"))
    #expect(
      text.contains("[\(ProjectFolder.stepCount)/\(ProjectFolder.stepCount)] shaping-fig2/figure "))
  }

  @Test func colorsAreLeftOutOnRequest() async throws {
    // The bar moves the cursor, but no code of a color (ESC [ … m) may come.
    #expect(try await seen(["NO_COLOR": "1"]).firstMatch(of: #/\u{1B}\[[0-9;]*m/#) == nil)
  }
}
