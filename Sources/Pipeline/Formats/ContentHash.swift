import Digests

/// A SHA-256 digest of content, written as 64 lowercase hexadecimal digits.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  /// The 64 hexadecimal digits.
  public let description: String

  /// The digest of bytes.
  public init(of bytes: [UInt8]) {
    description = SHA256.hexadecimalDigest(of: bytes)
  }

  /// The digest of a text in UTF-8.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// A digest from its digits; nil unless there are 64 of them, lowercase.
  public init?(digits: String) {
    let allowed = Set("0123456789abcdef".utf8)
    guard digits.utf8.count == 64, digits.utf8.allSatisfy(allowed.contains) else { return nil }
    description = digits
  }

  /// Enough digits to tell contents apart in a message.
  public var short: String { String(description.prefix(12)) }

  /// The 32 bytes of the digest.
  public var bytes: [UInt8] {
    let digits = description.utf8.map { $0 < 0x60 ? $0 - 0x30 : $0 - 0x57 }
    return (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
  }
}

extension ContentHash: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let digits = try container.decode(String.self)
    guard let hash = ContentHash(digits: digits) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(digits)' is no SHA-256 digest")
    }
    self = hash
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
