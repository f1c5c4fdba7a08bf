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

  /// The digest under which the record belongs.
  var fingerprintHash: ContentHash { ContentHash(of: fingerprint.joined(separator: "\n")) }

  /// The digest of the artifact: of the names and digests of its files.
  public var content: ContentHash {
    ContentHash(of: files.map { "\($0.sha256)  \($0.name)\n" }.joined())
  }
}

extension Record {
  private static let opening = Array("{\"record\": ".utf8)

  private static func closing(_ digest: ContentHash) -> [UInt8] {
    Array(",\n\"sha256\": \"\(digest)\"}\n".utf8)
  }

  /// The record as it lies in the store: JSON, with the digest of its own bytes behind it.
  func sealed() throws -> [UInt8] {
    let text = Array(try JSONValue(encoding: self).text(indented: true).utf8)
    return Self.opening + text + Self.closing(ContentHash(of: text))
  }

  /// Reads a record; every byte must be as it was written.
  init(unsealing bytes: [UInt8]) throws {
    let end = bytes.count - Self.closing(ContentHash(of: "")).count
    let text = end > Self.opening.count ? Array(bytes[Self.opening.count..<end]) : []
    guard bytes == Self.opening + text + Self.closing(ContentHash(of: text)) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "its bytes are not those that were written"))
    }
    self = try JSONDecoder().decode(Record.self, from: Data(text))
  }
}
