import Foundation
import Pipeline

/// A text file with sections that a program writes, each between two markers:
///
///     <!-- begin comparison bundled -->
///     …
///     <!-- end comparison bundled -->
struct MarkedDocument {
  /// The file as the user named it.
  let name: String
  private let path: String
  private let text: String

  /// Reads a file.
  ///
  /// - Throws: `UsageFailure` where there is none.
  init(path: String) throws {
    guard Files.exists(path), !Files.isFolder(path) else {
      throw UsageFailure(
        ErrorText(
          "there is no file to rewrite", facts: [("file", path)],
          hint: "name a Markdown file that has the markers of a table"))
    }
    // A link stays one: what it leads to is rewritten.
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    name = path
    guard let text = String(validating: try Files.read(path), as: UTF8.self) else {
      throw UsageFailure(
        ErrorText(
          "the file is no text in UTF-8, and is left as it is", facts: [("file", path)]))
    }
    self.text = text
  }

  private static func begin(_ section: String) -> String { "<!-- begin \(section) -->" }
  private static func end(_ section: String) -> String { "<!-- end \(section) -->" }

  /// The text with another section; nil where it has no such section.
  ///
  /// - Throws: `UsageFailure` where one of the markers is missing or stands twice.
  func replacing(section: String, with replacement: String) throws -> String? {
    let begins = text.ranges(of: Self.begin(section))
    let ends = text.ranges(of: Self.end(section))
    if begins.isEmpty && ends.isEmpty { return nil }
    guard begins.count == 1, ends.count == 1, let begin = begins.first, let end = ends.first,
      begin.upperBound <= end.lowerBound
    else {
      throw UsageFailure(
        ErrorText(
          "the markers of a table are not one pair",
          facts: [
            ("file", name), (Self.begin(section), times(begins.count)),
            (Self.end(section), times(ends.count)),
          ], hint: "let each stand once, the first before the second"))
    }
    let lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    let section = "\n\n\(replacement)\n\n".replacing("\n", with: lineEnd)
    return text[..<begin.upperBound] + section + text[end.lowerBound...]
  }

  private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// Writes a new text, unless it is the old one.
  ///
  /// - Returns: Whether it was written.
  func write(_ newText: String) throws -> Bool {
    guard newText != text else { return false }
    let manager = FileManager.default
    let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions]
    try Files.write(Array(newText.utf8), to: path)
    if let mode { try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
    return true
  }
}
