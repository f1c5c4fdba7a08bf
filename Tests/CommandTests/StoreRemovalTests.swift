import Foundation
import Testing

/// `gc --all` takes a store away, and nothing that is not one's.
struct StoreRemovalTests {
  /// A store by hand: what a run makes has such names.
  private func project(format: String = "2") throws -> ProjectFolder {
    let project = try ProjectFolder()
    let digits = String(repeating: "ab", count: 32)
    let files = [
      "blobs/ab/\(digits).npy", "records/ab/\(digits).json", "steps/\(digits).json",
      "damaged/\(digits).npy", "differing/\(digits)/figure.png", "locks/\(digits).lock",
      "owners/\(digits).txt", "blobs/ab/\(digits).npy.12-34.tmp", "times.txt",
    ]
    for file in files {
      let path = ".interneurons/\(file)"
      try project.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().relativePath)
      try project.write("contents", to: path)
    }
    try project.write("{\"format\": \"\(format)\"}\n", to: ".interneurons/store.json")
    return project
  }

  @Test(arguments: ["2", "99"])
  func theWholeStoreGoesAndOnlyWithYes(format: String) async throws {
    let project = try project(format: format)
    let before = try project.snapshot()
    let dry = try await project.run("gc", "--all")
    #expect(dry.ending == .exited(0), "\(dry.errors)")
    #expect(dry.output.hasPrefix("would be removed: the whole store, 10 files, "), "\(dry.output)")
    #expect(try project.snapshot() == before)
    let wet = try await project.run("gc", "--all", "--yes")
    #expect(wet.ending == .exited(0) && wet.errors == "", "\(wet.errors)")
    #expect(!project.exists(".interneurons"))
    #expect(try project.snapshot() == before.filter { !$0.key.hasPrefix(".interneurons") })
    let again = try await project.run("gc", "--all", "--yes")
    #expect(again.ending == .exited(0) && again.output == "nothing to take away\n")
  }

  @Test func aStoreThatARunMadeGoesWhole() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let run = ["run", "--data-set", "photographs"] + ProjectFolder.short
    try #require(try await project.tool().run(run).ending == .exited(0))
    #expect(try await project.run("gc", "--all", "--yes").ending == .exited(0))
    #expect(!project.exists(".interneurons") && project.exists("figures/photographs"))
  }

  @Test func aFolderThatIsNoStoreIsRefused() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"], in: "my photos")
    try project.makePhotographs(["a"], in: "my")
    try project.write("{\"name\": \"mine\"}", to: "my/store.json")
    try project.makePhotographs(["a"], in: "shop")
    try project.write("{\"format\": \"A4\", \"open\": \"9\"}", to: "shop/store.json")
    let before = try project.snapshot()
    for folder in ["my photos", "my", "shop", "my/a.png", "."] {
      var tool = project.tool(environment: ["INTERNEURONS_STORE": folder])
      let result = try await tool.run(["gc", "--all", "--yes"])
      #expect(result.ending == .exited(2), "\(folder): \(result.output)")
      #expect(result.errors.hasPrefix("error: this is neither a store"), "\(result.errors)")
      tool.environment = [:]
      #expect(try await tool.run(["gc", "--all", "--store", folder]).ending == .exited(2))
    }
    #expect(try project.snapshot() == before)
  }

  @Test func filesOfOthersStay() async throws {
    let project = try project()
    try project.makePhotographs(["mine"], in: "album")
    let links = ["blobs/album", "damaged/album"]
    for link in links {
      try FileManager.default.createSymbolicLink(
        atPath: "\(project.path)/.interneurons/\(link)",
        withDestinationPath: "\(project.path)/album")
    }
    let files = ["blobs/ab/mine.png", "damaged/mine.npy", "notes.txt", "steps/mine.json"]
    for file in files { try project.write("mine", to: ".interneurons/\(file)") }
    let result = try await project.run("gc", "--all", "--yes")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      result.errorLines
        == files.map {
          "notice: .interneurons/\($0): not a file of the store; it stays"
        })
    #expect(project.exists("album/mine.png"))
    for file in files { #expect(try project.text(".interneurons/\(file)") == "mine") }
    #expect(!project.exists(".interneurons/store.json"))
  }

  @Test func aStoreInUseStays() async throws {
    let project = try project()
    let folder = open("\(project.path)/.interneurons", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try #require(folder >= 0 && flock(folder, LOCK_SH | LOCK_NB) == 0)
    let before = try project.snapshot()
    let refused = try await project.run("gc", "--all", "--yes")
    close(folder)
    #expect(refused.ending == .exited(2), "\(refused.errors)")
    #expect(refused.errors.hasPrefix("error: another process uses the store\n"))
    #expect(try project.snapshot() == before)
  }
}
