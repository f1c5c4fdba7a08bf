import CPNGShim

/// The pixels of a PNG file, as stored: no gamma, color profile or orientation is applied.
///
/// | symbol | here       | shape                     | unit                          |
/// |--------|------------|---------------------------|-------------------------------|
/// | v      | `samples`  | height × width × channels | steps, 0 … 2^`bitDepth` − 1   |
///
/// Gray of 1, 2 and 4 bits is stretched to 8 bits (a 1-bit white is 255), palettes are expanded,
/// Adam7 interlacing is undone; alpha channels and transparent colors are dropped.
public struct PNGImage: Equatable, Sendable {
  /// The most pixels on a side that are read.
  public static let sideLimit = 16_384
  /// The most pixels that are read: at most 300 MB of samples, below the 500 MB of a step.
  public static let pixelLimit = 50_000_000

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// 8 or 16.
  public let bitDepth: Int
  /// Whether the file has an alpha channel or a transparent color, which is ignored.
  public let alphaIgnored: Bool
  /// The samples, row by row, the channels of a pixel beside each other.
  public let samples: [UInt16]

  /// The largest value of a sample, 2^`bitDepth` − 1.
  public var white: UInt16 { bitDepth == 16 ? .max : 255 }

  /// Decodes the contents of a PNG file; bytes behind its end are ignored.
  ///
  /// Throws: `PhotographError.notAPNG`, `.tooLarge` (before memory for pixels is taken) or
  /// `.damaged` for a file that is cut anywhere, fails a checksum (of any chunk, or of the
  /// compressed pixels as a whole) or breaks the format.
  public init(decoding bytes: [UInt8]) throws(PhotographError) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw .notAPNG
    }
    let header = try Self.header(of: bytes)
    width = Int(header.width)
    height = Int(header.height)
    channels = Int(header.channels)
    bitDepth = Int(header.bit_depth)
    alphaIgnored = header.has_alpha
    guard
      width <= Self.sideLimit, height <= Self.sideLimit, width * height <= Self.pixelLimit
    else {
      throw .tooLarge(
        width: width, height: height, sideLimit: Self.sideLimit, pixelLimit: Self.pixelLimit)
    }
    samples = try Self.samples(of: bytes, header: header)
  }

  /// The version of the libpng that runs, like "1.6.39".
  public static var libraryVersion: String { String(cString: pngshim_library_version()) }

  private static func header(of bytes: [UInt8]) throws(PhotographError) -> pngshim_header {
    var header = pngshim_header()
    var message = [CChar](repeating: 0, count: messageCapacity)
    guard pngshim_read_header(bytes, bytes.count, &header, &message, message.count) else {
      throw .damaged(reason: text(message))
    }
    return header
  }

  private static func samples(
    of bytes: [UInt8], header: pngshim_header
  ) throws(PhotographError) -> [UInt16] {
    let count = Int(header.width) * Int(header.height) * Int(header.channels)
    var samples = [UInt16](repeating: 0, count: count)
    var message = [CChar](repeating: 0, count: messageCapacity)
    var header = header
    guard
      pngshim_read_samples(bytes, bytes.count, &header, &samples, &message, message.count)
    else {
      throw .damaged(reason: text(message))
    }
    return samples
  }

  /// Longer than any text of libpng, which the shim cuts if need be.
  private static let messageCapacity = 256

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
