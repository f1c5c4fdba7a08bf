import Yams

/// A node of a YAML document that remembers its place.
///
/// Scalars stay text: YAML's guesses (`010` is 8, `1:30` is 90, `no` is false) are nobody's wish in
/// a manifest, so whoever wants a number reads it from the text.
public struct LocatedNode: Equatable, Sendable {
  /// What a node holds.
  public enum Content: Equatable, Sendable {
    /// Text; an empty one where nothing was written.
    case scalar(String)
    /// A list.
    case sequence([LocatedNode])
    /// Keys and values in the order of the file; keys are unique.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Equatable, Sendable {
    /// The key.
    public let key: String
    /// Where the key stands.
    public let place: Place
    /// The value.
    public let value: LocatedNode
  }

  /// What the node holds.
  public let content: Content
  /// Where it begins.
  public let place: Place

  /// A node at a place.
  public init(_ content: Content, place: Place) {
    self.content = content
    self.place = place
  }

  /// The text of a scalar, nil for other nodes.
  public var text: String? {
    guard case .scalar(let text) = content else { return nil }
    return text
  }

  /// The entries of a mapping, nil for other nodes.
  public var entries: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// What the node is, for messages.
  public var kindName: String {
    switch content {
    case .scalar(let text): text.isEmpty ? "nothing" : "'\(text)'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension LocatedNode {
  /// The same node at another place.
  func placed(at place: Place) -> LocatedNode { LocatedNode(content, place: place) }

  /// The node where so much text stands before it on its first line.
  func moved(rightBy columns: Int) -> LocatedNode {
    func moved(_ place: Place) -> Place {
      place.line == 1 ? Place(line: 1, column: place.column + columns) : place
    }
    let content: Content =
      switch content {
      case .scalar: content
      case .sequence(let items): .sequence(items.map { $0.moved(rightBy: columns) })
      case .mapping(let entries):
        .mapping(
          entries.map {
            Entry(key: $0.key, place: moved($0.place), value: $0.value.moved(rightBy: columns))
          })
      }
    return LocatedNode(content, place: moved(place))
  }

  /// More nodes than any manifest needs: what aliases multiply beyond this is refused.
  private static let nodeLimit = 100_000

  /// Reads a YAML document.
  ///
  /// - Throws: `Faults` with the place of what YAML does not allow.
  public init(parsing yaml: String, file: String) throws(Faults) {
    var remaining = Self.nodeLimit
    do {
      guard let root = try Yams.compose(yaml: yaml) else {
        throw Fault(file: file, place: nil, message: "the file is empty")
      }
      self = try Self.convert(root, file: file, remaining: &remaining)
    } catch let fault as Fault {
      throw Faults([fault])
    } catch let error as YamlError {
      throw Faults([Self.fault(error, in: yaml, file: file)])
    } catch {
      throw Faults([Fault(file: file, place: nil, message: "\(error)")])
    }
  }

  private static func convert(_ node: Node, file: String, remaining: inout Int) throws(Fault)
    -> LocatedNode
  {
    let place = Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    remaining -= 1
    guard remaining > 0 else {
      throw Fault(
        file: file, place: place, message: "more than \(nodeLimit) values, aliases expanded")
    }
    switch node {
    case .scalar(let scalar):
      return LocatedNode(.scalar(scalar.string), place: place)
    case .sequence(let sequence):
      var items: [LocatedNode] = []
      for item in sequence {
        items.append(try convert(item, file: file, remaining: &remaining))
      }
      return LocatedNode(.sequence(items), place: place)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        let converted = try convert(key, file: file, remaining: &remaining)
        guard let text = converted.text else {
          throw Fault(file: file, place: converted.place, message: "a key must be a word")
        }
        let value = try convert(value, file: file, remaining: &remaining)
        entries.append(Entry(key: text, place: converted.place, value: value))
      }
      return LocatedNode(.mapping(entries), place: place)
    case .alias:
      throw Fault(file: file, place: place, message: "an alias without its anchor")
    }
  }

  private static func fault(_ error: YamlError, in yaml: String, file: String) -> Fault {
    func located(_ mark: Yams.Mark, _ message: String) -> Fault {
      Fault(file: file, place: Place(line: mark.line, column: mark.column), message: message)
    }
    switch error {
    case .scanner(_, let problem, let place, _), .parser(_, let problem, let place, _),
      .composer(_, let problem, let place, _):
      return located(
        place,
        isIndentedByTabs(place.line, in: yaml)
          ? "a tab indents this line, which YAML does not allow: use spaces"
          : "not valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
      return Fault(
        file: file, place: placeOfSecond(duplicates, after: context.mark, in: yaml),
        message: "duplicate key \(keys)")
    case .reader(let problem, _, _, _):
      return Fault(file: file, place: nil, message: "not valid YAML: \(problem)")
    default:
      return Fault(file: file, place: nil, message: "not valid YAML: \(error)")
    }
  }

  private static func isIndentedByTabs(_ line: Int, in yaml: String) -> Bool {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1) else { return false }
    return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
  }

  /// Where one of some keys stands again, below its first place and in the same column; else there.
  private static func placeOfSecond(_ keys: [String], after first: Yams.Mark, in yaml: String)
    -> Place
  {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let indent = String(repeating: " ", count: first.column - 1)
    let second = lines.indices.dropFirst(first.line).first { line in
      keys.contains { lines[line].hasPrefix("\(indent)\($0):") }
    }
    return Place(line: second.map { $0 + 1 } ?? first.line, column: first.column)
  }
}
