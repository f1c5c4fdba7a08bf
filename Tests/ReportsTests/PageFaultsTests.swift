import PageReading
import Testing

/// What finds faults in pages does find them.
struct PageFaultsTests {
  private static let good = """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="x"/>
    <style>a{color:red}</style></head>
    <body><h1 id="a">A</h1><main><h2>B</h2><h3>C</h3><h2>D</h2><a href="#a">a</a>
    <a href="https://example.org">b</a><img src="data:image/png;base64,AAAA" alt="x" width="1" height="1"/>
    <table><caption>c</caption><tr><th scope="col">d</th></tr></table></main></body></html>
    """

  @Test func goodPageHasNone() throws {
    let page = try ParsedPage(Array(Self.good.utf8))
    #expect(page.faults == [])
    #expect(page.all("h3").first?.text == "C")
  }

  @Test(arguments: [
    ("<h3>C</h3>", "<h4>C</h4>", "h4 follows h2"),
    ("<h1 id=\"a\">A</h1>", "<h2 id=\"a\">A</h2>", "there is not one h1"),
    (" alt=\"x\"", " alt=\"\"", "img without alt"),
    (" height=\"1\"", "", "img without height"),
    ("data:image/png;base64,AAAA", "picture.png", "src picture.png"),
    ("href=\"https:", "href=\"http:", "href http://example.org"),
    ("href=\"#a\"", "href=\"#b\"", "nothing is called 'b'"),
    ("color:red", "background:url(x)", "url( in the style"),
    ("<h2>D</h2>", "<h2 onclick=\"x\">D</h2>", "onclick"),
    ("<h2>D</h2>", "<script>x</script>", "an element script"),
    ("<h2>D</h2>", "<svg></svg>", "svg without a name"),
    ("<h2>D</h2>", "<section></section>", "section without a name"),
    ("<caption>c</caption>", "", "no caption"),
    (" scope=\"col\"", "", "th without a scope"),
    (" lang=\"en\"", "", "no language"),
  ])
  func everyFaultIsFound(old: String, new: String, fault: String) throws {
    try #require(Self.good.contains(old))
    let page = try ParsedPage(Array(Self.good.replacing(old, with: new).utf8))
    #expect(page.faults.contains(fault), "\(page.faults)")
  }

  @Test(arguments: [("</h2>", "</h3>"), ("<h3>C</h3>", "<h3>C"), (">A<", ">A & B<")])
  func whatIsNotBalancedOrEscapedIsMalformed(old: String, new: String) {
    #expect(throws: ParsedPage.Malformed.self) {
      try ParsedPage(Array(Self.good.replacing(old, with: new).utf8))
    }
  }
}
