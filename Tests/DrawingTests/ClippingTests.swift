import Testing

@testable import Drawing

@Suite struct ClippingTests {
  private let clipping = Clipping(box: Rectangle(x: 0, y: 0, width: 10, height: 10))

  @Test func linesAreCutAtTheBox() {
    #expect(clipping.lines([Point(-5, 5), Point(15, 5)]) == [[Point(0, 5), Point(10, 5)]])
    #expect(clipping.lines([Point(1, 1), Point(2, 3)]) == [[Point(1, 1), Point(2, 3)]])
    #expect(clipping.lines([Point(-5, 11), Point(15, 11)]).isEmpty)
    // Leaves and comes back: two parts.
    let parts = clipping.lines([Point(5, 5), Point(20, 5), Point(20, 8), Point(5, 8)])
    #expect(parts == [[Point(5, 5), Point(10, 5)], [Point(10, 8), Point(5, 8)]])
  }

  @Test func linesBreakAtWhatIsNoNumber() {
    let points = [Point(1, 1), Point(2, 1), Point(.nan, 1), Point(3, 1), Point(4, 1)]
    #expect(
      clipping.lines(points) == [[Point(1, 1), Point(2, 1)], [Point(3, 1), Point(4, 1)]])
  }

  @Test func infinitelyFarPointsAreReachedVertically() throws {
    // A zero on a logarithmic axis.
    let parts = clipping.lines([Point(2, 5), Point(2, .infinity)])
    #expect(parts == [[Point(2, 5), Point(2, 10)]])
  }

  @Test func polygonsKeepTheirArea() {
    func area(_ points: [Point]) -> Double {
      zip(points, points.dropFirst() + points.prefix(1)).reduce(0) {
        $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2
      }
    }
    // The box holds all of the triangle x + y ≤ 12 but two corners.
    let triangle = [Point(0, 0), Point(12, 0), Point(0, 12)]
    let got = abs(area(clipping.polygon(triangle)))
    // 12²/2 less two corners of 2²/2; sums of small integers are exact.
    #expect(got == 68, "got \(got), expected 68")
    #expect(abs(area(triangle)) == 72)
    #expect(clipping.polygon([Point(20, 20), Point(30, 20), Point(20, 30)]).isEmpty)
  }
}
