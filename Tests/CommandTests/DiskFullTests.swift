import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A disk that fills up while the run writes: exit code 8, and nothing half written.
struct DiskFullTests {
  /// Whether a small file system can be mounted; needs root and a container that allows it.
  private static let canMount: Bool = {
    guard let disk = try? SmallDisk() else { return false }
    withExtendedLifetime(disk) {}
    return true
  }()

  /// From too little for a label to too little for the last figure.
  @Test(
    .enabled(if: canMount, "mounting a small file system needs root"),
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
  @Test(.enabled(if: canMount, "mounting a small file system needs root"))
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

  @Test(.enabled(if: canMount, "mounting a small file system needs root"))
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

/// A file system in memory that holds very little.
private final class SmallDisk {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  struct Refused: Error { let code: Int32 }

  init() throws {
    folder = try TemporaryFolder()
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=256k") == 0 else {
      throw Refused(code: errno)
    }
  }

  func resize(_ size: String) throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(size)") == 0 else {
      throw Refused(code: errno)
    }
  }

  func makeReadOnly() throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "") == 0 else {
      throw Refused(code: errno)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
