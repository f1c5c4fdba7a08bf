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

/// The pixels of a drawn page: three bytes each (red, green, blue), row by row from the top.
struct Pixels: Sendable, Equatable {
  let width: Int
  let height: Int
  let bytes: [UInt8]

  /// The three components of a pixel.
  subscript(column: Int, row: Int) -> [UInt8] {
    let start = 3 * (row * width + column)
    return Array(bytes[start..<(start + 3)])
  }
}

/// What the keys and texts of a figure's provenance may be, so that PNG and PDF can hold them alike.
enum ProvenanceKey {
  /// - Throws: ``DrawingError/unusableProvenance(key:)`` for the first pair that cannot be stored.
  static func check(_ provenance: [(key: String, text: String)]) throws(DrawingError) {
    for (key, text) in provenance where !isKeyword(key) || text.utf8.contains(0) {
      throw .unusableProvenance(key: key)
    }
  }

  /// Whether a key can be a keyword as the PNG specification wants it (11.3.4.2), ASCII only.
  private static func isKeyword(_ key: String) -> Bool {
    (1...79).contains(key.utf8.count) && key.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      && !key.hasPrefix(" ") && !key.hasSuffix(" ") && !key.contains("  ")
  }
}

// MARK: - Reading

/// The text that a PNG file carries.
public enum PNGText {
  /// Reads the keywords and texts of a PNG file in the order of the file: `tEXt` chunks (Latin-1) and
  /// uncompressed `iTXt` chunks (UTF-8). Compressed texts, which figures never carry, are passed over.
  ///
  /// - Throws: ``DrawingError/damagedPNG(reason:offset:)`` if the file is cut, a chunk does not match
  ///   its checksum, or a text has no keyword.
  public static func read(_ bytes: [UInt8]) throws(DrawingError) -> [(key: String, text: String)] {
    var texts: [(key: String, text: String)] = []
    for chunk in try PNGChunks(bytes).chunks {
      switch chunk.type {
      case "tEXt":
        let (key, text) = try split(chunk.data)
        texts.append((latin1(key), latin1(text)))
      case "iTXt":
        if let pair = try international(chunk.data) { texts.append(pair) }
      default: break
      }
    }
    return texts
  }

  /// keyword 0 · compressed? · method · language 0 · translated keyword 0 · text
  private static func international(_ data: ArraySlice<UInt8>) throws(DrawingError)
    -> (key: String, text: String)?
  {
    let (key, rest) = try split(data)
    guard rest.count >= 2 else {
      throw .damagedPNG(reason: "a text chunk is too short", offset: data.startIndex)
    }
    let isCompressed = rest[rest.startIndex] != 0
    let (_, afterLanguage) = try split(rest.dropFirst(2))
    let (_, text) = try split(afterLanguage)
    return isCompressed ? nil : (latin1(key), String(decoding: text, as: UTF8.self))
  }

  /// What stands before and after the first zero.
  private static func split(_ data: ArraySlice<UInt8>) throws(DrawingError)
    -> (ArraySlice<UInt8>, ArraySlice<UInt8>)
  {
    guard let zero = data.firstIndex(of: 0) else {
      throw .damagedPNG(reason: "a text chunk has no end of a field", offset: data.startIndex)
    }
    return (data[..<zero], data[(zero + 1)...])
  }

  private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}

/// The chunks of a PNG file, each with its checksum verified.
struct PNGChunks {
  /// A type, such as `tEXt`, and its data.
  struct Chunk {
    let type: String
    let data: ArraySlice<UInt8>
  }

  /// The chunks in the order of the file; the last is IEND.
  let chunks: [Chunk]

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  init(_ bytes: [UInt8]) throws(DrawingError) {
    guard bytes.starts(with: PNGChunks.signature) else {
      throw .damagedPNG(reason: "no PNG signature", offset: 0)
    }
    var chunks: [Chunk] = []
    var offset = PNGChunks.signature.count
    while chunks.last?.type != "IEND" {
      guard bytes.count - offset >= 12 else {
        throw .damagedPNG(reason: "the file ends before its end chunk", offset: offset)
      }
      let length = Int(PNGChunks.number(bytes[offset..<(offset + 4)]))
      guard length <= bytes.count - offset - 12 else {
        throw .damagedPNG(reason: "a chunk reaches beyond the file's end", offset: offset)
      }
      let end = offset + 8 + length
      let checksum = CRC32.checksum(bytes[(offset + 4)..<end])
      guard checksum == PNGChunks.number(bytes[end..<(end + 4)]) else {
        throw .damagedPNG(reason: "a chunk does not match its checksum", offset: offset)
      }
      let type = String(decoding: bytes[(offset + 4)..<(offset + 8)], as: UTF8.self)
      chunks.append(Chunk(type: type, data: bytes[(offset + 8)..<end]))
      offset = end + 4
    }
    self.chunks = chunks
  }

  /// Four bytes, the most significant one first.
  static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The cyclic redundancy check of PNG: polynomial 0xEDB88320 (reflected), PNG specification, annex D.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  /// The checksum of some bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder = table[Int((remainder ^ UInt32(byte)) & 0xFF)] ^ (remainder >> 8)
    }
    return ~remainder
  }
}
