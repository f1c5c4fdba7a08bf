import CCrypto

/// SHA-256 (FIPS 180-4) by OpenSSL's libcrypto, which takes the processor's own instructions for it.
///
/// Of bytes that come piece by piece; ``hexadecimalDigest(of:)`` takes them all at once.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// The digest of no bytes yet.
  public init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
    self.context = context
    let begun = EVP_DigestInit_ex(context, EVP_sha256(), nil)
    precondition(begun == 1, "libcrypto has no SHA-256")
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let taken = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(taken == 1, "libcrypto took no bytes of a digest")
  }

  /// The digest of all bytes, as 64 lowercase hexadecimal digits.
  public consuming func hexadecimalDigest() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let finished = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(finished == 1, "libcrypto did not finish a digest")
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of bytes, as 64 lowercase hexadecimal digits.
  public static func hexadecimalDigest(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimalDigest()
  }
}
