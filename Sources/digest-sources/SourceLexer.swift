/// Reduces Swift and C sources to their code: comments and blank lines vanish, literals stay.
///
/// It knows just enough of both languages to tell a comment from the inside of a literal: nested
/// comments, strings of one and of several lines, raw strings and interpolation.
struct SourceLexer {
  private let file: String
  private let text: [UInt8]
  private let nestsComments: Bool
  private var position = 0
  private var line = 1
  private var code: [UInt8] = []

  /// Something that cannot be told apart from a comment with certainty.
  struct Refusal: Error, CustomStringConvertible {
    let file: String
    let line: Int
    let reason: String

    var description: String { "\(file):\(line): error: \(reason)" }
  }

  private init(_ text: [UInt8], file: String) {
    self.text = text
    self.file = file
    nestsComments = file.hasSuffix(".swift")
  }

  /// The code of a file, one line for every line that has any, without blanks at its end.
  static func code(of text: [UInt8], file: String) throws -> String {
    var lexer = SourceLexer(text, file: file)
    try lexer.readCode(untilClosingParenthesis: false)
    return String(decoding: lexer.code, as: UTF8.self)
      .split(separator: "\n")
      .map { line in String(line.reversed().drop { $0.isWhitespace }.reversed()) }
      .filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  // MARK: Code

  private mutating func readCode(untilClosingParenthesis: Bool) throws {
    var depth = 0
    while let byte = peek() {
      if starts(with: "//") {
        skipLineComment()
      } else if starts(with: "/*") {
        try skipBlockComment()
      } else if byte == UInt8(ascii: "\"") || startsRawString() {
        try readString()
      } else if byte == UInt8(ascii: "'"), !nestsComments {
        try readCharacter()
      } else {
        if startsRegex() { throw refusal("write Regex(\"…\"): a bare regex may hide a comment") }
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        take()
        if untilClosingParenthesis, depth < 0 { return }
      }
    }
    if untilClosingParenthesis { throw refusal("an interpolation without its end") }
  }

  private mutating func skipLineComment() {
    while let byte = peek(), byte != UInt8(ascii: "\n") { skip() }
  }

  private mutating func skipBlockComment() throws {
    let start = line
    var depth = 0
    repeat {
      if starts(with: "/*"), nestsComments || depth == 0 {
        depth += 1
        skip(2)
      } else if starts(with: "*/") {
        depth -= 1
        skip(2)
      } else if peek() != nil {
        skip()
      } else {
        throw Refusal(file: file, line: start, reason: "a comment without its end")
      }
    } while depth > 0
    // A comment between two words keeps them apart.
    code.append(UInt8(ascii: " "))
  }

  // MARK: Literals

  private mutating func readString() throws {
    let start = line
    var marks = 0
    while peek() == UInt8(ascii: "#") {
      marks += 1
      take()
    }
    let quote = nestsComments && starts(with: "\"\"\"") ? "\"\"\"" : "\""
    let hashes = String(repeating: "#", count: marks)
    take(quote.utf8.count)
    while peek() != nil {
      if starts(with: quote + hashes) {
        return take(quote.utf8.count + marks)
      } else if nestsComments, starts(with: "\\" + hashes + "(") {
        take(2 + marks)
        try readCode(untilClosingParenthesis: true)
      } else if starts(with: "\\" + hashes) {
        take(2 + marks)
      } else {
        take()
      }
    }
    throw Refusal(file: file, line: start, reason: "a string without its end")
  }

  private mutating func readCharacter() throws {
    take()
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "'") { return take() }
      take(byte == UInt8(ascii: "\\") ? 2 : 1)
    }
    throw refusal("a character without its end")
  }

  private func startsRawString() -> Bool {
    var index = position
    while index < text.count, text[index] == UInt8(ascii: "#") { index += 1 }
    return nestsComments && index > position && index < text.count
      && text[index] == UInt8(ascii: "\"")
  }

  /// Whether a slash begins a regular expression: it follows no operand and something follows it.
  private func startsRegex() -> Bool {
    guard nestsComments, peek() == UInt8(ascii: "/") else { return false }
    if position > 0, text[position - 1] == UInt8(ascii: "#") { return true }
    let next = position + 1 < text.count ? text[position + 1] : UInt8(ascii: " ")
    guard !" \t\n),=".utf8.contains(next) else { return false }
    let before = text[..<position].last { $0 != UInt8(ascii: " ") } ?? UInt8(ascii: "\n")
    return "(,=:[{;&|!?\n".utf8.contains(before)
  }

  // MARK: Moving

  private func peek() -> UInt8? { position < text.count ? text[position] : nil }

  private func starts(with prefix: String) -> Bool {
    text[position...].starts(with: prefix.utf8)
  }

  private mutating func take(_ count: Int = 1) {
    code += text[position..<min(position + count, text.count)]
    skip(count)
  }

  private mutating func skip(_ count: Int = 1) {
    let end = min(position + count, text.count)
    line += text[position..<end].count { $0 == UInt8(ascii: "\n") }
    position = end
  }

  private func refusal(_ reason: String) -> Refusal {
    Refusal(file: file, line: line, reason: reason)
  }
}
