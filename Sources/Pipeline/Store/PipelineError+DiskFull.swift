#if canImport(Glibc)
  import Glibc
#endif

extension PipelineError {
  /// The same error, with what a reader needs to know where a disk is full: how many bytes the file
  /// at a path needs, and how many are free.
  func withNumbers(needed: Int, for path: String) -> PipelineError {
    guard case .system(let operation, _, let code) = self, code == ENOSPC || code == EDQUOT else {
      return self
    }
    var folder = Files.folder(of: path)
    while !Files.exists(folder), folder != "/", folder != "." { folder = Files.folder(of: folder) }
    var disk = statvfs()
    guard statvfs(folder, &disk) == 0 else { return self }
    return .diskFull(
      operation: operation, path: path, code: code, needed: needed,
      free: Int(disk.f_bavail) * Int(disk.f_frsize))
  }
}
