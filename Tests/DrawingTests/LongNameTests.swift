import Testing

@testable import Drawing

/// Names that are longer than the room for them lose their middle; those that fit lose nothing.
@Suite struct LongNameTests {
  private func drawn(_ text: Text) throws -> (text: String, width: Double) {
    var page = Drawing(title: "", width: 400, height: 20)
    page.add(.text(Label(text, size: 7), at: Point(5, 15)))
    let boxes = try Renderer.textBoxes(page)
    let (left, right) = (boxes.map(\.box.minX).min() ?? 0, boxes.map(\.box.maxX).max() ?? 0)
    return (boxes.map(\.text).joined(), right - left)
  }

  @Test func longNameKeepsBothEnds() throws {
    let name = "abcdef" + String(repeating: "m", count: 241) + "wxyz"
    let (text, width) = try drawn(.name(name, room: 71))
    #expect(text.hasPrefix("abcdef") && text.hasSuffix("wxyz") && text.contains("…"), "\(text)")
    #expect(width <= 71)
    // As much as fits: one letter more has no room.
    #expect(width > 71 - 2 * 7, "\(width)")
  }

  @Test func nameThatFitsIsWhole() throws {
    let whole = try drawn("astronaut")
    let named = try drawn(.name("astronaut", room: 71))
    #expect(named.text == whole.text && named.width == whole.width)
    // Near miss: half of a point too little.
    #expect(try drawn(.name("astronaut", room: whole.width - 0.5)).text.contains("…"))
  }

  /// What stands before a name in the same text is kept as well.
  @Test func otherRunsKeepTheirRoom() throws {
    let text = try drawn("before: " + .name(String(repeating: "n", count: 251), room: 40)).text
    #expect(text.hasPrefix("before: n") && text.contains("…"))
  }
}
