import Foundation
import Pipeline

/// A figure as the page shows it: its pictures, their sizes and its caption.
struct ReportedFigure {
  private let pages: [(png: [UInt8], width: Int, height: Int)]
  private let caption: Caption

  /// - Parameter files: PNG, PDF and JSON, as a figure's result lists them.
  init(files: [ArtifactFile], experiment: String) throws {
    let pages = files.filter { $0.name.hasSuffix(".png") }.compactMap { file in
      Self.size(of: file.bytes).map { (png: file.bytes, width: $0.width, height: $0.height) }
    }
    guard let json = files.first(where: { $0.name.hasSuffix(".json") })?.bytes, !pages.isEmpty
    else { throw ReportError.unreadableFigure(experiment: experiment) }
    caption = Caption(try FigureNumbers(parsing: json, of: experiment).caption)
    self.pages = pages
  }

  /// The size that a PNG file's first chunk tells, in pixels.
  static func size(of png: [UInt8]) -> (width: Int, height: Int)? {
    let beginning: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard png.count >= 24, png.starts(with: beginning) else { return nil }
    func number(_ offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  /// What the picture shows, for those who do not see it; the caption is beside it.
  private func alternative(title: String) -> String {
    let subject = caption.subject.map { " \($0)" } ?? ""
    guard let (first, last) = caption.panels else {
      return "Picture: \(title).\(subject) The caption explains it."
    }
    let panels = first == last ? "panel \(first)" : "panels \(first) to \(last)"
    return "Picture: \(title).\(subject) The caption explains \(panels)."
  }

  func html(title: String) -> HTML {
    Tag.figure(.className("picture")) {
      pages.enumerated().map { index, page in
        Tag.div(.className("mat")) {
          Tag.img(
            Attribute(.src, "data:image/png;base64,\(Data(page.png).base64EncodedString())"),
            Attribute(
              .alt,
              index == 0 ? alternative(title: title) : "Page \(index + 1) of the same picture."),
            Attribute(.width, "\(page.width)"), Attribute(.height, "\(page.height)"))
        }
      }
      Tag.figcaption { caption.html }
    }
  }
}

/// The text beside a picture, in which marks like (A), (A, B) or (C–F) name panels.
struct Caption {
  /// A part of the text: a mark with its parentheses, or what stands between marks.
  struct Piece: Equatable {
    var text: String
    let isMark: Bool
  }

  let pieces: [Piece]

  init(_ text: String) {
    var pieces: [Piece] = []
    var rest = Substring(text)
    func add(_ text: Substring, isMark: Bool) {
      if !isMark, let last = pieces.indices.last, !pieces[last].isMark {
        pieces[last].text += text
      } else {
        pieces.append(Piece(text: String(text), isMark: isMark))
      }
    }
    while let open = rest.firstIndex(of: "(") {
      add(rest[..<open], isMark: false)
      rest = rest[open...]
      // Parentheses may stand in each other: what is no mark ends behind its first sign.
      let end = rest.firstIndex(of: ")").map { rest.index(after: $0) } ?? rest.endIndex
      // V(M) is a function, and no panel.
      let follows = pieces.last?.text.last.map { $0.isLetter || $0.isNumber } ?? false
      let isMark = !follows && Self.isMark(rest[..<end].dropFirst().dropLast())
      let next = isMark ? end : rest.index(after: rest.startIndex)
      add(rest[..<next], isMark: isMark)
      rest = rest[next...]
    }
    add(rest, isMark: false)
    self.pieces = pieces
  }

  private static func isMark(_ text: Substring) -> Bool {
    let joints: Set<Character> = [",", " ", "–"]
    let letters = letters(in: String(text))
    return !letters.isEmpty && letters.allSatisfy { $0.count == 1 && ("A"..."Z").contains($0) }
      && text.allSatisfy { $0.isLetter || joints.contains($0) }
  }

  private static func letters(in text: String) -> [String] {
    text.split(whereSeparator: { !$0.isLetter }).map(String.init)
  }

  /// The first and the last panel that is named; nil where none is.
  var panels: (first: String, last: String)? {
    let letters = pieces.filter(\.isMark).flatMap { Self.letters(in: $0.text) }
    guard let first = letters.min(), let last = letters.max() else { return nil }
    return (first, last)
  }

  /// The second sentence, which says what there is to see; the first names it. Nil where there is none.
  fileprivate var subject: String? {
    let sentences = pieces.map(\.text).joined().split(separator: ". ")
    return sentences.count > 1 ? "\(sentences[1])." : nil
  }

  /// The text with its marks in bold.
  fileprivate var html: [HTML] {
    pieces.map { piece in piece.isMark ? Tag.b { piece.text } : .text(piece.text) }
  }
}
