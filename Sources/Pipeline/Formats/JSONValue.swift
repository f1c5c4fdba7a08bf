import Foundation

/// A JSON document as a value, with one text for one value: keys sorted, numbers in their shortest
/// form that reads back exactly.
public enum JSONValue: Hashable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case boolean(Bool)
  /// A number without a fraction.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by key.
  case object([String: JSONValue])

  /// The JSON form of any encodable value.
  public init(encoding value: some Encodable) throws {
    // A plan has thousands of words and whole numbers: they need no encoder.
    switch value {
    case let text as String: self = .string(text)
    case let number as Int: self = .integer(number)
    default: self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    }
  }

  /// Reads a JSON text.
  public init(parsing bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  /// The canonical text on one line, or indented for people to read.
  public func text(indented: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if indented { encoder.outputFormatting.insert(.prettyPrinted) }
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The value of a key; nil where this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// A text or a number as a manifest writes it; nil for anything else.
  public var word: String? {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    default: nil
    }
  }

  /// Every leaf as a line `path: value`, paths sorted; a list is a leaf when its items are.
  public func lines(under path: String = "") throws -> [String] {
    switch self {
    case .object(let members):
      try members.sorted { $0.key < $1.key }.flatMap { key, value in
        try value.lines(under: path.isEmpty ? key : "\(path).\(key)")
      }
    default:
      ["\(path): \(try text())"]
    }
  }
}

extension JSONValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Artifacts are numbers for the most part, and a decoder takes its time to say what is none.
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Double.self) {
      let integer = value == value.rounded() ? try? container.decode(Int.self) : nil
      self = integer.map { .integer($0) } ?? .number(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

// MARK: - Literals

// A document that is written out in the code looks like JSON.

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(arrayLiteral items: JSONValue...) { self = .array(items) }

  /// - Precondition: no key stands twice.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: members))
  }
}
