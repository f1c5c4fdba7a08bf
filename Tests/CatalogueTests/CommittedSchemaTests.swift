import Catalogue
import Foundation
import Pipeline
import Testing

/// `experiments/schema.json` is what the catalogue gives, and says no more than the reader does.
struct CommittedSchemaTests {
  private static let file = "\(Repository.root)/experiments/schema.json"

  private static func definition(_ kind: StageKind, key: String) throws -> JSONValue {
    try #require(manifestSchema.json["definitions"]?["\(key)-\(kind.id)"], "\(kind.id)")
  }

  @Test func committedFileIsWhatTheCatalogueGives() throws {
    let committed = String(decoding: try Files.read(Self.file), as: UTF8.self)
    #expect(
      try committed == manifestSchema.json.text(indented: true) + "\n",
      "experiments/schema.json is not that of this catalogue: make schema")
  }

  @Test(arguments: CatalogueTests.kinds.map(\.id)) func everyKindIsThereWithAllItsKeys(id: String)
    throws
  {
    let kind = try #require(CatalogueTests.kinds.first { $0.id == id })
    let key = catalogue.stages[id] == nil ? "draw" : "stage"
    let step = try manifestSchema.json["definitions"]?[key == "draw" ? "figure" : "step"]
    guard case .array(let ids)? = step?["properties"]?[key]?["enum"] else {
      Issue.record("no ids")
      return
    }
    #expect(ids.contains(.string(id)))
    let properties = try #require(try Self.definition(kind, key: key)["properties"])
    for field in kind.fields where field.shape != .unwritten {
      #expect(properties[field.key] != nil, "\(id) takes \(field.key)")
    }
    #expect(properties[key]?["const"] == .string(id))
    #expect(properties["nonsense"] == nil)
  }

  /// A limit in the schema is one of the reader: what is beyond it is a fault of the plan.
  @Test func readerRefusesWhatIsBeyondALimit() throws {
    let dataSet = try Repository.bundled()
    var tried = 0
    for (manifest, step, field) in try Self.settableParameters() {
      guard let kind = catalogue.stages[step.kind.text ?? ""],
        let schema = try Self.definition(kind, key: "stage")["properties"]?[field.key]
      else { continue }
      for (value, isAllowed) in Self.probes(of: schema) {
        var altered = [manifest]
        try Override.apply([try Override("\(step.name).\(field.key)=\(value)")], to: &altered)
        let faults = Self.faults(of: altered, dataSet).filter { $0.contains("'\(field.key)':") }
        #expect(faults.isEmpty == isAllowed, "\(kind.id) \(field.key) \(value): \(faults)")
        tried += 1
      }
    }
    #expect(tried > 100)
  }

  /// Each parameter of each stage that an experiment uses, once.
  private static func settableParameters() throws -> [(Manifest, Manifest.Step, StageKind.Field)] {
    var seen: Set<String> = []
    return try Repository.manifests().flatMap { manifest in
      manifest.steps.flatMap { step in
        (catalogue.stages[step.kind.text ?? ""]?.fields ?? [])
          .filter { $0.shape != nil && seen.insert("\(step.kind.text ?? "").\($0.key)").inserted }
          .map { (manifest, step, $0) }
      }
    }
  }

  /// Values within and beyond the limits, and every choice beside one that is none.
  private static func probes(of schema: JSONValue) -> [(value: String, isAllowed: Bool)] {
    if case .array(let shapes)? = schema["anyOf"], case .array(let words)? = shapes.first?["enum"] {
      return words.compactMap { word in
        guard case .string(let word) = word else { return nil }
        return (word, true)
      } + [("nonsense", false)]
    }
    var probes: [(String, Bool)] = []
    for (limit, beyond) in [("minimum", -1.0), ("maximum", 1.0)] {
      switch schema[limit] {
      case .integer(let value):
        probes += [("\(value)", true), ("\(value + Int(beyond))", false)]
      case .number(let value):
        probes += [("\(value)", true), ("\(value + beyond * (1 + value.magnitude))", false)]
      default: continue
      }
    }
    return probes
  }

  private static func faults(of manifests: [Manifest], _ dataSet: DataSet) -> [String] {
    do {
      _ = try Planner.plan(manifests, registry: catalogue, dataSet: dataSet)
      return []
    } catch let faults as Faults {
      return faults.all.map(\.message)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func manifestsTellEditorsOfTheSchema() throws {
    let folder = "\(Repository.root)/experiments"
    for name in try Files.names(in: folder) where name.hasSuffix(".yaml") {
      let text = String(decoding: try Files.read("\(folder)/\(name)"), as: UTF8.self)
      #expect(text.hasPrefix("# yaml-language-server: $schema=schema.json\n"), "\(name)")
    }
  }
}
