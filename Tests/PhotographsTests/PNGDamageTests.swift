import Photographs
import Testing

/// Files that are cut, altered or hostile: an error, never a crash and never another picture.
struct PNGDamageTests {
  /// Tiny files of different structure.
  static let originals: [TestPNG] = [
    TestPNG(width: 3, height: 2, samples: [1, 2, 3, 4, 5, 6]),
    TestPNG(width: 2, height: 2, color: .rgb, depth: 16, samples: Array(100..<112)),
    TestPNG(
      width: 4, height: 3, color: .palette, depth: 2, interlaced: true,
      palette: Array(0..<12), extraChunks: [("tRNS", [9])],
      samples: [0, 1, 2, 3, 3, 2, 1, 0, 0, 2, 1, 3]),
    TestPNG(
      width: 2, height: 1, color: .grayAlpha, extraChunks: [("tEXt", [65, 0, 66])],
      samples: [10, 255, 20, 0]),
  ]

  @Test(arguments: originals.indices)
  func everyTruncationIsRefused(index: Int) throws {
    let bytes = Self.originals[index].bytes
    #expect(throws: Never.self) { try PNGImage(decoding: bytes) }
    for length in bytes.indices {
      #expect(throws: PhotographError.self, "cut after \(length) of \(bytes.count) bytes") {
        try PNGImage(decoding: Array(bytes.prefix(length)))
      }
    }
  }

  /// No bit may pass: all are under the signature, a CRC or a CRC themselves, except lengths, and
  /// a chunk of another length has its CRC elsewhere (these files are fixed, so no chance is left).
  @Test(arguments: originals.indices)
  func everyFlippedBitIsRefused(index: Int) {
    let bytes = Self.originals[index].bytes
    for position in bytes.indices {
      for bit in 0..<8 {
        var altered = bytes
        altered[position] ^= 1 << UInt8(bit)
        #expect(throws: PhotographError.self, "byte \(position), bit \(bit)") {
          try PNGImage(decoding: altered)
        }
      }
    }
  }

  /// The CRC of every chunk, also of one that the decoder does not need, and of the last.
  @Test(arguments: ["IHDR", "tEXt", "IDAT", "IEND"])
  func wrongChecksumOfAChunkIsRefused(type: String) {
    let png = Self.originals[3]
    let chunks = [
      ("IHDR", png.header), ("tEXt", [65, 0, 66]), ("IDAT", TestPNG.stored(png.scanlines)),
      ("IEND", []),
    ]
    let bytes = chunks.reduce(TestPNG.signature) { file, chunk in
      var piece = TestPNG.chunk(chunk.0, chunk.1)
      if chunk.0 == type { piece[piece.count - 1] ^= 1 }
      return file + piece
    }
    #expect(throws: PhotographError.damaged(reason: "\(type): CRC error")) {
      try PNGImage(decoding: bytes)
    }
  }

  /// All CRCs are right here: the faults lie in the compressed data.
  @Test func faultyCompressedDataIsRefused() throws {
    let png = Self.originals[0]
    let good = TestPNG.stored(png.scanlines)
    #expect(try PNGImage(decoding: png.file(compressed: good)).samples == png.samples)
    let faults: [(String, [UInt8])] = [
      ("wrong Adler-32", TestPNG.stored(png.scanlines, adler: 1)),
      ("no Adler-32", Array(good.dropLast(4))),
      ("half an Adler-32", Array(good.dropLast(2))),
      ("bytes behind the stream", good + [0]),
      ("a byte too many", TestPNG.stored(png.scanlines + [0])),
      ("a row too many", TestPNG.stored(png.scanlines + [0, 1, 2, 3])),
      ("a byte too few", TestPNG.stored(Array(png.scanlines.dropLast()))),
      ("nothing", []),
      ("unknown filter", TestPNG.stored([5] + png.scanlines.dropFirst())),
      ("unknown method", [0x77] + good.dropFirst()),
    ]
    for (name, compressed) in faults {
      #expect(throws: PhotographError.self, "\(name)") {
        try PNGImage(decoding: png.file(compressed: compressed))
      }
    }
  }

  @Test func colorBeyondThePaletteIsRefused() throws {
    var png = TestPNG(
      width: 2, height: 1, color: .palette, palette: Array(0..<9), samples: [2, 1])
    #expect(try PNGImage(decoding: png.bytes).samples == [6, 7, 8, 3, 4, 5])
    png.samples = [2, 3]
    #expect(
      throws: PhotographError.damaged(
        reason: "a pixel refers to a color that the palette lacks")
    ) { try PNGImage(decoding: png.bytes) }
    png.palette = []
    #expect(throws: PhotographError.self) { try PNGImage(decoding: png.bytes) }
  }

  @Test func unknownCriticalChunkIsRefused() {
    var png = Self.originals[0]
    png.extraChunks = [("NEED", [1])]
    #expect(throws: PhotographError.self) { try PNGImage(decoding: png.bytes) }
  }

  @Test(arguments: [(60_000, 60_000), (16_385, 1), (1, 16_385), (16_384, 16_384)])
  func giantHeaderIsRefusedWithItsNumbers(width: Int, height: Int) {
    var png = Self.originals[0]
    (png.width, png.height) = (width, height)
    let bytes =
      TestPNG.signature + TestPNG.chunk("IHDR", png.header) + TestPNG.chunk("IDAT", [0x78])
    #expect(
      throws: PhotographError.tooLarge(
        width: width, height: height, sideLimit: 16_384, pixelLimit: 50_000_000)
    ) { try PNGImage(decoding: bytes) }
  }

  @Test func impossibleHeadersAreRefused() {
    let header = Self.originals[0].header
    // Width 0; depth 3; color type 1; compression, filter and interlacing methods unknown.
    for (position, value) in [(3, 0), (8, 3), (9, 1), (10, 1), (11, 1), (12, 2)] {
      var altered = header
      altered[position] = UInt8(value)
      let bytes =
        TestPNG.signature + TestPNG.chunk("IHDR", altered)
        + TestPNG.chunk("IDAT", TestPNG.stored(Self.originals[0].scanlines))
        + TestPNG.chunk("IEND", [])
      #expect(throws: PhotographError.self, "header byte \(position) = \(value)") {
        try PNGImage(decoding: bytes)
      }
    }
  }

  @Test func otherFilesAreNotPNG() {
    for bytes in [[], [0x89], Array("GIF89a…".utf8), [UInt8](repeating: 0, count: 100)] {
      #expect(throws: PhotographError.notAPNG) { try PNGImage(decoding: bytes) }
    }
  }

  @Test func bytesBehindTheEndAreIgnored() throws {
    let png = Self.originals[0]
    #expect(try PNGImage(decoding: png.bytes + [1, 2, 3]).samples == png.samples)
  }
}
