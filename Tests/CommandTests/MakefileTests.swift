import Foundation
import Testing

/// What `make` hands to the command: what the user wrote, whatever is in it.
struct MakefileTests {
  /// A folder with the Makefile, whose command prints a line for each of its arguments.
  private func make(_ arguments: String..., environment: [String: String] = [:]) async throws
    -> CommandLineTool.Result
  {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    try manager.copyItem(
      atPath: "\(ProjectFolder.repository)/Makefile", toPath: "\(folder.path)/Makefile")
    try manager.createDirectory(atPath: "\(folder.path)/scripts", withIntermediateDirectories: true)
    for (name, text) in [("scripts/setup", ":"), ("say", "printf '%s\\n' \"$@\"")] {
      let path = "\(folder.path)/\(name)"
      try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: path))
      try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    let tool = CommandLineTool(
      folder: folder.path, environment: environment, program: "/usr/bin/make")
    let isTest = arguments.first == "test"
    return try await tool.run(
      ["--silent"] + arguments + ["COMMAND=./say", "SWIFT=\(isTest ? "./say" : "true")"])
  }

  @Test(arguments: ["figures", "report", "status", "compare", "audit", "fig-shaping-fig2"])
  func aDataSetReachesTheCommandAsItIs(target: String) async throws {
    for path in ["/a b/photos  dir", "it's \"my\" $dir; #1 *"] {
      let result = try await make(target, "DATASET=\(path)")
      #expect(result.ending == .exited(0), "\(result.errors)")
      #expect(result.outputLines.contains(path), "\(result.output)")
      let named = try await make(target, environment: ["DATASET": path])
      #expect(named.output == result.output)
    }
  }

  @Test func otherVariablesToo() async throws {
    let fetch = try await make("data", "DATASET=my set", "FROM=/a b/$c")
    #expect(fetch.outputLines == ["fetch", "my set", "--from", "/a b/$c"])
    let run = try await make("figures", "JOBS=2")
    #expect(run.outputLines == ["run", "--data-set", "bundled", "--jobs", "2"])
    let test = try await make("test", "FILTER=a b|c$")
    #expect(test.outputLines.suffix(2) == ["--filter", "a b|c$"])
  }

  /// Nothing but the command removes a store: it knows what is one.
  @Test func cleanStoreLeavesItToTheCommand() async throws {
    let result = try await make(
      "clean-store", environment: ["INTERNEURONS_STORE": "my photos"])
    #expect(result.outputLines == ["gc", "--all", "--yes"])
  }
}
