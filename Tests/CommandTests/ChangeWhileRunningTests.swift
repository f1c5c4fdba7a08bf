import Foundation
import Testing

/// Files that are changed under a running command.
struct ChangeWhileRunningTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short
  private static let step = "shaping-fig2/photograph[image=a]"

  /// A project whose run waits for the lock of its first step, and what then is done to it.
  private func run(
    _ arguments: [String] = ["run"] + options, in project: ProjectFolder,
    whileWaiting change: @escaping @Sendable () throws -> Void
  ) async throws -> CommandLineTool.Result {
    let lock = try await HeldLock(of: Self.step, arguments: Self.options, in: project)
    return try await project.tool().run(
      arguments,
      signal: .init(sign: "waiting: \(Self.step)") {
        try change()
        lock.release()
      })
  }

  @Test func replacedPhotographIsNoticed() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await run(in: project) {
      try project.write(GrayPNG(texture: 9, width: 64, height: 64).bytes, to: "photographs/a.png")
    }
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.contains("error: a photograph is not the one that was expected"),
      "\(result.errors)")
    #expect(result.errorLines.contains("  file: photographs/a.png"))
    #expect(!project.exists("figures"))
    #expect(try project.files(below: ".interneurons/records") == [:])
  }

  /// The figure is that of the manifest that was read, and says so.
  @Test func editedManifestConcernsTheNextRun() async throws {
    let expected = try ProjectFolder()
    try expected.makePhotographs(["a"])
    try #require(try await expected.tool().run(["run"] + Self.options).ending == .exited(0))
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let manifest = "experiments/shaping-fig2.yaml"
    let result = try await run(in: project) {
      try project.replace("seed: 1", with: "seed: 2", in: manifest)
    }
    #expect(result.ending == .exited(0), "\(result.errors)")
    let figures = try project.files(below: "figures")
    #expect(try figures == expected.files(below: "figures"))
    let next = try await project.tool().run(["run"] + Self.options)
    #expect(next.ending == .exited(0))
    #expect(try project.files(below: "figures") != figures)
  }

  /// What a text's author writes while values are computed stays beside the new table.
  @Test func editsDuringAComparisonAreKept() async throws {
    let markers = "<!-- begin comparison photographs -->\n<!-- end comparison photographs -->\n"
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    try project.write("before\n\(markers)", to: "text.md")
    // A comparison takes no --set.
    let schedule = "schedule: {like: paper-scalar, iterations: 200}"
    try project.replace(
      "schedule: paper-scalar", with: schedule, in: "experiments/shaping-fig2.yaml")
    let arguments = ["compare", "--rewrite", "text.md", "--data-set", "photographs"]
    let result = try await run(arguments, in: project) {
      try project.write("edited\n\(markers)", to: "text.md")
    }
    #expect(result.errors.contains("text.md: the table of 'photographs' is rewritten"))
    #expect(try project.text("text.md").hasPrefix("edited\n<!-- begin"))
  }

  @Test func aFileThatComesDuringTheRunIsKept() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await run(in: project) {
      try project.makeFolder("figures/photographs")
      try project.write("mine", to: "figures/photographs/shaping-fig2.pdf")
    }
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try project.text("figures/photographs/shaping-fig2.pdf.kept") == "mine")
    #expect(try project.files(below: "figures/photographs").count == 4)
  }
}
