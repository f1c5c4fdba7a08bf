import Foundation

/// A parameter of several numbers, of which a manifest may give a name and change some:
/// `notebook-pairs`, or `{like: notebook-pairs, iterations: 100}`.
public protocol NamedParameter: ParameterValue {
  /// The values that have a name.
  static var named: [String: Self] { get }
  /// What its numbers may be, by key; `rates.gain` is a key within a key.
  static var ranges: [String: NumberRange] { get }
}

extension NamedParameter {
  public static var ranges: [String: NumberRange] { [:] }

  /// A name, or a mapping that says what is different from one.
  public static var shape: ValueShape {
    let names = ValueShape.choice(named.keys.sorted())
    let like = ValueShape.Key("like", names, "what the other keys change", isRequired: true)
    return .either([names, .mapping([like] + keys, others: nil)])
  }

  /// The keys of a value, which are those of its coded form.
  private static var keys: [ValueShape.Key] {
    guard let example = named.min(by: { $0.key < $1.key })?.value else { return [] }
    do {
      return try JSONValue(encoding: example).keys(ranges: ranges)
    } catch {
      preconditionFailure("a named \(Self.self) cannot be coded: \(error)")
    }
  }

  /// The name of a value that has one.
  var name: String? { Self.named.filter { $0.value == self }.keys.min() }

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
      throw Misreading(node, "these keys do not fit together: \(Misreading.words(of: error))")
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
      return try (ranges[path] ?? .unlimited).read(node)
    default: return .string(try String(reading: node))
    }
  }

  /// What a manifest may write to replace the members of an object.
  fileprivate func keys(ranges: [String: NumberRange], under path: String = "")
    -> [ValueShape.Key]
  {
    guard case .object(let members) = self else { return [] }
    return members.sorted { $0.key < $1.key }.map { property, value in
      let key = PropertyName.kebabCase(property)
      return ValueShape.Key(key, value.shape(ranges: ranges, at: path + key))
    }
  }

  private func shape(ranges: [String: NumberRange], at path: String) -> ValueShape {
    switch self {
    case .object: .mapping(keys(ranges: ranges, under: path + "."), others: nil)
    case .integer, .number: .number(ranges[path] ?? .unlimited)
    default: .text
    }
  }
}
