/// A PNG file of 8-bit gray, made by hand so that every byte of it is known.
struct GrayPNG {
  let width: Int
  let height: Int
  /// Row by row.
  let pixels: [UInt8]

  /// A texture with edges of every size, so that its filter responses are heavy-tailed.
  init(texture seed: UInt32, width: Int, height: Int) {
    var state = seed &* 747_796_405 &+ 1
    func next() -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 16
    }
    var pixels = [UInt8](repeating: 128, count: width * height)
    for _ in 0..<60 {
      let (left, top) = (Int(next()) % width, Int(next()) % height)
      let (right, bottom) = (left + 1 + Int(next()) % 24, top + 1 + Int(next()) % 24)
      let gray = UInt8(truncatingIfNeeded: next())
      for y in top..<min(bottom, height) {
        for x in left..<min(right, width) { pixels[y * width + x] = gray }
      }
    }
    self.init(
      width: width, height: height,
      pixels: pixels.map { $0 ^ UInt8(truncatingIfNeeded: next() & 3) })
  }

  /// One gray everywhere.
  init(gray: UInt8, width: Int, height: Int) {
    self.init(
      width: width, height: height, pixels: [UInt8](repeating: gray, count: width * height))
  }

  /// Pixels row by row.
  init(width: Int, height: Int, pixels: [UInt8]) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The file.
  var bytes: [UInt8] {
    let rows = (0..<height).flatMap { [0] + pixels[$0 * width..<($0 + 1) * width] }
    return Self.file(width: width, height: height, compressed: Self.stored(rows))
  }

  /// A file whose header may promise what is not there.
  static func file(width: Int, height: Int, compressed: [UInt8]) -> [UInt8] {
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", compressed) + chunk("IEND", [])
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: data.count, by: 65_535) {
      let block = data[start..<min(start + 65_535, data.count)]
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      stream += [block.endIndex == data.count ? 1 : 0, low, high, ~low, ~high] + block
    }
    return stream + bigEndian(adler32(data))
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The CRC of ISO 3309 that ends every chunk.
  private static func crc32(_ data: [UInt8]) -> UInt32 {
    ~data.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        let feedback: UInt32 = sum & 1 == 1 ? 0xEDB8_8320 : 0
        return (sum >> 1) ^ feedback
      }
    }
  }

  /// The checksum of RFC 1950 that ends the compressed data.
  private static func adler32(_ data: [UInt8]) -> UInt32 {
    let (a, b) = data.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let a = (sums.0 + UInt32(byte)) % 65_521
      return (a, (sums.1 + a) % 65_521)
    }
    return b << 16 | a
  }
}
