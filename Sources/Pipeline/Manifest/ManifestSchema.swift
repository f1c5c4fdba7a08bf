/// A JSON Schema of manifests, with which editors complete and check them.
///
/// It is made of what stages declare. Draft 7 is what editors' YAML servers know; a kind of step is
/// told by `if` and `then`, so that an editor offers and checks the keys of that kind alone. What
/// only a plan can see (steps that do not exist, artifacts that do not fit, cycles) it cannot say.
public struct ManifestSchema: Sendable {
  private let registry: StageRegistry
  private let papers: [String]

  /// The schema of manifests that name these stages and figures, of these papers.
  public init(of registry: StageRegistry, papers: [String]) {
    self.registry = registry
    self.papers = papers
  }

  /// The schema itself.
  public var json: JSONValue {
    get throws {
      [
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A manifest of Interneurons",
        "description": "An experiment: its steps, and the figure that they feed.",
        "type": "object", "properties": .object(properties), "additionalProperties": false,
        "required": ["figure", "steps", "title"], "definitions": .object(try definitions),
      ]
    }
  }

  private var properties: [String: JSONValue] {
    [
      "title": Self.text("What the experiment shows, in a few words."),
      "source": source,
      "seed": [
        "type": "integer", "default": 1,
        "description": "Seeds every step that draws random numbers and gives no seed of its own.",
      ],
      "photographs": photographs,
      "steps": [
        "type": "object", "additionalProperties": ["$ref": "#/definitions/step"],
        "propertyNames": ["not": ["const": .string(Manifest.figureStep)]],
        "description": "The steps by name; {} where a figure needs none.",
      ],
      "figure": ["$ref": "#/definitions/figure"],
      "claims": [
        "type": "array", "items": Self.entry("claim", Claim.shape),
        "description": "The paper's conclusions, as comparisons between the figure's values.",
      ],
      "published": [
        "type": "array",
        "items": Self.entry(
          "published-value", PublishedValue.shape,
          oneOf: [["required": ["printed"]], ["required": ["computed"]]]),
        "description": "Values printed or computed elsewhere, with which ours are compared.",
      ],
    ]
  }

  private var source: JSONValue {
    [
      "type": "object", "additionalProperties": false,
      "description": "Which figure of which paper it is.",
      "properties": [
        "paper": ["enum": .strings(papers), "description": "The paper."],
        "figure": Self.text("Its figure, or where else it stands."),
      ],
    ]
  }

  private var photographs: JSONValue {
    [
      "description": """
      The photographs to take: all of them, or some, by data set; of another data set the first \
      ones, as many.
      """,
      "anyOf": [
        ["const": "all"],
        ["type": "object", "additionalProperties": .object(Self.list(of: Self.word))],
      ],
    ]
  }

  /// One entry of a list, or several that share keys; only one that is complete must have them all.
  private static func entry(_ name: String, _ shape: ValueShape, oneOf: JSONValue? = nil)
    -> JSONValue
  {
    var whole: [String: JSONValue] = ["required": shape.schema()["required"] ?? []]
    if let oneOf { whole["oneOf"] = oneOf }
    return [
      "allOf": [["$ref": "#/definitions/\(name)"]],
      "anyOf": [["required": ["each"]], .object(whole)],
    ]
  }

  /// What an entry may have, with what repeats it.
  private static func part(_ name: String, _ shape: ValueShape) -> JSONValue {
    var schema = shape.schema()
    schema["required"] = nil
    guard case .object(var properties)? = schema["properties"] else { return .object(schema) }
    properties["each"] = [
      "type": "array", "minItems": 1, "items": ["$ref": "#/definitions/\(name)"],
      "description": "Entries that all have the keys beside this one.",
    ]
    properties["for-each"] = [
      "type": "object", "additionalProperties": .object(list(of: word)),
      "description": "Labels and their values: written out for all combinations, $label filled in.",
    ]
    schema["properties"] = .object(properties)
    return .object(schema)
  }

  // MARK: Steps

  private var definitions: [String: JSONValue] {
    get throws {
      var definitions: [String: JSONValue] = [
        "word": .object(["type": ValueShape.scalar]),
        "label": [
          "type": "string", "pattern": Self.labelPattern,
          "description": "$ and a label: the value that a sweep gives.",
        ],
        "claim": Self.part("claim", Claim.shape),
        "published-value": Self.part("published-value", PublishedValue.shape),
        "sweep": ["anyOf": [["const": "photographs"], .object(Self.list(of: Self.word))]],
        "step": step(registry.stages, key: StageKind.stageKey, as: "A stage, and what it takes."),
        "figure": step(registry.figures, key: Self.figureKey, as: "What is drawn, and of what."),
      ]
      for (kinds, key) in [
        (registry.stages, StageKind.stageKey), (registry.figures, Self.figureKey),
      ] {
        for kind in kinds.values {
          definitions["\(key)-\(kind.id)"] = try kind.schema(kindKey: key)
        }
      }
      return definitions
    }
  }

