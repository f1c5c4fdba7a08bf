import Testing

@testable import Drawing

/// What markers and the samples of legends look like, pixel by pixel.
struct MarkerTests {
  /// A marker of 40 points in the middle of a panel, and whether the pixel is dark at a place in
  /// units of its radius; y points down.
  private func isDark(_ shape: Marker.Shape) throws -> (_ x: Double, _ y: Double) -> Bool {
    let marker = Marker(
      shape, size: 36, fill: shape == .cross ? nil : .black,
      stroke: shape == .cross ? Stroke(.black, width: 3) : nil)
    let page = TestPages.page(
      x: TestPages.bare, y: TestPages.bare, marks: [.points([Point(0.5, 0.5)], marker)])
    let pixels = try Renderer.pixels(page)
    let scale = 300.0 / 72
    return { x, y in
      let (column, row) = (Int(scale * (55 + 18 * x)), Int(scale * (35 + 18 * y)))
      return pixels[column, row][0] < 128
    }
  }

  @Test(
    arguments: [
      (
        .circle, [(0.95, 0), (-0.95, 0), (0, 0.95), (0, -0.95), (0.65, 0.65), (-0.65, -0.65)],
        [(0.76, 0.76), (-0.76, 0.76), (1.05, 0), (0, -1.05)]
      ),
      (
        .square, [(0.82, 0.82), (-0.82, 0.82), (0.82, -0.82), (-0.82, -0.82), (0, 0)],
        [(0.95, 0), (-0.95, 0), (0, 0.95), (0, -0.95)]
      ),
      (
        .diamond, [(1.05, 0), (-1.05, 0), (0, 1.05), (0, -1.05), (0.5, 0.5), (-0.5, 0.5)],
        [(0.65, 0.65), (-0.65, 0.65), (0.65, -0.65), (-0.65, -0.65), (1.2, 0)]
      ),
      (
        .triangle, [(0, -1), (0.9, 0.68), (-0.9, 0.68), (0, 0.68), (0, 0)],
        [(0.6, -0.6), (-0.6, -0.6), (0, 0.82), (0, -1.25)]
      ),
      (
        .cross, [(0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7), (0, 0)],
        [(0.6, 0), (-0.6, 0), (0, 0.6), (0, -0.6)]
      ),
    ] as [(Marker.Shape, [(Double, Double)], [(Double, Double)])])
  func markersHaveTheirShapes(
    shape: Marker.Shape, inside: [(Double, Double)], outside: [(Double, Double)]
  ) throws {
    let isDark = try isDark(shape)
    for (x, y) in inside { #expect(isDark(x, y), "\(shape) lacks (\(x), \(y))") }
    for (x, y) in outside { #expect(!isDark(x, y), "\(shape) has (\(x), \(y))") }
  }

  /// The columns with a color of a legend of one entry.
  private func columns(of entry: Legend.Entry, _ isIt: ([UInt8]) -> Bool) throws -> [Int] {
    let page = TestPages.page(
      x: TestPages.bare, y: TestPages.bare, legend: Legend([entry], corner: .topLeft))
    let pixels = try Renderer.pixels(page)
    return (0..<pixels.width).filter { column in
      (0..<pixels.height).contains { isIt(pixels[column, $0]) }
    }
  }

  @Test(
    arguments: [
      (Stroke(.vermilion, width: 2), nil), (nil, Marker(.square, size: 5, fill: .vermilion)),
    ] as [(Stroke?, Marker?)])
  func textsOfLegendsStandBehindTheirSamples(stroke: Stroke?, marker: Marker?) throws {
    let entry = Legend.Entry("mmm", stroke: stroke, marker: marker)
    let sample = try columns(of: entry) { $0[0] > 150 && $0[2] < 60 }
    let text = try columns(of: entry) { $0.allSatisfy { $0 < 60 } }
    #expect(try #require(sample.last) < #require(text.first))
    // Near miss: without a sample the text begins where the sample did.
    let alone = try columns(of: Legend.Entry("mmm")) { $0.allSatisfy { $0 < 60 } }
    #expect(try #require(alone.first) < #require(text.first))
  }

  @Test func arrowsFromNowhereAreLeftOut() throws {
    let page = TestPages.page(x: TestPages.bare, y: TestPages.bare)
    let plain = try Renderer.pixels(page)
    for arrow in [
      Arrow(from: Point(.nan, 10), to: Point(20, 20)),
      Arrow(from: Point(10, 10), to: Point(20, .infinity)),
      Arrow(from: Point(10, 10), to: Point(10, 10), bend: 0.2),
    ] {
      var with = page
      with.add(.arrow(arrow))
      #expect(try Renderer.pixels(with) == plain)
    }
    var with = page
    with.add(.arrow(Arrow(from: Point(10, 10), to: Point(20, 20))))
    #expect(try Renderer.pixels(with) != plain)
  }
}
