import Pipeline
import Testing

@testable import Reports

/// The small parts of a page: captions, numbers, names, parameters.
struct PagePartsTests {
  @Test(arguments: [
    ("(A) One. (B) Two.", ["(A)", "(B)"]),
    ("(A, B) Both. (C–F) Four.", ["(A, B)", "(C–F)"]),
    ("After X (2024), figure (f(θ, z)); (A) s (black).", ["(A)"]),
    ("N(0, I) and (no mark)", []),
    ("Without an end (A", []), ("", []), ("((A))", ["(A)"]), ("(AB) (a) (1) ()", []),
  ])
  func marksOfPanelsAreFound(text: String, marks: [String]) {
    let caption = Caption(text)
    #expect(caption.pieces.filter(\.isMark).map(\.text) == marks)
    #expect(caption.pieces.map(\.text).joined() == text)
  }

  @Test func panelsAreTheFirstAndTheLast() throws {
    let panels = try #require(Caption("(A, B) Both. (C–F) Four (B).").panels)
    #expect(panels.first == "A" && panels.last == "F")
    #expect(Caption("none (a)").panels == nil)
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (0.14284889780662133, "0.1428"), (-2.5, "−2.5"), (51.62165, "51.62"),
    (123456, "1.235 × 10⁵"), (1e-05, "1 × 10⁻⁵"), (-3.21e-12, "−3.21 × 10⁻¹²"),
    (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "not a number"),
  ])
  func numbersAreShort(value: Double, text: String) {
    #expect(ShortNumber(value).text == text)
  }

  @Test(arguments: [
    (0.0, "< 1 ms"), (0.0004, "< 1 ms"), (0.0006, "1 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"),
    (9.994, "9.99 s"), (9.996, "10.0 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"),
    (3599.4, "59 min 59 s"), (3600, "1 h 0 min"), (9000, "2 h 30 min"),
  ])
  func timesAreShort(seconds: Double, text: String) {
    #expect(ShortDuration(seconds: seconds).text == text)
  }

  @Test func anchorsAreUniqueAndWithoutSpaces() {
    let names = ["fig", "fig 2", "fig_20_2", "fig-2", "a<b>", "写真", "fig\"2"]
    let anchors = names.map(ReportedExperiment.anchor)
    #expect(Set(anchors).count == names.count)
    #expect(anchors[0] == "experiment-fig")
    #expect(anchors.allSatisfy { !$0.contains(where: \.isWhitespace) && $0.allSatisfy(\.isASCII) })
  }

  @Test func equalParametersAreMerged() throws {
    let cells: [JSONValue] = [1, 2, 1].map { seed in
      .object([
        "seed": .integer(seed), "schedule": .object(["rate": .number(0.5)]),
        "experiment": .object(["name": .string("x")]),
      ])
    }
    let entries = try MergedParameters(cells).entries
    #expect(entries.map(\.name) == ["schedule.rate", "seed"])
    #expect(entries.map(\.values) == [["0.5"], ["1", "2"]])
    #expect(try MergedParameters([]).entries.isEmpty)
  }

  @Test func sizeOfAPictureIsRead() {
    let png: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + [0, 0, 8, 52, 0, 0, 3, 199]
    let size = ReportedFigure.size(of: png)
    #expect(size?.width == 2100 && size?.height == 967)
    #expect(ReportedFigure.size(of: Array(png.dropLast())) == nil)
    #expect(ReportedFigure.size(of: [0] + png) == nil)
  }

  @Test func reportsAreToldFromOtherPages() throws {
    #expect(!ReportPage.isReport(Array("<!DOCTYPE html><title>interneurons report</title>".utf8)))
    #expect(!ReportPage.isReport([]))
  }
}
