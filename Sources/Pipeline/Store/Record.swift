import Foundation

/// What a store knows about one result: what it depends on and which files it consists of.
public struct Record: Codable, Equatable, Sendable {
  /// The lines of the fingerprint.
  public let fingerprint: [String]
  /// The kind of the artifact.
  public let artifact: String
  /// The files.
  public let files: [StoredFile]
  /// How long the computation took; of several cells computed together, a cell's share.
  public let seconds: Double
  /// What the stage noted about the data.
  public let notes: [String]

  /// A file of a result.
  public struct StoredFile: Codable, Equatable, Sendable {
    /// The name within the artifact.
    public let name: String
    /// The digest of the contents.
    public let sha256: ContentHash
    /// The length.
    public let bytes: Int
  }

  /// The digest of the artifact: of the names and digests of its files.
  public var content: ContentHash {
    ContentHash(of: files.map { "\($0.sha256)  \($0.name)\n" }.joined())
  }
}

extension Record {
  /// A record as it lies in the store: beside its own digest.
  private struct Sealed: Codable {
    let record: JSONValue
    let sha256: ContentHash
  }

  func sealed() throws -> [UInt8] {
    let record = try JSONValue(encoding: self)
    let sealed = Sealed(record: record, sha256: ContentHash(of: try record.text()))
    return Array(try JSONValue(encoding: sealed).text(indented: true).utf8) + [0x0A]
  }

  /// Reads a record; every byte must be as it was written.
  init(unsealing bytes: [UInt8]) throws {
    let sealed = try JSONDecoder().decode(Sealed.self, from: Data(bytes))
    let body = Data(try sealed.record.text().utf8)
    self = try JSONDecoder().decode(Record.self, from: body)
    guard try self.sealed() == bytes else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "its bytes are not those that were written"))
    }
  }
}
