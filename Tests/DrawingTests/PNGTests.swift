import Testing

@testable import Drawing

@Suite struct PNGTests {
  static let provenance = [
    (key: "Title", text: "shaping-fig2"), (key: "Lineage", text: "line 1\nline 2"),
    (key: "Symbols", text: "g f(θ, z), Φ⁻¹, 10⁻³, naïve, 図"), (key: "Empty", text: ""),
  ]

  private func sample() throws -> [UInt8] {
    try Renderer.png(TestPages.page(), dotsPerInch: 72, provenance: Self.provenance)
  }

  @Test func textsComeBack() throws {
    let texts = try PNGText.read(try sample())
    #expect(texts.map(\.key) == Self.provenance.map(\.key))
    #expect(texts.map(\.text) == Self.provenance.map(\.text))
    let types = try PNGChunks(try sample()).chunks.map(\.type)
    #expect(types.filter { $0 == "tEXt" }.count == 3)
    #expect(types.filter { $0 == "iTXt" }.count == 1)
    #expect(!types.contains("tIME"))
  }

  @Test func everyCutIsFound() throws {
    let bytes = try sample()
    for count in 0..<bytes.count {
      #expect(throws: DrawingError.self, "cut to \(count) of \(bytes.count) bytes") {
        try PNGText.read(Array(bytes[..<count]))
      }
    }
    // Near miss: bytes after the end are no damage.
    #expect(try PNGText.read(bytes + [0, 1, 2]).count == 4)
  }

  @Test func everyFlippedBitOfATextIsFound() throws {
    let bytes = try sample()
    // IHDR ends at 33; the texts follow pHYs at 54.
    for offset in 33..<200 {
      var damaged = bytes
      damaged[offset] ^= 0x10
      #expect(throws: DrawingError.self, "bit flipped at \(offset)") {
        try PNGText.read(damaged)
      }
    }
  }

  @Test(arguments: ["", " outer", "outer ", "two  spaces", "θ", String(repeating: "k", count: 80)])
  func unusableKeysAreRefused(key: String) {
    #expect(throws: DrawingError.unusableProvenance(key: key)) {
      try Renderer.png(TestPages.page(), dotsPerInch: 72, provenance: [(key: key, text: "x")])
    }
    #expect(throws: DrawingError.unusableProvenance(key: key)) {
      try Renderer.pdf([TestPages.page()], provenance: [(key: key, text: "x")])
    }
  }

  @Test func usableKeysAndTexts() throws {
    let longest = String(repeating: "k", count: 79)
    let bytes = try Renderer.png(
      TestPages.page(), dotsPerInch: 72, provenance: [(key: longest, text: "x")])
    #expect(try PNGText.read(bytes).first?.key == longest)
    #expect(throws: DrawingError.unusableProvenance(key: "k")) {
      try Renderer.png(TestPages.page(), dotsPerInch: 72, provenance: [(key: "k", text: "a\0b")])
    }
  }

  @Test func checksumOfTheSpecification() {
    // The check value of CRC-32 and the checksum of every IEND chunk.
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum(Array("IEND".utf8)) == 0xAE42_6082)
  }
}
