/// A parameter of a stage: its default, what values it may take, and what it means.
@propertyWrapper
public struct Parameter<Value: ParameterValue>: Sendable {
  public var wrappedValue: Value
  let meaning: String
  let shape: ValueShape
  private let complaint: @Sendable (Value) -> String?

  /// A parameter that takes any value of its type.
  public init(wrappedValue: Value, _ meaning: String = "") {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
    shape = Value.shape
    complaint = { _ in nil }
  }

  /// A parameter that takes values of a range.
  public init(wrappedValue: Value, in range: ClosedRange<Value>, _ meaning: String = "")
  where Value: Comparable {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
    shape = Value.shape.limited(to: range)
    complaint = { value in
      range.contains(value)
        ? nil : "\(value) is not between \(range.lowerBound) and \(range.upperBound)"
    }
  }

  /// A list whose items lie in a range.
  public init<Item: Comparable>(
    wrappedValue: Value, each range: ClosedRange<Item>, _ meaning: String = ""
  ) where Value == [Item] {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
    shape = Value.shape.limited(toItems: range)
    complaint = { value in
      value.first { !range.contains($0) }.map {
        "\($0) is not between \(range.lowerBound) and \(range.upperBound)"
      }
    }
  }
}

extension Parameter: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// A parameter whose type is forgotten, as a plan needs it.
protocol AnyParameter {
  var meaning: String { get }
  /// What may be written for it, among what the catalogue lists.
  func shape(among alternatives: Alternatives) -> ValueShape
  /// The default as an author would write it: a name where it has one.
  func writtenDefault() throws -> JSONValue
  func defaultValue() throws -> JSONValue
  func read(_ node: LocatedNode, among alternatives: Alternatives) throws -> JSONValue
}

extension Parameter: AnyParameter {
  func defaultValue() throws -> JSONValue { try JSONValue(encoding: wrappedValue) }

  func shape(among alternatives: Alternatives) -> ValueShape {
    Value.self is any CataloguedName.Type ? .choice(alternatives.names) : shape
  }

  func writtenDefault() throws -> JSONValue {
    guard let named = wrappedValue as? any NamedParameter, let name = named.name else {
      return try defaultValue()
    }
    return .string(name)
  }

  func read(_ node: LocatedNode, among alternatives: Alternatives) throws -> JSONValue {
    let value = try Value(reading: node)
    if let name = (value as? any CataloguedName)?.name, !alternatives.names.contains(name) {
      throw Misreading(node, Spelling.unknown("choice", name, among: alternatives.names))
    }
    if let problem = complaint(value) { throw Misreading(node, problem) }
    return try JSONValue(encoding: value)
  }
}
