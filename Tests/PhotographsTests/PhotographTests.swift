import Photographs
import Testing

/// Luminance, crop and the photographs that are refused.
struct PhotographTests {
  static func png(
    _ width: Int, _ height: Int, color: TestPNG.Color = .gray, depth: Int = 8
  ) -> TestPNG {
    TestPNG(
      width: width, height: height, color: color, depth: depth,
      samples: PNGImageTests.samples(count: width * height * color.channels, depth: depth))
  }

  @Test(arguments: [(8, 255.0), (16, 65_535.0)])
  func grayIsTheSampleOverWhite(depth: Int, white: Double) throws {
    let png = Self.png(16, 16, depth: depth)
    let photograph = try Photograph(decoding: png.bytes)
    #expect(photograph.luminance.values == png.samples.map { Double($0) / white })
    #expect(photograph.luminance.values != png.samples.map { Double($0) / (white + 1) })
  }

  @Test(arguments: [(8, 255.0), (16, 65_535.0)])
  func colorIsWeightedAsLuma(depth: Int, white: Double) throws {
    let png = Self.png(16, 16, color: .rgb, depth: depth)
    let luminance = try Photograph(decoding: png.bytes).luminance
    // The weights and the quotient are rounded once each: a few ulps of 1.
    let allowed = 4e-16
    for pixel in 0..<256 {
      let (r, g, b) = (
        png.samples[3 * pixel], png.samples[3 * pixel + 1], png.samples[3 * pixel + 2]
      )
      let expected = (299 * Double(r) + 587 * Double(g) + 114 * Double(b)) / (1000 * white)
      let got = luminance.values[pixel]
      #expect(abs(got - expected) <= allowed, "got \(got), expected \(expected)")
      guard r != b else { continue }
      let swapped = (299 * Double(b) + 587 * Double(g) + 114 * Double(r)) / (1000 * white)
      #expect(abs(got - swapped) > allowed, "blue first must differ")
    }
  }

  @Test func whiteIsOneAndBlackIsZero() throws {
    for color in [TestPNG.Color.gray, .rgb] {
      for depth in [8, 16] {
        var png = Self.png(16, 16, color: color, depth: depth)
        let white = UInt16(1 << depth - 1)
        png.samples = png.samples.indices.map { $0 < 128 * color.channels ? white : 0 }
        let values = try Photograph(decoding: png.bytes).luminance.values
        #expect(values.prefix(128).allSatisfy { abs($0 - 1) <= 2.3e-16 })  // One ulp of 1.
        #expect(values.suffix(128).allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func alphaIsIgnoredAndSaid() throws {
    #expect(try Photograph(decoding: Self.png(16, 16, color: .rgbAlpha).bytes).alphaIgnored)
    #expect(try !Photograph(decoding: Self.png(16, 16, color: .rgb).bytes).alphaIgnored)
  }

  /// Width, height, limit; top, left, size.
  static let crops = [
    (768, 512, 512, 0, 128, 512), (451, 300, 512, 0, 75, 300), (17, 17, 512, 0, 0, 16),
    (19, 33, 512, 7, 0, 18), (513, 600, 512, 44, 0, 512), (600, 600, 101, 250, 250, 100),
  ]

  @Test(arguments: crops)
  func cropIsTheLargestCenteredEvenSquare(
    width: Int, height: Int, limit: Int, top: Int, left: Int, size: Int
  ) throws {
    let crop = try Crop(centeredIn: width, by: height, atMost: limit)
    #expect(crop.top == top && crop.left == left && crop.size == size, "got \(crop)")
  }

  @Test func cropCutsTheRightPixels() throws {
    let png = Self.png(21, 19)
    let photograph = try Photograph(decoding: png.bytes, cropSize: 16)
    #expect(photograph.width == 21 && photograph.height == 19)
    #expect(photograph.crop.top == 1 && photograph.crop.left == 2)
    for row in 0..<16 {
      for column in 0..<16 {
        let sample = png.samples[(row + 1) * 21 + column + 2]
        #expect(photograph.luminance[row, column] == Double(sample) / 255)
      }
    }
  }

  @Test(arguments: [(1, 1), (15, 400), (400, 15), (2, 2)])
  func tooSmallIsRefusedWithItsNumbers(width: Int, height: Int) {
    #expect(throws: PhotographError.tooSmall(width: width, height: height, minimum: 16)) {
      try Photograph(decoding: Self.png(width, height).bytes)
    }
  }

  @Test func oneGrayEverywhereIsRefused() throws {
    var png = Self.png(17, 16)
    png.samples = Array(repeating: 51, count: 17 * 16)
    #expect(throws: PhotographError.constant(gray: 0.2)) {
      try Photograph(decoding: png.bytes)
    }
    png.samples[16] = 52  // The column that the crop leaves out.
    #expect(throws: PhotographError.constant(gray: 0.2)) {
      try Photograph(decoding: png.bytes)
    }
    png.samples[15] = 52
    #expect(throws: Never.self) { try Photograph(decoding: png.bytes) }
  }

  @Test func messagesCarryTheNumbers() {
    #expect(
      PhotographError.tooSmall(width: 1, height: 2, minimum: 16).message
        == "1 × 2 pixels are too few: at least 16 × 16 are needed")
    #expect(
      PhotographError.damaged(reason: "IDAT: CRC error").message
        == "damaged PNG file: IDAT: CRC error")
  }
}
