/// Bytes that should be UTF-8, as people can read them.
public struct ShownText: Sendable {
  /// The text; bytes that are not UTF-8 stand in it as `\xE9`.
  public private(set) var shown = ""
  /// Where the first byte stands that is not UTF-8; nil where all is.
  public private(set) var fault: Place?

  /// Reads bytes to their end, whatever they are.
  public init(_ bytes: [UInt8]) {
    var (parser, rest) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator())
    var (offset, line, column) = (0, 1, 1)
    while true {
      switch parser.parseScalar(from: &rest) {
      case .emptyInput: return
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        shown.unicodeScalars.append(scalar)
        offset += encoded.count
        (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      case .error(let length):
        fault = fault ?? Place(line: line, column: column)
        shown += bytes[offset..<offset + length].map { "\\x" + Self.digits(UInt32($0), 2) }.joined()
        offset += length
        column += 1
      }
    }
  }

  fileprivate static func digits(_ number: UInt32, _ count: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}

// MARK: - Characters that are no letters

extension String {
  /// The text without what would make a terminal do something: control characters, separators of
  /// lines and changes of direction stand as `\u001B`, which means the same within JSON.
  ///
  /// - Parameter keepingLines: Whether ends of lines and tabs are the program's own.
  public func showingControls(keepingLines: Bool = false) -> String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isControl, !(keepingLines && (scalar == "\n" || scalar == "\t")) {
        text += "\\u" + ShownText.digits(scalar.value, 4)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Whether ``showingControls(keepingLines:)`` would change it.
  var hasControls: Bool { unicodeScalars.contains(where: \.isControl) }
}

extension Unicode.Scalar {
  /// Control characters, line and paragraph separators, and what changes the direction of writing.
  fileprivate var isControl: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
