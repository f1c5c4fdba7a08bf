/// A paper as a page names it.
public struct PaperReference: Sendable {
  /// Authors, year, title and place.
  public let citation: String
  /// Authors and year.
  public let shortName: String
  /// Where it can be read.
  public let address: String

  /// A paper.
  public init(shortName: String, citation: String, address: String) {
    self.shortName = shortName
    self.citation = citation
    self.address = address
  }

  /// Its short name, to be followed by whoever wants to.
  var link: HTML { Tag.a(.link(address)) { shortName } }
}
