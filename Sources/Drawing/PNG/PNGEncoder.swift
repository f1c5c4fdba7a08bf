import CPNGShim
import Foundation

/// Writes pixels as a PNG file: 8-bit RGB, resolution, texts, nothing that depends on the clock.
enum PNGEncoder {
  /// - Parameter texts: Keywords and texts that ``ProvenanceKey/check(_:)`` accepts.
  /// - Throws: ``DrawingError/png(reason:)``.
  static func encode(
    _ pixels: Pixels, dotsPerInch: Double, texts: [(key: String, text: String)]
  ) throws(DrawingError) -> [UInt8] {
    var strings: [UnsafeMutablePointer<CChar>?] = []
    defer { for string in strings { free(string) } }
    func copy(_ string: String) -> UnsafeMutablePointer<CChar>? {
      let copy = strdup(string)
      strings.append(copy)
      return copy
    }
    var chunks: [png_write_text] = []
    for (key, text) in texts {
      guard let keyword = copy(key), let content = copy(text) else {
        throw .png(reason: "out of memory")
      }
      chunks.append(
        png_write_text(keyword: keyword, text: content, is_utf8: isPlain(text) ? 0 : 1))
    }
    var result = png_write_result()
    defer { png_write_free(&result) }
    let pixelsPerMeter = UInt32((dotsPerInch / 0.0254).rounded())
    let isWritten = png_write_rgb8(
      pixels.bytes, UInt32(pixels.width), UInt32(pixels.height), pixelsPerMeter, chunks,
      chunks.count, &result)
    guard isWritten == 1, let bytes = result.bytes else { throw .png(reason: message(result)) }
    return Array(UnsafeBufferPointer(start: bytes, count: result.count))
  }

  private static func message(_ result: png_write_result) -> String {
    withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Whether a text fits into a tEXt chunk: printable ASCII and line feeds.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }
  }
}
