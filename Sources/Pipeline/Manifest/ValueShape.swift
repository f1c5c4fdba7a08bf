/// What may be written for a value in a manifest, for those who tell an author beforehand.
///
/// Every ``ParameterValue`` describes itself; readers check more than a shape can say.
public indirect enum ValueShape: Equatable, Sendable {
  /// A number.
  case number(NumberRange)
  /// `true` or `false`.
  case boolean
  /// Any word or number, taken as text.
  case text
  /// One of some words.
  case choice([String])
  /// A list.
  case list(of: ValueShape)
  /// A mapping with known keys; others only where their values have a shape.
  case mapping([Key], others: ValueShape?)
  /// One of several.
  case either([ValueShape])
  /// Nothing: the plan gives the value.
  case unwritten

  /// A key of a mapping.
  public struct Key: Equatable, Sendable {
    /// Its name, lower-kebab.
    public let name: String
    /// What it takes.
    public let shape: ValueShape
    /// What it means; empty where its name says it.
    public let meaning: String
    /// Whether a mapping without it is wrong.
    public let isRequired: Bool

    /// A key.
    public init(
      _ name: String, _ shape: ValueShape, _ meaning: String = "", isRequired: Bool = false
    ) {
      self.name = name
      self.shape = shape
      self.meaning = meaning
      self.isRequired = isRequired
    }
  }

  /// Any number.
  static let anyNumber = ValueShape.number(.unlimited)
  /// Any whole number.
  static let anyWholeNumber = ValueShape.number(.whole(.min ... .max))
}

extension ValueShape {
  /// The shape of the values in a range; the same shape where it is not one of numbers.
  func limited<Bound>(to range: ClosedRange<Bound>) -> ValueShape {
    switch (self, range) {
    case (.number(.whole), let range as ClosedRange<Int>): .number(.whole(range))
    case (.number(.real), let range as ClosedRange<Double>): .number(.real(range))
    default: self
    }
  }

  /// The shape of a value that may be `none`.
  var orNone: ValueShape {
    guard case .choice(let words) = self else { return .either([self, .choice(["none"])]) }
    return .choice(words + ["none"])
  }

  /// The shape of lists whose items lie in a range.
  func limited<Bound>(toItems range: ClosedRange<Bound>) -> ValueShape {
    guard case .list(let item) = self else { return self }
    return .list(of: item.limited(to: range))
  }
}

extension ValueShape {
  /// The JSON Schema of what may be written.
  ///
  /// Limits of numbers and patterns of text bind only values of their type, so that most shapes that
  /// a label may stand in for need no alternative, and editors can say what exactly is wrong.
  ///
  /// - Parameter labels: whether `$label`, the value that a sweep gives, is welcome as well.
  func schema(labels: Bool = false) -> [String: JSONValue] {
    switch self {
    case .number(let range): range.schema.merging(Self.type(range.typeName, labels)) { $1 }
    case .boolean: Self.type("boolean", labels)
    case .text: ["type": Self.scalar]
    case .list(let item):
      ["items": .object(item.schema())].merging(Self.type("array", labels)) { $1 }
    case .mapping(let keys, let others): Self.schema(keys, others: others)
    case .choice(let words):
      labels
        ? Self.anyOf([["enum": .strings(words)], ManifestSchema.label])
        : ["enum": .strings(words), "type": "string"]
    case .either(let shapes):
      Self.anyOf(shapes.map { $0.schema() } + (labels ? [ManifestSchema.label] : []))
    case .unwritten: ["not": [:]]
    }
  }

  /// What a sweep may list for a value; nil where no single word or number can stand for it.
  var swept: ValueShape? {
    switch self {
    case .number, .boolean, .text, .choice: self
    case .either(let shapes): shapes.lazy.compactMap(\.swept).first
    case .list, .mapping, .unwritten: nil
    }
  }

  /// Text is whatever YAML makes one word: `5` and `true` are text where text is wanted.
  static let scalar: JSONValue = ["string", "number", "boolean"]

  private static func type(_ name: String, _ labels: Bool) -> [String: JSONValue] {
    labels
      ? ["type": [.string(name), "string"], "pattern": ManifestSchema.labelPattern]
      : ["type": .string(name)]
  }

  private static func anyOf(_ schemas: [[String: JSONValue]]) -> [String: JSONValue] {
    ["anyOf": .array(schemas.map { .object($0) })]
  }

  private static func schema(_ keys: [Key], others: ValueShape?) -> [String: JSONValue] {
    let properties = keys.map { key in
      (key.name, JSONValue.object(key.shape.schema().described(as: key.meaning)))
    }
    var schema: [String: JSONValue] = [
      "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
      "additionalProperties": others.map { .object($0.schema()) } ?? false,
    ]
    let required = keys.filter(\.isRequired).map(\.name)
    if !required.isEmpty { schema["required"] = .strings(required) }
    return schema
  }
}

extension NumberRange {
  fileprivate var typeName: String {
    switch self {
    case .whole: "integer"
    case .real: "number"
    }
  }

  /// The limits that a number can reach at all are none.
  fileprivate var schema: [String: JSONValue] {
    var limits: [String: JSONValue] = [:]
    switch self {
    case .whole(let range):
      if range.lowerBound > .min { limits["minimum"] = .integer(range.lowerBound) }
      if range.upperBound < .max { limits["maximum"] = .integer(range.upperBound) }
    case .real(let range):
      let farthest = Double.greatestFiniteMagnitude
      if range.lowerBound > -farthest { limits["minimum"] = .number(range.lowerBound) }
      if range.upperBound < farthest { limits["maximum"] = .number(range.upperBound) }
    }
    return limits
  }
}

extension [String: JSONValue] {
  /// The schema with a description, unless that is empty.
  func described(as description: String) -> [String: JSONValue] {
    description.isEmpty ? self : merging(["description": .string(description)]) { $1 }
  }
}

extension JSONValue {
  /// A list of words, sorted.
  static func strings(_ words: some Sequence<String>) -> JSONValue {
    .array(words.sorted().map { .string($0) })
  }
}
