import Foundation
import Testing

@testable import Drawing

@Suite struct RendererTests {
  static let samplesFolder = ProcessInfo.processInfo.environment["DRAWING_SAMPLES"]

  /// Not a check: writes the samples where a person can look at them.
  @Test(.enabled(if: samplesFolder != nil, "set DRAWING_SAMPLES to a folder to write samples"))
  func writesSamples() throws {
    let folder = URL(filePath: try #require(Self.samplesFolder))
    for (name, drawing) in SampleDrawings.all {
      try Data(Renderer.png(drawing)).write(to: folder.appending(path: name + ".png"))
      try Data(Renderer.pdf([drawing])).write(to: folder.appending(path: name + ".pdf"))
    }
  }

  @Test func pngHasSizeAndResolution() throws {
    let bytes = try Renderer.png(TestPages.page())
    let chunks = try PNGChunks(bytes).chunks
    let header = try #require(chunks.first)
    #expect(header.type == "IHDR")
    #expect(PNGChunks.number(header.data) == 417)  // 100 pt at 300 dpi: 416.67
    #expect(PNGChunks.number(header.data.dropFirst(4)) == 333)  // 80 pt: 333.33
    // 8 bits, RGB without alpha, not interlaced.
    #expect(Array(header.data.dropFirst(8)) == [8, 2, 0, 0, 0])
    let resolution = try #require(chunks.first { $0.type == "pHYs" })
    #expect(PNGChunks.number(resolution.data) == 11811)  // 300 / 0.0254
    #expect(PNGChunks.number(resolution.data.dropFirst(4)) == 11811)
    #expect(resolution.data.last == 1)
  }

  @Test func pngDecodesToThePixels() throws {
    let (_, drawing) = SampleDrawings.all[3]
    let pixels = try Renderer.pixels(drawing)
    let decoded = try DecodedPNG(try Renderer.png(drawing))
    #expect(decoded.width == pixels.width && decoded.height == pixels.height)
    #expect(decoded.bytes == pixels.bytes)
    // Near miss: another resolution.
    #expect(try DecodedPNG(try Renderer.png(drawing, dotsPerInch: 299)).bytes != pixels.bytes)
  }

  @Test func sameBytesFromEightTasks() async throws {
    let (_, drawing) = SampleDrawings.all[1]
    let provenance = PNGTests.provenance
    let png = try Renderer.png(drawing, dotsPerInch: 100, provenance: provenance)
    let pdf = try Renderer.pdf([drawing], provenance: provenance)
    try await withThrowingTaskGroup(of: ([UInt8], [UInt8]).self) { group in
      for _ in 0..<8 {
        group.addTask {
          (
            try Renderer.png(drawing, dotsPerInch: 100, provenance: PNGTests.provenance),
            try Renderer.pdf([drawing], provenance: PNGTests.provenance)
          )
        }
      }
      for try await (otherPNG, otherPDF) in group {
        #expect(otherPNG == png)
        #expect(otherPDF == pdf)
      }
    }
    // Near miss: a line wider by a tenth of a point.
    var changed = drawing
    changed.add(.line([Point(5, 5), Point(50, 5)], Stroke(width: 0.5)))
    var wider = drawing
    wider.add(.line([Point(5, 5), Point(50, 5)], Stroke(width: 0.6)))
    #expect(try Renderer.png(changed) != Renderer.png(wider))
  }

  @Test func marksEndAtTheFrame() throws {
    let wild: [Mark] = [
      .line([Point(-9, 0.5), Point(9, 0.5)], Stroke(width: 3)),
      .line([Point(0.5, -1e12), Point(0.5, 1e12)], Stroke(width: 3)),
      .line([Point(-5, 1.2), Point(5, 1.2)], Stroke(width: 3)),
      .steps(
        Steps(edges: [-1, 0.2, 0.4], heights: [2, 0.3], baseline: -1, fill: .orange)),
      .circle(center: Point(0.5, 0.5), radius: 0.7, Stroke(.blue)),
      .points([Point(1.2, 0.5), Point(0.5, -0.2)], Marker(size: 4)),
      .band(x: [-1, 2], lower: [0.7, 0.7], upper: [2, 2], fill: .skyBlue),
      .image(
        Raster(width: 2, height: 2, pixels: [0, 50, 100, 150]), x: -1...0.4, y: -1...0.4, .nearest),
    ]
    let dotsPerInch = 144.0
    let drawn = try Renderer.pixels(
      TestPages.page(x: TestPages.bare, y: TestPages.bare, marks: wild), dotsPerInch: dotsPerInch)
    let empty = try Renderer.pixels(
      TestPages.page(x: TestPages.bare, y: TestPages.bare), dotsPerInch: dotsPerInch)
    // The frame is 25…85 × 15…55 pt: 50…170 × 30…110 pixels.
    var changedInside = 0
    for row in 0..<drawn.height {
      for column in 0..<drawn.width {
        let isInside = (50..<170).contains(column) && (30..<110).contains(row)
        let isChanged = drawn[column, row] != empty[column, row]
        if isInside {
          changedInside += isChanged ? 1 : 0
        } else if isChanged {
          Issue.record("pixel \(column), \(row) outside the frame is \(drawn[column, row])")
          return
        }
      }
    }
    #expect(changedInside > 1000)
    // Near miss: text is not clipped, so it does reach outside.
    let note = Mark.note(
      Label("outside", horizontal: .right), at: Point(0, 0.5), offset: Point(-2, 0))
    let noted = try Renderer.pixels(
      TestPages.page(x: TestPages.bare, y: TestPages.bare, marks: [note]), dotsPerInch: dotsPerInch)
    #expect((0..<50).contains { column in noted[column, 68] != [255, 255, 255] })
  }

  @Test func imagesStandUpright() throws {
    let raster = Raster(width: 2, height: 2, pixels: [10, 60, 110, 160])
    let drawing = TestPages.page(
      x: TestPages.bare, y: TestPages.bare, marks: [.image(raster, x: 0...1, y: 0...1, .nearest)])
    let pixels = try Renderer.pixels(drawing, dotsPerInch: 72)
    #expect(pixels[40, 25] == [10, 10, 10])
    #expect(pixels[70, 25] == [60, 60, 60])
    #expect(pixels[40, 45] == [110, 110, 110])
    #expect(pixels[70, 45] == [160, 160, 160])
  }

  @Test func legendsStandInTheirCorners() throws {
    for corner in Legend.Corner.allCases {
      let drawing = TestPages.page(
        x: TestPages.bare, y: TestPages.bare,
        legend: Legend([.init("one", stroke: Stroke())], corner: corner, sampleLength: 6))
      let box = try #require(try Renderer.textBoxes(drawing).first).box
      // The middle of the panel.
      #expect((box.center.x < 55) == [.topLeft, .bottomLeft].contains(corner), "\(corner): \(box)")
      #expect((box.center.y < 35) == [.topLeft, .topRight].contains(corner), "\(corner): \(box)")
    }
  }

  @Test(arguments: SampleDrawings.all.map(\.name))
  func textStaysOnThePage(name: String) throws {
    let drawing = try #require(SampleDrawings.all.first { $0.name == name }).drawing
    let boxes = try Renderer.textBoxes(drawing)
    #expect(boxes.count > 5)
    for (text, box) in boxes {
      #expect(drawing.page.contains(box), "“\(text)” at \(box) leaves the page")
    }
    // Near miss: margins of 30 points on both sides are not free.
    let narrow = drawing.page.inset(left: 30, right: 30)
    #expect(boxes.contains { !narrow.contains($0.box) })
  }

  @Test func pagesWithoutSizeAreRefused() {
    for (width, height) in [(0.0, 10.0), (10, -1), (.nan, 10), (.infinity, 10), (1e6, 10)] {
      let drawing = Drawing(title: "", width: width, height: height)
      #expect(throws: DrawingError.self, "\(width) × \(height)") { try Renderer.png(drawing) }
      #expect(throws: DrawingError.self, "\(width) × \(height)") { try Renderer.pdf([drawing]) }
    }
  }

  @Test func environmentNamesLibrariesAndFonts() throws {
    let environment = try Renderer.environment()
    #expect(
      environment.keys.sorted() == [
        "cairo", "font.bold", "font.oblique", "font.regular", "freetype", "libpng",
      ])
    for library in ["cairo", "freetype", "libpng"] {
      let version = try #require(environment[library])
      #expect(version.split(separator: ".").count >= 3, "\(library) \(version)")
    }
  }
}
