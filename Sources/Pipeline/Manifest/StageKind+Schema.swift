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
      case .input(let kind, let gathered):
        let meaning = "A step that makes \(kind)\(gathered ? "; all its cells are taken" : "")."
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
