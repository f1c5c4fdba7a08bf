import Foundation
import Testing

/// Several processes on one store; steps that fail, are forced, or lose what they read.
struct SharedStoreTests {
  private static let run = ["run", "--data-set", "photographs"] + ProjectFolder.short

  @Test func eightProcessesComputeEveryStepOnce() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    var tool = project.tool()
    tool.preparation = "for i in 1 2 3 4 5 6 7; do \"$0\" \"$@\" & done; \"$0\" \"$@\"; wait; exit"
    let result = try await tool.run(Self.run)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(!result.errors.contains("error") && !result.errors.contains("damage"))
    // "[12/35] shaping-fig2/train[image=a] 0.1 s", perhaps with a reason behind.
    let computed = result.errorLines.filter {
      $0.hasPrefix("[") && !$0.hasSuffix("by another process")
    }.compactMap { $0.split(separator: "] ", maxSplits: 1).last?.split(separator: " ").first }
    #expect(computed.count == ProjectFolder.stepCount)
    #expect(Set(computed).count == ProjectFolder.stepCount)
    #expect(result.outputLines.count == 8 * 3)
    let alone = try ProjectFolder()
    try alone.makePhotographs()
    _ = try await alone.tool().run(Self.run)
    #expect(try project.files(below: "figures") == alone.files(below: "figures"))
    #expect(
      try project.files(below: ".interneurons/blobs")
        == alone.files(below: ".interneurons/blobs"))
    #expect(try project.files(below: ".interneurons/locks") == [:])
  }

  @Test func keepGoingReportsEveryFailure() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["b"])
    try project.write("no picture", to: "photographs/a.png")
    try project.write("none either", to: "photographs/c.png")
    let result = try await project.tool().run(Self.run + ["--keep-going"])
    #expect(result.ending == .exited(1))
    for image in ["a", "c"] {
      #expect(result.errorLines.contains("  step: shaping-fig2/photograph[image=\(image)]"))
    }
    #expect(result.errorLines.contains("error: 2 steps failed"))
    // Eleven steps of the whole photograph are stored; the others and the figure are not run.
    let steps = ProjectFolder.stepCount
    #expect(result.errorLines.contains("  steps not run: \(steps - 11 - 2)"), "\(result.errors)")
    #expect(result.output == "" && !project.exists("figures"))
  }

  @Test func forcedStepIsComparedWithTheStore() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    try #require(try await project.tool().run(Self.run).ending == .exited(0))
    let forced = try await project.tool().run(Self.run + ["--force", "shaping-fig2/train"])
    #expect(forced.ending == .exited(0), "\(forced.errors)")
    #expect(forced.errorLines.last?.hasPrefix("1 of ") == true, "\(forced.errors)")
    let cell = try await project.tool().run(
      Self.run + ["--force", "shaping-fig2/train[image=a]"])
    #expect(cell.ending == .exited(0) && cell.errorLines.last?.hasPrefix("1 of ") == true)
    let unknown = try await project.tool().run(Self.run + ["--force", "shaping-fig2/trian"])
    #expect(unknown.ending == .exited(2))
    #expect(unknown.errorLines.first?.contains("did you mean 'shaping-fig2/train'?") == true)
  }
}
