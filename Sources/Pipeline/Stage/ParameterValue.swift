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
  public static var shape: ValueShape { .either([Wrapped.shape, .choice(["none"])]) }

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
