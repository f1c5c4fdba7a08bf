import Foundation

/// A value that a manifest can give to a parameter.
public protocol ParameterValue: Codable, Equatable, Sendable {
  /// Reads the value; throws what is wrong with it, at its place.
  init(reading node: LocatedNode) throws(Misreading)
}

/// Why a value in a manifest cannot be read.
public struct Misreading: Error, Equatable {
  /// Where.
  public let place: Place
  /// What is wrong.
  public let message: String

  /// A misreading of a node.
  public init(_ node: LocatedNode, _ message: String) {
    place = node.place
    self.message = message
  }

  init(place: Place, message: String) {
    self.place = place
    self.message = message
  }
}

extension Int: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    // Written back, a number must be what was read: YAML's octal `010` and `+1` are not wanted.
    guard let text = node.text, let value = Int(text), String(value) == text else {
      throw Misreading(node, "\(node.kindName) is not a whole number")
    }
    self = value
  }
}

extension Double: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    let digits = Set("0123456789.eE+-")
    guard let text = node.text, text.allSatisfy(digits.contains), let value = Double(text),
      value.isFinite
    else { throw Misreading(node, "\(node.kindName) is not a number") }
    self = value
  }
}

extension Bool: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    switch node.text {
    case "true": self = true
    case "false": self = false
    default: throw Misreading(node, "\(node.kindName) is neither true nor false")
    }
  }
}

extension String: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    guard let text = node.text else { throw Misreading(node, "\(node.kindName) is not a text") }
    self = text
  }
}

extension Array: ParameterValue where Element: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    guard case .sequence(let items) = node.content else {
      throw Misreading(node, "\(node.kindName) is not a list")
    }
    self = []
    for item in items { append(try Element(reading: item)) }
  }
}

/// A parameter that need not be given: `nil`, or `none` in a manifest.
///
/// Where it is not given it is in no recipe, lineage or fingerprint, as if the stage did not have it:
/// adding one to a stage moves none of its random streams.
extension Optional: ParameterValue where Wrapped: ParameterValue {
  public init(reading node: LocatedNode) throws(Misreading) {
    self = node.text == "none" ? nil : try Wrapped(reading: node)
  }
}

/// A parameter that chooses one of a few named alternatives; the raw values are the names.
public protocol ParameterChoice: ParameterValue, CaseIterable, RawRepresentable<String> {}

extension ParameterChoice {
  public init(reading node: LocatedNode) throws(Misreading) {
    let names = Self.allCases.map(\.rawValue)
    guard let text = node.text else {
      throw Misreading(node, "\(node.kindName) is none of \(names.joined(separator: ", "))")
    }
    guard let value = Self(rawValue: text) else {
      throw Misreading(node, Spelling.unknown("choice", text, among: names))
    }
    self = value
  }
}

/// A parameter of several numbers, of which a manifest may give a name and change some:
/// `notebook-pairs`, or `{like: notebook-pairs, iterations: 100}`.
public protocol NamedParameter: ParameterValue {
  /// The values that have a name.
  static var named: [String: Self] { get }
  /// What its numbers may be, by key; `rates.gain` is a key within a key.
  static var ranges: [String: NumberRange] { get }
}

/// What a number may be.
public enum NumberRange: Sendable {
  /// A whole number.
  case whole(ClosedRange<Int>)
  /// Any number.
  case real(ClosedRange<Double>)

  func read(_ node: LocatedNode) throws(Misreading) -> JSONValue {
    switch self {
    case .whole(let range):
      let value = try Int(reading: node)
      guard range.contains(value) else { throw Self.outside(range, node) }
      return .integer(value)
    case .real(let range):
      let value = try Double(reading: node)
      guard range.contains(value) else { throw Self.outside(range, node) }
      // Two spellings of a number are one parameter: 2 is 2.0.
      return (try? Int(reading: node)).map { .integer($0) } ?? .number(value)
    }
  }

  private static func outside<Number>(_ range: ClosedRange<Number>, _ node: LocatedNode)
    -> Misreading
  {
    Misreading(
      node, "\(node.kindName) is not between \(range.lowerBound) and \(range.upperBound)")
  }
}

extension NamedParameter {
  public static var ranges: [String: NumberRange] { [:] }

  public init(reading node: LocatedNode) throws(Misreading) {
    switch node.content {
    case .scalar(let name):
      self = try Self.find(name, at: node)
    case .sequence:
      throw Misreading(node, "a list is not one of \(Self.named.keys.sorted())")
    case .mapping(let entries):
      guard let like = entries.first(where: { $0.key == "like" }) else {
        throw Misreading(node, "the key 'like' must name what the other keys change")
      }
      let base = try Self.find(String(reading: like.value), at: like.value)
      let changes = entries.filter { $0.key != "like" }
      self = try base.changed(by: changes, at: node)
    }
  }

  private static func find(_ name: String, at node: LocatedNode) throws(Misreading) -> Self {
    guard let value = named[name] else {
      throw Misreading(node, Spelling.unknown("name", name, among: named.keys))
    }
    return value
  }

  /// The value with some of its coded numbers replaced.
  private func changed(by entries: [LocatedNode.Entry], at node: LocatedNode) throws(Misreading)
    -> Self
  {
    do {
      let changed = try JSONValue(encoding: self).changed(by: entries, ranges: Self.ranges)
      return try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(changed))
    } catch let misreading as Misreading {
      throw misreading
    } catch {
      throw Misreading(node, "these keys make no \(Self.self): \(error)")
    }
  }
}

extension JSONValue {
  /// An object with some of its members replaced by values of the same type, at any depth.
  fileprivate func changed(
    by entries: [LocatedNode.Entry], ranges: [String: NumberRange], under path: String = ""
  ) throws(Misreading) -> JSONValue {
    guard case .object(var members) = self else { return self }
    for entry in entries {
      let key = PropertyName.camelCase(entry.key)
      guard let old = members[key] else {
        let keys = members.keys.map(PropertyName.kebabCase)
        throw Misreading(
          place: entry.place, message: Spelling.unknown("key", entry.key, among: keys))
      }
      members[key] = try old.replaced(by: entry.value, ranges: ranges, at: path + entry.key)
    }
    return .object(members)
  }

  private func replaced(by node: LocatedNode, ranges: [String: NumberRange], at path: String)
    throws(Misreading) -> JSONValue
  {
    switch self {
    case .object:
      guard let entries = node.entries else {
        throw Misreading(node, "\(node.kindName) is not a mapping")
      }
      return try changed(by: entries, ranges: ranges, under: path + ".")
    case .integer, .number:
      return try (ranges[path] ?? .real(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude))
        .read(node)
    default: return .string(try String(reading: node))
    }
  }
}
