import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as a strict reader sees it: every element that was opened is closed in order.
public struct ParsedPage {
  /// An element of the page.
  public struct Element {
    /// Its name.
    public let name: String
    /// What it says about itself.
    public let attributes: [String: String]
    /// The elements around it, the outermost first.
    public let ancestors: [String]
    /// The words in it.
    public internal(set) var text = ""
  }

  /// Where a page is not well-formed.
  public struct Malformed: Error {
    /// The line.
    public let line: Int
  }

  /// All elements, in the order in which they open.
  public let elements: [Element]

  /// Reads a page.
  ///
  /// - Throws: ``Malformed`` where tags are not balanced, or something is not escaped.
  public init(_ bytes: [UInt8]) throws {
    let parser = XMLParser(data: Data(bytes))
    let listener = Listener()
    parser.delegate = listener
    guard parser.parse(), listener.isWellFormed else {
      throw Malformed(line: listener.line ?? parser.lineNumber)
    }
    elements = listener.elements
  }

  /// The elements of a name.
  public func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The words of the whole page.
  public var text: String { all("body").map(\.text).joined() }

  private final class Listener: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    /// Where the first fault is; the parser itself goes on after some.
    var line: Int?
    private var open: [Int] = []

    var isWellFormed: Bool { line == nil && open.isEmpty }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      let ancestors = open.map { elements[$0].name }
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes, ancestors: ancestors))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for index in open { elements[index].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      if open.popLast().map({ elements[$0].name }) != name { line = line ?? parser.lineNumber }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
      line = line ?? parser.lineNumber
    }
  }
}
