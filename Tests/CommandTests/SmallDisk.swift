#if canImport(Glibc)
  import Glibc
#endif

/// A file system in memory that holds very little.
final class SmallDisk {
  /// Whether one can be mounted; needs root and a container that allows it.
  static let canMount: Bool = {
    guard let disk = try? SmallDisk() else { return false }
    withExtendedLifetime(disk) {}
    return true
  }()

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
