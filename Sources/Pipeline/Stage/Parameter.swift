/// A parameter of a stage: its default, what values it may take, and what it means.
@propertyWrapper
public struct Parameter<Value: ParameterValue>: Sendable {
  public var wrappedValue: Value
  let meaning: String
  private let complaint: @Sendable (Value) -> String?

  /// A parameter that takes any value of its type.
  public init(wrappedValue: Value, _ meaning: String = "") {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
    complaint = { _ in nil }
  }

  /// A parameter that takes values of a range.
  public init(wrappedValue: Value, in range: ClosedRange<Value>, _ meaning: String = "")
  where Value: Comparable {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
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
  func defaultValue() throws -> JSONValue
  func read(_ node: LocatedNode, among alternatives: Alternatives) throws -> JSONValue
}

extension Parameter: AnyParameter {
  func defaultValue() throws -> JSONValue { try JSONValue(encoding: wrappedValue) }

  func read(_ node: LocatedNode, among alternatives: Alternatives) throws -> JSONValue {
    let value = try Value(reading: node)
    if let name = (value as? any CataloguedName)?.name, !alternatives.names.contains(name) {
      throw Misreading(node, Spelling.unknown("choice", name, among: alternatives.names))
    }
    if let problem = complaint(value) { throw Misreading(node, problem) }
    return try JSONValue(encoding: value)
  }
}
