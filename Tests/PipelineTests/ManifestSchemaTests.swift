import Foundation
import Pipeline
import Testing

/// What the schema says of stages that are known here to the last word.
struct ManifestSchemaTests {
  private static let schema = ManifestSchema(of: toyRegistry, papers: ["toys"])

  private static func definition(_ name: String) throws -> JSONValue {
    try #require(schema.json["definitions"]?[name])
  }

  @Test func stageSaysItsKeysAndTheirLimits() throws {
    let expected = """
      {"additionalProperties":false,\
      "allOf":[{"anyOf":[{"required":["text"]},{"properties":{"for-each":{"required":["text"]}},\
      "required":["for-each"]}]}],\
      "description":"The words of a text. Makes words.",\
      "properties":{"every":{"default":1,"description":"keep every n-th word; default: 1",\
      "maximum":9,"minimum":1,"pattern":"^\\\\$.","type":["integer","string"]},\
      "for-each":{"additionalProperties":{"$ref":"#/definitions/sweep"},\
      "description":"Labels and the values that each takes: the step is done for all combinations. \
      A label sets the key of its name, or any key that says $label.",\
      "properties":{"every":{"items":{"maximum":9,"minimum":1,"type":"integer"},"minItems":1,\
      "type":"array","uniqueItems":true},"letters":{"items":{"enum":["capital","none","small"],\
      "type":"string"},"minItems":1,"type":"array","uniqueItems":true}},"type":"object"},\
      "letters":{"anyOf":[{"enum":["capital","none","small"]},{"$ref":"#/definitions/label"}],\
      "default":"none","description":"write all letters alike; default: none"},\
      "stage":{"const":"split-words"},\
      "text":{"description":"A photograph of the data set.","type":["string","number","boolean"]}},\
      "required":["stage"],"type":"object"}
      """
    #expect(try Self.definition("stage-split-words").text() == expected)
  }

  @Test func inputsAreRequiredAndNamed() throws {
    let count = try Self.definition("stage-count-words")
    #expect(count["required"] == ["of", "stage"])
    #expect(count["properties"]?["of"]?["description"] == "A step that makes words.")
    let sum = try Self.definition("stage-add-counts")
    #expect(
      sum["properties"]?["of"]?["description"] == "A step that makes count; read over text.")
  }

  @Test func seedIsTheManifestsUnlessGiven() throws {
    let seed = try #require(try Self.definition("stage-count-words")["properties"]?["seed"])
    #expect(seed["default"] == nil)
    #expect(seed["description"] == "default: the manifest's seed")
  }

  @Test func namedValuesAreANameOrAChangedOne() throws {
    let pace = try #require(try Self.definition("stage-echo-words")["properties"]?["pace"])
    #expect(pace["default"] == "brisk")
    let expected = """
      {"anyOf":[{"enum":["brisk","slow"],"type":"string"},\
      {"additionalProperties":false,\
      "properties":{"beats":{"type":"number"},"like":{"description":"what the other keys change",\
      "enum":["brisk","slow"],"type":"string"},"rate":{"type":"number"}},\
      "required":["like"],"type":"object"},\
      {"$ref":"#/definitions/label"}]}
      """
    #expect(try JSONValue.object(["anyOf": #require(pace["anyOf"])]).text() == expected)
  }

  @Test func whatThePlanGivesCannotBeWritten() throws {
    let figure = try Self.definition("draw-count-table")
    guard case .object(let properties)? = figure["properties"] else {
      Issue.record("no properties")
      return
    }
    #expect(properties.keys.sorted() == ["counts", "draw"])
  }

  /// The reader knows every key of the schema: it finds no fault in a manifest that has them all.
  @Test func readerKnowsEveryKey() throws {
    let yaml = """
      title: Counting
      source: {paper: toys, figure: 1}
      seed: 2
      photographs: {toys: [a]}
      steps: {words: {stage: split-words, for-each: {text: photographs}}}
      figure: {draw: count-table, counts: words}
      claims: [{says: more, left: {quantity: count, text: a}, is: above, times: 2, right: 1}]
      published: [{quantity: count, text: a, value: 3, tolerance: 1, printed: here, because: so}]
      """
    guard case .object(let properties)? = try Self.schema.json["properties"] else {
      Issue.record("no properties")
      return
    }
    for key in properties.keys { #expect(yaml.contains("\(key):"), "\(key) is not tried") }
    _ = try Manifest(parsing: yaml, name: "toy", file: "toy.yaml")
    let renamed = yaml.replacing("seed:", with: "sede:")
    #expect(throws: Faults.self) { try Manifest(parsing: renamed, name: "toy", file: "toy.yaml") }
  }
}
