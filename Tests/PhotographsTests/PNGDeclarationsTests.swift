import Photographs
import Testing

/// What files hold beside their pixels: skipped whatever its size, and told where it is not heeded.
struct PNGDeclarationsTests {
  private func png(_ chunks: [(type: String, data: [UInt8])] = []) -> TestPNG {
    TestPNG(
      width: 4, height: 2, extraChunks: chunks, samples: [0, 30, 60, 90, 120, 150, 180, 210])
  }

  /// Content credentials, XMP and EXIF of cameras are as large.
  @Test(arguments: ["caBX", "tEXt", "iTXt", "zTXt", "eXIf", "iCCP"])
  func whatIsSkippedMayHaveAnySize(type: String) throws {
    let large = (type, Array("Comment\0".utf8) + [UInt8](repeating: 0x5A, count: 1_500_000))
    let plain = try PNGImage(decoding: png().bytes)
    #expect(try PNGImage(decoding: png([large]).bytes) == plain)
    // Near miss: its checksum still counts.
    var damaged = png([large]).bytes
    damaged[1000] ^= 1
    #expect(throws: PhotographError.self) { try PNGImage(decoding: damaged) }
  }

  /// A directory with one entry, in both orders of bytes.
  private static func exif(_ orientation: UInt8, bigEndian: Bool = true) -> [UInt8] {
    bigEndian
      ? Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
      : Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
  }

  @Test(arguments: [true, false]) func orientationIsToldUnlessTheUserTurns(bigEndian: Bool) {
    for (orientation, turn) in [(UInt8(3), "upside-down"), (6, "clockwise"), (5, nil)] {
      let chunk = ("eXIf", Self.exif(orientation, bigEndian: bigEndian))
      let declarations = PNGDeclarations(of: png([chunk]).bytes)
      #expect(declarations.orientation == Int(orientation))
      let notes = declarations.notes(turn: nil)
      #expect(notes.count == 1 && notes[0].contains("orientation \(orientation) is ignored"))
      #expect(turn.map { notes[0].contains("'turn: \($0)'") } ?? !notes[0].contains("turn"))
      #expect(declarations.notes(turn: .clockwise) == [])
    }
    // Near miss: upright.
    let upright = PNGDeclarations(of: png([("eXIf", Self.exif(1))]).bytes)
    #expect(upright.orientation == 1 && upright.notes(turn: nil) == [])
  }

  /// What is no directory, or leads out of the chunk, declares nothing.
  @Test func brokenEXIFDeclaresNothing() {
    var outside = Self.exif(6)
    outside[7] = 200
    for data in [[], Array("MM\0*".utf8), outside, Self.exif(0), Self.exif(9)] {
      #expect(PNGDeclarations(of: png([("eXIf", data)]).bytes).orientation == nil)
    }
  }

  @Test func linearLightIsTold() {
    func notes(_ gamma: UInt32, sRGB: Bool = false) -> [String] {
      let chunks = [("gAMA", TestPNG.bigEndian(gamma))] + (sRGB ? [("sRGB", [UInt8(0)])] : [])
      return PNGDeclarations(of: png(chunks).bytes).notes(turn: nil)
    }
    #expect(notes(100_000).count == 1 && notes(100_000)[0].contains("gamma 1.0 (linear light)"))
    #expect(notes(55_556).count == 1)
    // Near misses: what ordinary files declare.
    #expect(notes(45_455) == [] && notes(45_000) == [] && notes(100_000, sRGB: true) == [])
    #expect(PNGDeclarations(of: png().bytes).notes(turn: nil) == [])
  }
}
