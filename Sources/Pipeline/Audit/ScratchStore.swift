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
  func remove() {
    do {
      if Files.exists(store.path) { try FileManager.default.removeItem(atPath: store.path) }
    } catch {
      // Whatever remains is swept by the next audit.
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
      ScratchStore(store: try Store(at: "\(folder)/\(other.dropLast(5))"), lock: lock).remove()
    }
  }

  private init(store: Store, lock: FileLock) {
    self.store = store
    self.lock = lock
  }
}
