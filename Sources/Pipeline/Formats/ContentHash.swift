import Digests

/// A SHA-256 digest of content, written as 64 lowercase hexadecimal digits.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  // The bytes from the first to the last, without a place of their own in memory: plans have many.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// The digest of bytes.
  public init(of bytes: [UInt8]) {
    self.init(SHA256.digest(of: bytes))
  }

  private init(_ digest: [UInt8]) {
    func word(_ place: Int) -> UInt64 {
      digest[8 * place..<8 * place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
  }

  /// The digest of a text in UTF-8.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// A digest from its digits; nil unless there are 64 of them, lowercase.
  public init?(digits: String) {
    let values = digits.utf8.compactMap { digit -> UInt8? in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.utf8.count == 64, values.count == 64 else { return nil }
    self.init((0..<32).map { values[2 * $0] << 4 | values[2 * $0 + 1] })
  }

  /// The 64 hexadecimal digits.
  public var description: String { SHA256.hexadecimal(bytes) }

  /// Enough digits to tell contents apart in a message.
  public var short: String { String(description.prefix(12)) }

  /// The 32 bytes of the digest.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      for (place, word) in [first, second, third, fourth].enumerated() {
        for byte in 0..<8 {
          bytes[8 * place + byte] = UInt8(truncatingIfNeeded: word >> (56 - 8 * byte))
        }
      }
      count = 32
    }
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
