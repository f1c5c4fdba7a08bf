import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A store beside another one, for results that are only compared; it goes away again.
struct ScratchStore: Sendable {
  let store: Store
  private let lock: FileLock

  /// Makes the folder, and takes away those of audits that were killed.
  init(beside other: Store) throws {
    let path = other.path.hasSuffix("/") ? String(other.path.dropLast()) : other.path
    try Self.sweep(beside: path)
    let folder = "\(path)\(Self.infix)\(getpid())-\(UInt64.random(in: 0 ... .max))"
    guard let lock = try FileLock.take("\(folder).lock") else {
      throw PipelineError.system(operation: "lock", path: folder, code: EWOULDBLOCK)
    }
    self.lock = lock
    store = try Store(at: folder)
  }

  private static let infix = ".audit-"

  /// Takes the folder away.
  func remove() { Self.remove(store.path, lock) }

  /// Whatever the folder holds: who was killed while taking it away has left a part of a store.
  private static func remove(_ folder: String, _ lock: FileLock) {
    do {
      if Files.exists(folder) { try FileManager.default.removeItem(atPath: folder) }
    } catch {
      // What remains is swept by the next audit.
    }
    lock.release()
  }

  private static func sweep(beside path: String) throws {
    let folder = Files.folder(of: path)
    guard Files.isFolder(folder) else { return }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // Names of hidden stores are hidden themselves.
    for other in try FileManager.default.contentsOfDirectory(atPath: folder)
    where other.hasPrefix(name + infix) && other.hasSuffix(".lock") {
      guard let lock = try FileLock.take("\(folder)/\(other)") else { continue }
      remove("\(folder)/\(other.dropLast(5))", lock)
    }
  }
}
