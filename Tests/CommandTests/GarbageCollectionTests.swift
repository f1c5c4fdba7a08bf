import Foundation
import Testing

/// What `gc` takes away and what it keeps.
struct GarbageCollectionTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short

  private func finishedProject() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await project.tool().run(["run"] + Self.options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return project
  }

  private func gc(_ project: ProjectFolder, _ options: String...) async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run(["gc"] + Self.options + options)
  }

  @Test func nothingGoesThatIsReached() async throws {
    let project = try await finishedProject()
    let before = try project.snapshot()
    let result = try await gc(project, "--yes")
    #expect(result.ending == .exited(0) && result.output == "nothing to take away\n")
    #expect(try project.snapshot() == before)
  }

  @Test func orphansGoAndOnlyWithYes() async throws {
    let project = try await finishedProject()
    let before = try project.files(below: ".interneurons/blobs")
    let records = try project.files(below: ".interneurons/records")
    let other = try await project.tool().run(
      ["run", "--set", "train.seed=7", "--out", "elsewhere"] + Self.options)
    try #require(other.ending == .exited(0), "\(other.errors)")
    try project.makeFolder(".interneurons/damaged")
    let digits = String(repeating: "ab", count: 32)
    try project.write("damage", to: ".interneurons/damaged/\(digits).npy")
    try project.write("", to: ".interneurons/locks/\(digits).lock")
    try project.write("part", to: ".interneurons/blobs/ab.npy.12-34.tmp")
    let full = try project.snapshot()
    let dry = try await gc(project)
    #expect(dry.ending == .exited(0) && dry.errors.hasPrefix("hint: "), "\(dry.errors)")
    #expect(try project.snapshot() == full)
    let wet = try await gc(project, "--yes")
    #expect(wet.ending == .exited(0), "\(wet.errors)")
    #expect(wet.outputLines.dropLast() == dry.outputLines.dropLast())
    #expect(try project.files(below: ".interneurons/blobs") == before)
    #expect(try project.files(below: ".interneurons/records") == records)
    // Near miss: a name that no store gives.
    try project.makeFolder(".interneurons/damaged")
    try project.write("mine", to: ".interneurons/damaged/mine.npy")
    #expect(try await gc(project, "--yes").output == "nothing to take away\n")
    try project.remove(".interneurons/damaged/mine.npy")
    for folder in ["damaged", "locks"] {
      #expect(try project.files(below: ".interneurons/\(folder)") == [:])
    }
    let run = try await project.tool().run(["run"] + Self.options)
    #expect(run.errors.hasPrefix("nothing to do"), "\(run.errors)")
    let audit = try await project.tool().run(["audit"] + Self.options)
    #expect(audit.ending == .exited(0) && audit.outputLines.count == 2, "\(audit.output)")
  }

  @Test func storeOfAnotherVersionIsLeftAlone() async throws {
    let project = try await finishedProject()
    try project.write("{\"format\":\"99\"}\n", to: ".interneurons/store.json")
    let other = try project.snapshot()
    #expect(try await gc(project, "--yes").ending == .exited(2))
    #expect(try project.snapshot() == other)
    try project.remove(".interneurons/store.json")
    let nameless = try project.snapshot()
    #expect(try await gc(project, "--yes").ending == .exited(2))
    #expect(try project.snapshot() == nameless)
  }

  /// Until it is computed again, what lies behind a removed record cannot be reached, and is kept.
  @Test func whatLiesBehindARemovedRecordIsKept() async throws {
    let project = try await finishedProject()
    let records = try project.files(below: ".interneurons/records")
    let show = try await project.tool().run(
      ["show", "shaping-fig2/signals", "--json"] + Self.options)
    let object = try JSONSerialization.jsonObject(with: Data(show.output.utf8))
    let fingerprint = try #require((object as? [String: Any])?["fingerprint"] as? String)
    try project.remove("figures")
    try project.remove(".interneurons/records/\(fingerprint.prefix(2))/\(fingerprint).json")
    #expect(try await gc(project, "--yes").ending == .exited(0))
    let run = try await project.tool().run(["run"] + Self.options)
    #expect(run.errorLines.last?.hasPrefix("1 of ") == true, "\(run.errors)")
    #expect(
      Set(try project.files(below: ".interneurons/records").keys) == Set(records.keys))
  }

  /// What was taken away on purpose is not missed.
  @Test func takenAwayIsNoDamage() async throws {
    let project = try await finishedProject()
    let seven = ["--set", "train.seed=7"] + Self.options
    try #require(
      try await project.tool().run(["run", "--out", "elsewhere"] + seven).ending == .exited(0))
    #expect(try await gc(project, "--yes").ending == .exited(0))
    let audit = try await project.tool().run(["audit"] + seven)
    #expect(audit.ending == .exited(0), "\(audit.output)")
    #expect(audit.output.contains("steps without a result"))
  }

  /// The folder of a data set may be anywhere: its figures keep what they were made of.
  @Test func whatFiguresWereMadeOfIsKept() async throws {
    let project = try await finishedProject()
    let before = try project.files(below: ".interneurons/blobs")
    try project.makeFolder("elsewhere")
    try FileManager.default.moveItem(
      atPath: "\(project.path)/photographs", toPath: "\(project.path)/elsewhere/photographs")
    let kept = try await project.run("gc", "--yes")
    #expect(kept.ending == .exited(0), "\(kept.errors)")
    #expect(kept.errors.contains("notice: figures/photographs"), "\(kept.errors)")
    let blobs = try project.files(below: ".interneurons/blobs")
    // Steps beside the figure are not among what it was made of.
    #expect(Set(blobs.keys).isSubset(of: before.keys) && blobs.count > before.count / 2)
    let run = try await project.tool().run(
      ["run", "--data-set", "elsewhere/photographs"] + ProjectFolder.short)
    #expect(run.ending == .exited(0) && run.errors.hasPrefix("nothing to do"), "\(run.errors)")
    // Near miss: without figures nothing leads there.
    try project.remove("figures")
    #expect(try await project.run("gc", "--yes").ending == .exited(0))
    #expect(try project.files(below: ".interneurons/blobs") == [:])
  }

  @Test func storeInUseIsLeftAlone() async throws {
    let project = try await finishedProject()
    try project.write("damage", to: ".interneurons/blobs/left.txt")
    let folder = open("\(project.path)/.interneurons", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try #require(folder >= 0 && flock(folder, LOCK_SH | LOCK_NB) == 0)
    let before = try project.snapshot()
    let refused = try await gc(project, "--yes")
    close(folder)
    #expect(refused.ending == .exited(2), "\(refused.errors)")
    #expect(refused.errors.hasPrefix("error: another process uses the store\n"))
    #expect(try project.snapshot() == before)
    #expect(try await gc(project, "--yes").ending == .exited(0))
  }

  @Test func damagedRecordStopsIt() async throws {
    let project = try await finishedProject()
    let name = try #require(try project.files(below: ".interneurons/records").keys.min())
    try project.write("{}", to: ".interneurons/records/\(name)")
    let before = try project.snapshot()
    let refused = try await gc(project, "--yes")
    #expect(refused.ending == .exited(5), "\(refused.errors)")
    #expect(try project.snapshot() == before)
  }

  /// A folder may have any name, and so may the folder of its figures.
  @Test func figuresOfAHiddenFolderAreKept() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"], in: "../.hidden")
    let options = ["--data-set", "../.hidden"] + ProjectFolder.short
    try #require(try await project.tool().run(["run"] + options).ending == .exited(0))
    let before = try project.snapshot()
    #expect(try await project.run("gc", "--yes").output == "nothing to take away\n")
    #expect(try project.snapshot() == before)
    // Near miss: without its figures nothing needs it.
    try project.remove("figures/.hidden")
    #expect(try await project.run("gc", "--yes").output.contains("removed: "))
  }
}
