/// A PNG file made by hand, of any color type, so that tests know every byte and every pixel.
///
/// Rows are unfiltered and the compressed data is one stored deflate block, so that a file is a few
/// dozen bytes that can be altered one by one.
struct TestPNG {
  enum Color: UInt8, CaseIterable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgbAlpha = 6

    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgbAlpha: 4
      }
    }
  }

  var width: Int
  var height: Int
  var color = Color.gray
  var depth = 8
  var interlaced = false
  /// Red, green and blue of each palette entry.
  var palette: [UInt8] = []
  /// Chunks between the header (or palette) and the pixels.
  var extraChunks: [(type: String, data: [UInt8])] = []
  /// The samples, row by row, all channels of the file.
  var samples: [UInt16]

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The whole file.
  var bytes: [UInt8] { file(compressed: Self.stored(scanlines)) }

  /// The whole file around compressed data that may be wrong.
  func file(compressed: [UInt8]) -> [UInt8] {
    Self.signature + Self.chunk("IHDR", header)
      + (palette.isEmpty ? [] : Self.chunk("PLTE", palette))
      + extraChunks.flatMap { Self.chunk($0.type, $0.data) }
      + Self.chunk("IDAT", compressed) + Self.chunk("IEND", [])
  }

  var header: [UInt8] {
    Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
      + [UInt8(depth), color.rawValue, 0, 0, interlaced ? 1 : 0]
  }

  /// All rows with their filter bytes, in the order of the file.
  var scanlines: [UInt8] {
    guard interlaced else { return rows(x: 0, y: 0, stepX: 1, stepY: 1) }
    // The seven passes of Adam7: first column and row, steps.
    let passes = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    return passes.flatMap { rows(x: $0.0, y: $0.1, stepX: $0.2, stepY: $0.3) }
  }

  private func rows(x: Int, y: Int, stepX: Int, stepY: Int) -> [UInt8] {
    guard x < width else { return [] }
    return stride(from: y, to: height, by: stepY).flatMap { row in
      let values = stride(from: x, to: width, by: stepX).flatMap { column in
        (0..<color.channels).map { samples[(row * width + column) * color.channels + $0] }
      }
      return [0] + packed(values)
    }
  }

  /// Samples of `depth` bits in bytes, the first in the highest bits.
  private func packed(_ values: [UInt16]) -> [UInt8] {
    if depth == 16 { return values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    var bytes = [UInt8](repeating: 0, count: (values.count * depth + 7) / 8)
    for (index, value) in values.enumerated() {
      let bit = index * depth
      bytes[bit / 8] |= UInt8(value) << UInt8(8 - depth - bit % 8)
    }
    return bytes
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  /// A zlib stream of one stored block; `adler` only to make it wrong.
  static func stored(_ data: [UInt8], adler: UInt32? = nil) -> [UInt8] {
    let (low, high) = (UInt8(data.count & 255), UInt8(data.count >> 8))
    return [0x78, 0x01, 1, low, high, ~low, ~high] + data + bigEndian(adler ?? adler32(data))
  }

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The CRC of ISO 3309 that ends every chunk.
  static func crc32(_ data: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in data {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let feedback: UInt32 = sum & 1 == 1 ? 0xEDB8_8320 : 0
        sum = (sum >> 1) ^ feedback
      }
    }
    return ~sum
  }

  /// The checksum of RFC 1950 that ends the compressed data.
  static func adler32(_ data: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in data {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
