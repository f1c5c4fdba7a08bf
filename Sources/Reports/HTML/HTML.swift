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
