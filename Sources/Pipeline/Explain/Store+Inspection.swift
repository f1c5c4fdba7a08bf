import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What became of a stored file.
public enum FileDamage: String, Equatable, Sendable {
  /// It is not there.
  case missing
  /// Its contents are not those of its name.
  case altered
}

/// Looking at a store without changing it: nothing is set aside, nothing is reported.
extension Store {
  /// A record that was found in the store.
  public struct Found: Sendable {
    /// The digest of the fingerprint, which names the record.
    public let fingerprint: ContentHash
    /// What it says.
    public let record: Record
    /// When it was written, in nanoseconds since 1970.
    public let modified: Int
  }

  /// What of a result is absent or altered; every byte is read.
  public func damage(of record: Record) throws -> [(path: String, damage: FileDamage)] {
    try record.files.compactMap { file in
      let path = path(of: file)
      guard Files.exists(path) else { return (path, .missing) }
      return ContentHash(of: try Files.read(path)) == file.sha256 ? nil : (path, .altered)
    }
  }

  /// The records that can be trusted, in the order of their names.
  public func allRecords() throws -> [Found] {
    let root = "\(path)/records"
    guard Files.isFolder(root) else { return [] }
    return try Files.names(in: root).flatMap { folder in
      try Files.names(in: "\(root)/\(folder)").compactMap { name in
        guard let hash = ContentHash(digits: name.replacing(".json", with: "")) else { return nil }
        return try found(hash, at: "\(root)/\(folder)/\(name)")
      }
    }
  }

  /// The record of a name; nil when there is none, or none that can be trusted.
  func found(_ fingerprint: ContentHash) throws -> Found? {
    try found(fingerprint, at: path(ofRecord: fingerprint))
  }

  /// A record that was set aside, with what it says where that can still be trusted.
  func setAsideRecord(_ fingerprint: ContentHash) throws -> (isThere: Bool, found: Found?) {
    let path = "\(path)/damaged/\(fingerprint).json"
    return (Files.exists(path), try found(fingerprint, at: path))
  }

  private func found(_ fingerprint: ContentHash, at path: String) throws -> Found? {
    guard Files.exists(path) else { return nil }
    let bytes = try Files.read(path)
    do {
      let record = try Record(unsealing: bytes)
      guard ContentHash(of: record.fingerprint.joined(separator: "\n")) == fingerprint else {
        return nil
      }
      return Found(fingerprint: fingerprint, record: record, modified: modified(path))
    } catch {
      return nil
    }
  }

  private func modified(_ path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }
}
