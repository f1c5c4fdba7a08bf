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

  /// A parameter that need not be given and otherwise takes values of a range.
  public init<Given: Comparable & ParameterValue>(
    wrappedValue: Value, in range: ClosedRange<Given>, _ meaning: String = ""
  ) where Value == Given? {
    self.wrappedValue = wrappedValue
    self.meaning = meaning
    shape = Given.shape.limited(to: range).orNone
    complaint = { value in
      guard let value, !range.contains(value) else { return nil }
      return "\(value) is not between \(range.lowerBound) and \(range.upperBound)"
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

extension Parameter: Decodable {
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }
}

/// A parameter whose type is forgotten, as a plan needs it.
protocol AnyParameter: Sendable {
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
    if let name = (wrappedValue as? any NamedParameter)?.name { return .string(name) }
    let value = try defaultValue()
    return value == .null ? "none" : value
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

/// A value that a manifest can give to a parameter.
public protocol ParameterValue: Codable, Equatable, Sendable {
  /// What may be written for it; those of the usual types are known.
  static var shape: ValueShape { get }
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

  /// What a person can understand of why a value could not be read.
  static func words(of error: any Error) -> String {
    switch error {
    case let misreading as Misreading: misreading.message
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.debugDescription
    case EncodingError.invalidValue(_, let context): context.debugDescription
    default: error.localizedDescription
    }
  }
}

extension Int: ParameterValue {
  public static var shape: ValueShape { .anyWholeNumber }

  public init(reading node: LocatedNode) throws(Misreading) {
    // Written back, a number must be what was read: YAML's octal `010` and `+1` are not wanted.
    guard let text = node.text, let value = Int(text), String(value) == text else {
      throw Misreading(node, "\(node.kindName) is not a whole number")
    }
    self = value
  }
}

extension Double: ParameterValue {
  public static var shape: ValueShape { .anyNumber }

  public init(reading node: LocatedNode) throws(Misreading) {
    let digits = Set("0123456789.eE+-")
    guard let text = node.text, text.allSatisfy(digits.contains), let value = Double(text),
      value.isFinite
    else { throw Misreading(node, "\(node.kindName) is not a number") }
    self = value
  }
}

extension Bool: ParameterValue {
  public static var shape: ValueShape { .boolean }

  public init(reading node: LocatedNode) throws(Misreading) {
    switch node.text {
    case "true": self = true
    case "false": self = false
    default: throw Misreading(node, "\(node.kindName) is neither true nor false")
    }
  }
}

extension String: ParameterValue {
  public static var shape: ValueShape { .text }

  public init(reading node: LocatedNode) throws(Misreading) {
    guard let text = node.text else { throw Misreading(node, "\(node.kindName) is not a text") }
    self = text
  }
}

extension Array: ParameterValue where Element: ParameterValue {
  public static var shape: ValueShape { .list(of: Element.shape) }

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
  public static var shape: ValueShape { Wrapped.shape.orNone }

  public init(reading node: LocatedNode) throws(Misreading) {
    self = node.text == "none" ? nil : try Wrapped(reading: node)
  }
}

/// A parameter that chooses one of a few named alternatives; the raw values are the names.
public protocol ParameterChoice: ParameterValue, CaseIterable, RawRepresentable<String> {}

extension ParameterChoice {
  public static var shape: ValueShape { .choice(allCases.map(\.rawValue)) }

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

/// What a number may be.
public enum NumberRange: Equatable, Sendable {
  /// A whole number.
  case whole(ClosedRange<Int>)
  /// Any number.
  case real(ClosedRange<Double>)

  /// Any number.
  static let unlimited = NumberRange.real(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude)

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
