/// The texts that a PDF file of ours carries.
public enum PDFText {
  private static let field = Array("/Keywords ".utf8)

  /// Reads keys and texts from the metadata field "keywords", as ``Renderer/pdf(_:provenance:fonts:)``
  /// writes them: lines `key: text`. None where the file has no such field.
  ///
  /// A text string of PDF is in hexadecimal UTF-16 behind a byte order mark, or, where it is all
  /// ASCII, stands in parentheses. Source: ISO 32000-1, 7.3.4 and 7.9.2.
  public static func read(_ bytes: [UInt8]) -> [(key: String, text: String)] {
    guard let start = start(in: bytes), start < bytes.endIndex else { return [] }
    let value = bytes[start...]
    let text =
      value.first == UInt8(ascii: "<") ? hexadecimal(value.dropFirst()) : literal(value.dropFirst())
    return text.split(separator: "\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line.prefix(upTo: colon)), String(line.suffix(from: colon).dropFirst(2)))
    }
  }

  /// Behind the last place where the field is named: the metadata stand at the file's end.
  private static func start(in bytes: [UInt8]) -> Int? {
    guard bytes.count > field.count else { return nil }
    return (0...bytes.count - field.count).reversed().first { place in
      bytes[place] == field[0] && bytes[place..<place + field.count].elementsEqual(field)
    }.map { $0 + field.count }
  }

  private static func hexadecimal(_ value: ArraySlice<UInt8>) -> String {
    let digits = value.prefix { $0 != UInt8(ascii: ">") }.compactMap { byte in
      Character(UnicodeScalar(byte)).hexDigitValue
    }
    let units = stride(from: 0, to: digits.count - 3, by: 4).map { first in
      digits[first..<first + 4].reduce(UInt16(0)) { $0 << 4 | UInt16($1) }
    }
    // The first is the byte order mark.
    return String(decoding: units.dropFirst(), as: UTF16.self)
  }

  /// Up to the parenthesis that closes; a backslash takes the next letter as it is.
  private static func literal(_ value: ArraySlice<UInt8>) -> String {
    var (text, isEscaped) = ([UInt8](), false)
    for byte in value {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if !isEscaped, byte == UInt8(ascii: ")") {
        break
      } else {
        text.append(byte)
        isEscaped = false
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
