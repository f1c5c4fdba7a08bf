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