  private func step(_ kinds: [String: StageKind], key: String, as description: String)
    -> JSONValue
  {
    let sorted = kinds.values.sorted { $0.id < $1.id }
    let kind: JSONValue = [
      "type": "string", "enum": .array(sorted.map { .string($0.id) }),
      // Not of the standard: editors show what each does.
      "enumDescriptions": .array(sorted.map { .string($0.summary) }),
    ]
    return [
      "type": "object", "description": .string(description), "required": [.string(key)],
      "properties": .object([key: kind]),
      "allOf": .array(
        sorted.map { kind in
          [
            "if": [
              "properties": .object([key: ["const": .string(kind.id)]]), "required": [.string(key)],
            ],
            "then": ["$ref": "#/definitions/\(key)-\(kind.id)"],
          ]
        }),
    ]
  }

  private static let figureKey = "draw"

  /// The sweeps of a step, of which some set a key that is known.
  static func sweeps(known: [String: JSONValue]) -> JSONValue {
    [
      "type": "object", "properties": .object(known),
      "additionalProperties": ["$ref": "#/definitions/sweep"],
      "description": """
      Labels and the values that each takes: the step is done for all combinations. A label sets \
      the key of its name, or any key that says $label.
      """,
    ]
  }

  static let label: [String: JSONValue] = ["$ref": "#/definitions/label"]
  static let labelPattern: JSONValue = "^\\$."

  static func list(of item: [String: JSONValue]) -> [String: JSONValue] {
    ["type": "array", "items": .object(item), "minItems": 1, "uniqueItems": true]
  }

  private static let word: [String: JSONValue] = ["$ref": "#/definitions/word"]

  private static func text(_ description: String) -> JSONValue {
    ["type": ValueShape.scalar, "description": .string(description)]
  }
}

extension StageKind {
  /// The JSON Schema of a step of this kind.
  ///
  /// - Parameter kindKey: the key that names the kind: `stage`, or `draw` for figures, which have no
  ///   sweeps.
  func schema(kindKey: String) throws -> JSONValue {
    var properties: [String: JSONValue] = [kindKey: ["const": .string(id)]]
    for field in writtenFields { properties[field.key] = try field.schema }
    if kindKey == Self.stageKey { properties[Self.sweepKey] = sweeps }
    var schema: [String: JSONValue] = [
      "description": .string("\(summary) Makes \(output)."), "type": "object",
      "properties": .object(properties), "additionalProperties": false,
      "required": .strings([kindKey] + inputs.map(\.key)),
    ]
    if inputs.isEmpty { schema["allOf"] = sourcesGiven }
    return .object(schema)
  }

  static let stageKey = "stage"
  static let sweepKey = "for-each"

  /// What an author can give: not what the plan gives.
  private var writtenFields: [Field] { fields.filter { $0.shape != .unwritten } }

  private var inputs: [Field] {
    fields.filter { if case .input = $0.role { true } else { false } }
  }

  /// Without inputs a step inherits no label, so a file must be named or swept.
  private var sourcesGiven: JSONValue? {
    let sources = fields.filter { if case .source = $0.role { true } else { false } }
    guard !sources.isEmpty else { return nil }
    return .array(
      sources.map { field in
        let named: JSONValue = [.string(field.key)]
        let swept: JSONValue = [
          "required": [.string(Self.sweepKey)],
          "properties": .object([Self.sweepKey: ["required": named]]),
        ]
        return ["anyOf": [["required": named], swept]]
      })
  }

  /// A label of a key's name sets that key; other labels may be called as one likes.
  private var sweeps: JSONValue {
    let known = writtenFields.compactMap { field in
      field.shape?.swept.map { shape -> (String, JSONValue) in
        (field.key, .object(ManifestSchema.list(of: shape.schema())))
      }
    }
    return ManifestSchema.sweeps(known: Dictionary(uniqueKeysWithValues: known))
  }
}

extension StageKind.Field {
  fileprivate var schema: JSONValue {
    get throws {
      switch role {
      case .source:
        return ["type": ValueShape.scalar, "description": "A photograph of the data set."]
      case .input(let kind, let axes):
        let over = axes.map { "; read over " + $0.map(\.description).joined(separator: ", ") }
        let meaning = "A step that makes \(kind)\(over ?? "")."
        return ["type": "string", "description": .string(meaning)]
      case .parameter(_, let meaning):
        var schema = (shape ?? .text).schema(labels: true)
        if property == Expansion.seedProperty {
          return .object(schema.described(as: note(meaning, default: "the manifest's seed")))
        }
        guard let writtenDefault else { return .object(schema.described(as: meaning)) }
        schema["default"] = writtenDefault
        let text = try writtenDefault.text().replacing("\"", with: "")
        return .object(schema.described(as: note(meaning, default: text)))
      }
    }
  }

  private func note(_ meaning: String, default text: String) -> String {
    (meaning.isEmpty ? "" : "\(meaning); ") + "default: \(text)"
  }
}
