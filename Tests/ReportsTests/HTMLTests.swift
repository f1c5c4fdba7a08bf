import PageReading
import Testing

@testable import Reports

/// Pages as values, and as files.
struct HTMLTests {
  private func text(_ html: HTML) -> String { String(decoding: html.bytes(), as: UTF8.self) }

  @Test(arguments: [
    "plain", "<script>alert(1)</script>", "a & b &amp; c", "\"quoted\" 'and' `so`", "</title></p>",
    "×, α, 写真, 🧠", "a\u{0}b\u{7}c\u{1B}d", "]]>", "--><!--", "line\nbreak",
  ])
  func whateverIsWrittenIsReadBack(words: String) throws {
    let page = Tag.html {
      Tag.p(.className(words)) { words }
    }
    let element = try #require(try ParsedPage(page.bytes()).all("p").first)
    let shown = String(
      String.UnicodeScalarView(
        words.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" ? "\u{FFFD}" : $0 }))
    #expect(element.text == shown)
    #expect(element.attributes["class"] == shown)
  }

  @Test func filesAreAsExpected() {
    let isLong = true
    let page = Tag.main {
      Tag.p(.id("a\"b")) {
        "1 < 2 "
        Tag.b { "& so" }
        for number in 1...2 { Tag.br(.className("\(number)")) }
      }
      if isLong { Tag.pre { Tag.div { " kept\n  as it is" } } }
    }
    #expect(
      text(page) == """
        <!DOCTYPE html>
        <main>
        <p id="a&quot;b">1 &lt; 2 <b>&amp; so</b>\
        <br class="1"/><br class="2"/></p>
        <pre><div> kept
          as it is</div></pre></main>

        """)
  }

  @Test func tablesNameRowsAndColumns() throws {
    let table = PageTable(
      caption: "<Numbers>", columns: [.init(title: "name"), .init(title: "n", isNumeric: true)],
      rows: [[.text("a"), .text("1")], [.text("b"), .text("2")]], last: [.text("sum"), .text("3")])
    let page = try ParsedPage(table.html.bytes())
    #expect(page.all("caption").map(\.text) == ["<Numbers>"])
    #expect(
      page.all("th").compactMap { $0.attributes["scope"] } == ["col", "col", "row", "row", "row"])
    #expect(page.all("td").map(\.text) == ["1", "2", "3"])
    #expect(page.all("td").allSatisfy { $0.attributes["class"] == "number" })
    #expect(page.elements.first?.attributes["tabindex"] == "0")
  }
}
