import Foundation
import Testing

@testable import Drawing

@Suite struct PDFTests {
  private static let provenance = [(key: "Stage", text: "fit θ"), (key: "Seed", text: "1")]

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    Data(bytes).range(of: Data(text.utf8)) != nil
  }

  /// PDF texts with other than ASCII characters are UTF-16 in hexadecimal.
  private func hexadecimal(_ text: String) -> String {
    text.utf16.map { String(format: "%04x", $0) }.joined()
  }

  @Test func metadata() throws {
    let bytes = try Renderer.pdf([TestPages.page()], provenance: Self.provenance)
    #expect(contains(bytes, "/Title (page)"))
    #expect(contains(bytes, "/Creator (Interneurons)"))
    let text = hexadecimal("Stage: fit θ\nSeed: 1")
    #expect(contains(bytes, text) || contains(bytes, text.uppercased()))
    #expect(!contains(bytes, hexadecimal("Seed: 2")))
    #expect(contains(bytes, "/MediaBox [ 0 0 100 80 ]"))
  }

  /// With and without letters beyond ASCII, which PDF writes in two ways.
  @Test(arguments: ["fit θ", "f(x) \\ (y)", "a: b"]) func textsAreReadBack(text: String) throws {
    let provenance = [(key: "Stage", text: text), (key: "Seed", text: "1")]
    let bytes = try Renderer.pdf([TestPages.page()], provenance: provenance)
    let read = PDFText.read(bytes)
    #expect(read.map(\.key) == ["Stage", "Seed"])
    #expect(read.map(\.text) == [text, "1"])
    // Near misses: a file without metadata, and one that ends in them.
    #expect(PDFText.read(Array("%PDF-1.5 /Keyword (a: b)".utf8)).isEmpty)
    #expect(PDFText.read(Array("%PDF-1.5 /Keywords ".utf8)).isEmpty)
  }

  @Test func carriesNoDate() throws {
    let bytes = try Renderer.pdf([TestPages.page()], provenance: Self.provenance)
    #expect(!contains(bytes, "Date"))
    #expect(!contains(bytes, "(D:"))
  }

  /// Draws twice, the second time later, in another time zone and locale (where it is installed), in
  /// a process of its own, because other tests read the environment meanwhile. Exits with 0 if both
  /// times gave the same bytes.
  private static func drawTwice(secondSeed: String) throws -> Never {
    let (_, drawing) = SampleDrawings.all[0]
    let first = try Renderer.pdf([drawing], provenance: [(key: "Seed", text: "1")])
    setenv("TZ", "Asia/Tokyo", 1)
    setenv("SOURCE_DATE_EPOCH", "86400", 1)
    tzset()
    setlocale(LC_ALL, "de_DE.UTF-8")
    // A clock with seconds would show.
    Thread.sleep(forTimeInterval: 1.1)
    let second = try Renderer.pdf([drawing], provenance: [(key: "Seed", text: secondSeed)])
    exit(first == second ? 0 : 1)
  }

  @Test func sameBytesUnderAnotherTimeZoneAndLater() async {
    await #expect(processExitsWith: .exitCode(0)) { try PDFTests.drawTwice(secondSeed: "1") }
    // Near miss: other provenance.
    await #expect(processExitsWith: .exitCode(1)) { try PDFTests.drawTwice(secondSeed: "2") }
  }

  @Test func imageIsEmbeddedOnceAtItsOwnSize() throws {
    let side = 64
    let raster = Raster(
      width: side, height: side, values: (0..<(side * side)).map { Double(($0 * 7919) % 256) })
    var drawing = TestPages.page(
      x: TestPages.bare, y: TestPages.bare, marks: [.image(raster, x: 0...1, y: 0...1, .smooth)])
    let once = try Renderer.pdf([drawing])
    #expect(contains(once, "/Width \(side)") && contains(once, "/Height \(side)"))
    drawing.elements += drawing.elements
    let twice = try Renderer.pdf([drawing])
    // A second copy would take about as many bytes as the pixels of noise.
    #expect(twice.count - once.count < side * side / 4, "\(once.count) and \(twice.count) bytes")
  }
}
