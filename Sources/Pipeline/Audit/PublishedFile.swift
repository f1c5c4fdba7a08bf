/// A file in `figures/`, as an audit found it.
public struct PublishedFile: Sendable {
  /// Where it belongs.
  public let path: String
  /// Its contents; nil where it is not there.
  public let content: ContentHash?
  /// Its length.
  public let bytes: Int
  /// What the file tells of itself.
  public let testimony: Testimony

  /// What a file tells of itself, without a store.
  public enum Testimony: Equatable, Sendable {
    /// Its form is whole; a picture carries the steps that made it.
    case whole(lineage: JSONValue?)
    /// It is cut, does not fit its own checksums, or belongs to another figure.
    case broken(reason: String)
  }

  /// A file.
  public init(path: String, content: ContentHash?, bytes: Int, testimony: Testimony) {
    self.path = path
    self.content = content
    self.bytes = bytes
    self.testimony = testimony
  }

  var isBroken: Bool {
    if case .broken = testimony { return true }
    return false
  }
}
