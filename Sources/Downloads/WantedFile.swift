import Foundation

/// A file to be had from an address, and what it must be.
public struct WantedFile: Equatable, Sendable {
  /// Where it is.
  public let address: URL
  /// The SHA-256 of its contents: 64 lowercase hexadecimal digits.
  public let sha256: String
  /// Its length, where that is known beforehand.
  public let bytes: Int?

  /// A file at an address.
  public init(address: URL, sha256: String, bytes: Int?) {
    self.address = address
    self.sha256 = sha256
    self.bytes = bytes
  }
}
