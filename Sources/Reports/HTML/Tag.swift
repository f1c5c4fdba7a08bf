/// The elements that a page may have.
enum Tag: String, CaseIterable, Sendable {
  case html, head, meta, title, style, body
  case header, nav, main, section
  case h1, h2, h3
  case p, ul, ol, li, dl, dt, dd, div, pre
  case figure, figcaption, img, details, summary
  case table, caption, thead, tbody, tfoot, tr, th, td
  case a, b, code, small, span, br
  case svg, g, rect, path, textElement = "text"

  /// Whether it has no content and no end.
  var isVoid: Bool { [.meta, .img, .br].contains(self) }

  /// Whether it may stand on a line of its own: white space around it says nothing.
  var isBlock: Bool {
    switch self {
    case .a, .b, .code, .small, .span, .br, .textElement: false
    default: true
    }
  }

  /// An element: `Tag.p(.className("note")) { "All settled." }`.
  func callAsFunction(
    _ attributes: Attribute..., @HTMLBuilder content: () -> [HTML] = { [] }
  ) -> HTML {
    let pieces = content()
    precondition(!isVoid || pieces.isEmpty, "\(rawValue) holds nothing")
    return .element(self, attributes, pieces)
  }
}
