/// A piece of a page as a value: elements that hold elements and text.
///
/// Names of elements and attributes come from lists, and everything else is text: there is no way to
/// put a string into a page that is not escaped when the page is written.
public indirect enum HTML: Equatable, Sendable {
  /// Characters, whatever they are.
  case text(String)
  /// An element with what is in it.
  case element(Tag, [Attribute], [HTML])
  /// Several pieces, one after the other.
  case group([HTML])
  /// The rules of a page; the only text that is written as it is.
  case style(PageStyle)

  /// Nothing.
  public static let nothing = HTML.group([])

  /// The words in it, as a reader without its elements would see them.
  public var words: String {
    switch self {
    case .text(let text): text
    case .element(_, _, let content), .group(let content): content.map(\.words).joined()
    case .style: ""
    }
  }
}

/// Lets the content of an element be written as a list of strings, elements, and loops over them.
@resultBuilder
public enum HTMLBuilder {
  public static func buildExpression(_ text: String) -> [HTML] { [.text(text)] }
  public static func buildExpression(_ piece: HTML) -> [HTML] { [piece] }
  public static func buildExpression(_ pieces: [HTML]) -> [HTML] { pieces }
  public static func buildBlock(_ parts: [HTML]...) -> [HTML] { parts.flatMap(\.self) }
  public static func buildArray(_ parts: [[HTML]]) -> [HTML] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [HTML]?) -> [HTML] { part ?? [] }
  public static func buildEither(first part: [HTML]) -> [HTML] { part }
  public static func buildEither(second part: [HTML]) -> [HTML] { part }
}
