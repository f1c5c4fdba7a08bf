import Testing

@testable import Drawing

@Suite struct TextTests {
  @Test func mathematicsSetsLettersOblique() {
    #expect(
      Text.math("g f(θ, 2z)").runs == [
        .init("g f", face: .oblique),
        .init("("), .init("θ", face: .oblique), .init(", 2"), .init("z", face: .oblique),
        .init(")"),
      ])
    #expect(Text.math("Φ-1").runs == [.init("Φ−1")])
  }

  @Test func plainNotation() {
    let text = Text.math("Φ") + .superscript("−1") + .math("F") + .subscript("s") + " \(3)"
    #expect(text.plain == "Φ^(−1)F_(s) 3")
  }

  @Test func scriptsAreNarrowerThanTheirLine() throws {
    func right(_ text: Text) throws -> Double {
      var page = Drawing(title: "", width: 100, height: 20)
      page.add(.text(Label(text, size: 10), at: Point(10, 15)))
      return try Renderer.textBoxes(page).map(\.box.maxX).max() ?? 0
    }
    let (line, raised) = try (right("100"), right("10" + .superscript("0")))
    // A digit is 0.636 em wide: three of them against two and 0.7 of one, less side bearings.
    #expect(line > raised + 1 && raised > 10 + 2 * 6.36, "\(line) and \(raised)")
  }

  @Test func numbers() {
    #expect(NumberFormat.fixed(-0.04, decimals: 1) == "0.0")
    #expect(NumberFormat.fixed(-0.06, decimals: 1) == "−0.1")
    #expect(NumberFormat.significant(-0.0) == "0")
    #expect(NumberFormat.significant(1 / 3) == "0.333333")
    #expect(NumberFormat.integer(-12) == "−12")
  }
}
