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
