import Foundation
import Photographs
import Testing

/// Decoding of every color type, against pixels that the test wrote itself.
struct PNGImageTests {
  /// Samples that use the whole range of a bit depth and repeat nowhere near a row's length.
  static func samples(count: Int, depth: Int) -> [UInt16] {
    (0..<count).map { UInt16(truncatingIfNeeded: ($0 + 1) &* 40_503) >> UInt16(16 - depth) }
  }

  /// A file and what it must decode to.
  struct Example: CustomTestStringConvertible, Sendable {
    let color: TestPNG.Color
    let depth: Int
    let interlaced: Bool
    var testDescription: String { "\(color), \(depth) bits\(interlaced ? ", interlaced" : "")" }

    static let all: [Example] = [
      (TestPNG.Color.gray, [1, 2, 4, 8, 16]), (.rgb, [8, 16]), (.palette, [1, 2, 4, 8]),
      (.grayAlpha, [8, 16]), (.rgbAlpha, [8, 16]),
    ].flatMap { color, depths in
      depths.flatMap { depth in
        [false, true].map { Example(color: color, depth: depth, interlaced: $0) }
      }
    }

    /// 11 × 9 pixels: no multiple of 8 either way, and in every pass of the interlacing.
    var png: TestPNG {
      TestPNG(
        width: 11, height: 9, color: color, depth: depth, interlaced: interlaced,
        palette: color == .palette ? (0..<3 * 1 << depth).map { UInt8($0 * 97 % 256) } : [],
        samples: PNGImageTests.samples(count: 99 * color.channels, depth: depth))
    }

    var expected: [UInt16] {
      let png = png
      let channels = color.channels
      return (0..<99).flatMap { pixel in
        let values = png.samples[pixel * channels..<(pixel + 1) * channels]
        return switch color {
        case .gray: values.map { depth < 8 ? $0 * 255 / (1 << depth - 1) : $0 }
        case .palette: (0..<3).map { UInt16(png.palette[3 * Int(values.first ?? 0) + $0]) }
        case .rgb: Array(values)
        case .grayAlpha, .rgbAlpha: Array(values.dropLast())
        }
      }
    }
  }

  @Test(arguments: Example.all)
  func decodesTheStoredSamples(example: Example) throws {
    let png = example.png
    let image = try PNGImage(decoding: png.bytes)
    #expect(image.width == 11 && image.height == 9)
    #expect(image.channels == ([.gray, .grayAlpha].contains(example.color) ? 1 : 3))
    #expect(image.bitDepth == (example.depth == 16 ? 16 : 8))
    #expect(image.alphaIgnored == [.grayAlpha, .rgbAlpha].contains(example.color))
    #expect(image.samples == example.expected)
    // Teeth: one sample more by one step is another picture.
    var other = png
    other.samples[50 * example.color.channels] ^= 1
    #expect(try PNGImage(decoding: other.bytes).samples != example.expected)
  }

  @Test func interlacingReordersTheFile() throws {
    let plain = TestPNG(width: 11, height: 9, samples: Self.samples(count: 99, depth: 8))
    var interlaced = plain
    interlaced.interlaced = true
    #expect(plain.scanlines != interlaced.scanlines)
    #expect(
      try PNGImage(decoding: plain.bytes).samples
        == PNGImage(decoding: interlaced.bytes).samples)
  }

  /// Gamma, chromaticities, significant bits, background, a text, a broken profile: no influence.
  @Test func ignoresWhatIsNotAPixel() throws {
    let plain = TestPNG(
      width: 3, height: 2, depth: 16, samples: Self.samples(count: 6, depth: 16))
    var dressed = plain
    dressed.extraChunks = [
      ("gAMA", TestPNG.bigEndian(100_000)), ("sBIT", [3]), ("bKGD", [0, 7]),
      ("iCCP", [65, 0, 0, 1, 2, 3]), ("tEXt", Array("Author\0nobody".utf8)), ("prIv", [1]),
    ]
    let image = try PNGImage(decoding: dressed.bytes)
    #expect(try image == PNGImage(decoding: plain.bytes))
    #expect(image.samples == plain.samples)
    #expect(!image.alphaIgnored)
  }

  @Test(arguments: [TestPNG.Color.gray, .rgb, .palette])
  func transparentColorIsIgnoredAndSaid(color: TestPNG.Color) throws {
    let example = Example(color: color, depth: 8, interlaced: false)
    var png = example.png
    let transparent: [UInt8] = color == .gray ? [0, 1] : color == .rgb ? [0, 1, 0, 2, 0, 3] : [0]
    png.extraChunks = [("tRNS", transparent)]
    let image = try PNGImage(decoding: png.bytes)
    #expect(image.alphaIgnored)
    #expect(image.samples == example.expected)
  }

  @Test func everyPixelMayBeTheLast() throws {
    // Sizes around the groups of eight that packing and interlacing work in.
    for width in 1...17 {
      for interlaced in [false, true] {
        let png = TestPNG(
          width: width, height: 3, depth: 1, interlaced: interlaced,
          samples: Self.samples(count: 3 * width, depth: 1))
        let image = try PNGImage(decoding: png.bytes)
        #expect(image.samples == png.samples.map { $0 * 255 }, "width \(width)")
      }
    }
  }

  @Test func libraryIsLibpng() {
    #expect(PNGImage.libraryVersion.hasPrefix("1."))
  }
}
