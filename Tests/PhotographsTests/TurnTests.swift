import Testing

@testable import Photographs

/// Turning, on pictures in which no two pixels are equal.
struct TurnTests {
  /// A picture of 2 rows, 1 2 3 and 4 5 6, turned by hand.
  static let turned: [(Turn, [[Int]])] = [
    (.clockwise, [[4, 1], [5, 2], [6, 3]]),
    (.counterclockwise, [[3, 6], [2, 5], [1, 4]]),
    (.upsideDown, [[6, 5, 4], [3, 2, 1]]),
  ]

  @Test(arguments: turned) func pixelsComeFromWhereTheyStood(turn: Turn, expected: [[Int]]) {
    let picture = [[1, 2, 3], [4, 5, 6]]
    let size = turn.size(ofTurned: 3, by: 2)
    let got = (0..<size.height).map { row in
      (0..<size.width).map { column in
        let origin = turn.origin(ofRow: row, column: column, in: 3, by: 2)
        return picture[origin.row][origin.column]
      }
    }
    #expect(got == expected)
  }

  @Test func everyTurnIsTested() { #expect(Self.turned.map(\.0) == Turn.allCases) }

  /// The file that a user would make by turning all pixels of another.
  private static func turned(_ png: TestPNG, _ turn: Turn) -> TestPNG {
    var result = png
    (result.width, result.height) = turn.size(ofTurned: png.width, by: png.height)
    result.samples = (0..<result.height).flatMap { row in
      (0..<result.width).flatMap { column in
        let place = turn.origin(ofRow: row, column: column, in: png.width, by: png.height)
        let start = (place.row * png.width + place.column) * png.color.channels
        return png.samples[start..<start + png.color.channels]
      }
    }
    return result
  }

  /// Odd sides, so that the margins of the crop are not equal; gray and color.
  @Test(arguments: Turn.allCases, [TestPNG.Color.gray, .rgb])
  func turnedPhotographIsThatOfTheTurnedFile(turn: Turn, color: TestPNG.Color) throws {
    let png = PhotographTests.png(19, 24, color: color)
    let expected = try Photograph(decoding: Self.turned(png, turn).bytes, cropSize: 16)
    let got = try Photograph(decoding: png.bytes, turn: turn, cropSize: 16)
    #expect(got == expected)
    for other in Turn.allCases where other != turn {
      #expect(try Photograph(decoding: png.bytes, turn: other, cropSize: 16) != expected)
    }
    #expect(try Photograph(decoding: png.bytes, cropSize: 16) != expected)
  }

  @Test func turnsUndoEachOther() throws {
    let png = PhotographTests.png(20, 17)
    let upright = try Photograph(decoding: png.bytes, cropSize: 16)
    for (turn, back) in [
      (Turn.clockwise, Turn.counterclockwise), (.counterclockwise, .clockwise),
      (.upsideDown, .upsideDown),
    ] {
      let turned = Self.turned(png, turn)
      #expect(try Photograph(decoding: turned.bytes, turn: back, cropSize: 16) == upright)
    }
  }
}
