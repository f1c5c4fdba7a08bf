import Foundation
import Testing

/// A disk that fills up while the run writes: exit code 8, and nothing half written.
struct DiskFullTests {
  /// From too little for a label to too little for the last figure.
  @Test(
    .enabled(if: SmallDisk.canMount, "mounting a small file system needs root"),
    arguments: [8, 24, 48, 96, 160, 320, 512])
  func diskFullAtAnyMomentLeavesAValidStore(kilobytes: Int) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let disk = try SmallDisk()
    try disk.resize("\(kilobytes)k")
    let run =
      ["run", "--data-set", "photographs", "--store", "\(disk.path)/store"] + ProjectFolder.short
    let full = try await project.tool().run(run + ["--out", "\(disk.path)/figures"])
    #expect(full.ending == .exited(8), "\(full.errors)")
    try disk.resize("64m")
    let again = try await project.tool().run(run + ["--out", "figures"])
    #expect(again.ending == .exited(0), "\(again.errors)")
    #expect(!again.errors.contains("damage"), "\(again.errors)")
    let expected = try await project.tool().run(
      ["run", "--data-set", "photographs", "--out", "expected"] + ProjectFolder.short)
    #expect(expected.ending == .exited(0))
    #expect(try project.files(below: "figures") == project.files(below: "expected"))
  }

  /// A disk that can only be read: what is stored is used, what is missing is an error.
  @Test(.enabled(if: SmallDisk.canMount, "mounting a small file system needs root"))
  func readOnlyStoreIsReadAndNotWritten() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let disk = try SmallDisk()
    try disk.resize("64m")
    let run =
      ["run", "--data-set", "photographs", "--store", "\(disk.path)/store"] + ProjectFolder.short
    try #require(try await project.tool().run(run).ending == .exited(0))
    try disk.makeReadOnly()
    let cached = try await project.tool().run(run + ["--out", "elsewhere"])
    #expect(cached.ending == .exited(0), "\(cached.errors)")
    #expect(try project.files(below: "elsewhere").count == 3)
    let missing = try await project.tool().run(run + ["--set", "train.seed=2"])
    #expect(missing.ending == .exited(1))
    #expect(
      missing.errorLines.first
        == "error: the store lacks results and cannot be written: Read-only file system")
  }

  @Test(.enabled(if: SmallDisk.canMount, "mounting a small file system needs root"))
  func fullDiskIsSaidAndSurvived() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let run = ["run", "--data-set", "photographs"] + ProjectFolder.short
    let disk = try SmallDisk()
    let full = try await project.tool().run(run + ["--store", "\(disk.path)/store"])
    #expect(full.ending == .exited(8), "\(full.errors)")
    #expect(full.errors.contains(": No space left on device\n"))
    let needed = try #require(full.errorLines.first { $0.hasPrefix("  needed: ") })
    let free = try #require(full.errorLines.first { $0.hasPrefix("  free: ") })
    #expect(needed.hasSuffix(" bytes") && free.hasSuffix(" bytes"))
    #expect(
      full.errorLines.last
        == "hint: free some space and run again; what was finished is stored")
    #expect(full.output == "" && !project.exists("figures"))
    // With space again, the same store is completed.
    try disk.resize("64m")
    let again = try await project.tool().run(run + ["--store", "\(disk.path)/store"])
    #expect(again.ending == .exited(0), "\(again.errors)")
    #expect(!again.errors.contains("damage"))
    let expected = try await project.tool().run(run + ["--out", "expected"])
    #expect(expected.ending == .exited(0))
    #expect(
      try project.files(below: "figures/photographs") == project.files(below: "expected"))
  }
}
