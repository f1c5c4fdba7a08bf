/// A piece of a page as a value: elements that hold elements and text.
///
/// Names of elements and attributes come from lists, and everything else is text: there is no way to
/// put a string into a page that is not escaped when the page is written.
indirect enum HTML: Equatable, Sendable {
  /// Characters, whatever they are.
  case text(String)
  /// An element with what is in it.
  case element(Tag, [Attribute], [HTML])
  /// Several pieces, one after the other.
  case group([HTML])
  /// The rules of a page; the only text that is written as it is.
  case style(PageStyle)

  /// Nothing.
  static let nothing = HTML.group([])
}

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

/// What an element says about itself.
struct Attribute: Equatable, Sendable {
  /// The attributes that an element may have.
  enum Name: String, CaseIterable, Sendable {
    case alt, charset, content, d, height, href, id, lang, name, role, rowspan, rx, scope
    case src, style, tabindex, viewBox, width, x, y
    case className = "class"
    case label = "aria-label"
    case labelledBy = "aria-labelledby"
    case anchor = "text-anchor"
  }

  /// Its name.
  let name: Name
  /// Its value, whatever it is.
  let value: String

  /// An attribute.
  init(_ name: Name, _ value: String) {
    self.name = name
    self.value = value
  }

  static func id(_ value: String) -> Attribute { Attribute(.id, value) }
  static func className(_ value: String) -> Attribute { Attribute(.className, value) }
  static func label(_ value: String) -> Attribute { Attribute(.label, value) }
  static func labelledBy(_ value: String) -> Attribute { Attribute(.labelledBy, value) }
  static func role(_ value: String) -> Attribute { Attribute(.role, value) }
  static func scope(_ value: String) -> Attribute { Attribute(.scope, value) }
  static func link(_ value: String) -> Attribute { Attribute(.href, value) }
}

/// Lets the content of an element be written as a list of strings, elements, and loops over them.
@resultBuilder
enum HTMLBuilder {
  static func buildExpression(_ text: String) -> [HTML] { [.text(text)] }
  static func buildExpression(_ piece: HTML) -> [HTML] { [piece] }
  static func buildExpression(_ pieces: [HTML]) -> [HTML] { pieces }
  static func buildBlock(_ parts: [HTML]...) -> [HTML] { parts.flatMap(\.self) }
  static func buildArray(_ parts: [[HTML]]) -> [HTML] { parts.flatMap(\.self) }
  static func buildOptional(_ part: [HTML]?) -> [HTML] { part ?? [] }
  static func buildEither(first part: [HTML]) -> [HTML] { part }
  static func buildEither(second part: [HTML]) -> [HTML] { part }
}

extension HTML {
  /// The page as a file: UTF-8, text and values of attributes escaped.
  func bytes() -> [UInt8] {
    var bytes = Array("<!DOCTYPE html>".utf8)
    write(to: &bytes, keepsSpace: false)
    bytes.append(0x0A)
    return bytes
  }

  private func write(to bytes: inout [UInt8], keepsSpace: Bool) {
    switch self {
    case .text(let text): Self.write(text, to: &bytes, isValue: false)
    case .group(let pieces):
      for piece in pieces { piece.write(to: &bytes, keepsSpace: keepsSpace) }
    case .style(let style): bytes += Array(style.text.utf8)
    case .element(let tag, let attributes, let content):
      if tag.isBlock && !keepsSpace { bytes.append(0x0A) }
      bytes += Array("<\(tag.rawValue)".utf8)
      for attribute in attributes {
        bytes += Array(" \(attribute.name.rawValue)=\"".utf8)
        Self.write(attribute.value, to: &bytes, isValue: true)
        bytes.append(0x22)
      }
      // With the slash, which HTML allows, a page is well-formed XML as well.
      bytes += Array(tag.isVoid ? "/>".utf8 : ">".utf8)
      if tag.isVoid { return }
      // A line break inside of text that keeps its white space, or between words, would be seen.
      for piece in content { piece.write(to: &bytes, keepsSpace: keepsSpace || tag == .pre) }
      bytes += Array("</\(tag.rawValue)>".utf8)
    }
  }

  /// Escapes what could end a text or a value, and what no page may hold.
  private static func write(_ text: String, to bytes: inout [UInt8], isValue: Bool) {
    for byte in text.utf8 {
      switch byte {
      case 0x26: bytes += Array("&amp;".utf8)
      case 0x3C: bytes += Array("&lt;".utf8)
      case 0x3E: bytes += Array("&gt;".utf8)
      case 0x22 where isValue: bytes += Array("&quot;".utf8)
      case 0x0A where isValue: bytes += Array("&#10;".utf8)
      // Controls that HTML forbids: shown as what they are, a character that cannot be shown.
      case 0x00...0x08, 0x0B...0x1F, 0x7F: bytes += Array("\u{FFFD}".utf8)
      default: bytes.append(byte)
      }
    }
  }
}
