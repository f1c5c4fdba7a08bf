import Pipeline
import Testing

/// A parameter that is not given leaves no trace: not in the recipe that seeds random streams, not in
/// the fingerprint, not in the lineage.
struct OptionalParameterTests {
  private func node(_ yaml: String = ToyProject.manifest, set: String...) throws -> Plan.Node {
    let plan = try ToyProject().plan(yaml, overrides: set)
    return try #require(plan.nodes.first { $0.kind.id == "split-words" })
  }

  /// The recipe as it was before the stage had the parameter.
  private static func recipe(_ lines: String...) -> ContentHash {
    let source = "source text: \(ContentHash(of: "one two three"))"
    return ContentHash(
      of: (["stage: split-words", "parameters.every: 1"] + lines + [source])
        .joined(separator: "\n"))
  }

  @Test func notGivenItIsInNoRecipe() throws {
    let node = try node()
    #expect(node.parameters == ["every": .integer(1)])
    #expect(node.recipe == Self.recipe())
  }

  @Test func noneIsNotGiven() throws {
    #expect(try node(set: "words.letters=none").recipe == Self.recipe())
  }

  @Test func givenItIs() throws {
    let node = try node(set: "words.letters=small")
    #expect(node.parameters == ["every": .integer(1), "letters": .string("small")])
    #expect(node.recipe == Self.recipe("parameters.letters: \"small\""))
    #expect(node.recipe != Self.recipe())
  }

  @Test func wrongValueIsAFault() {
    let faults = #expect(throws: Faults.self) { try node(set: "words.letters=smal") }
    #expect(
      faults?.description
        == "--set words.letters=smal: error: 'letters': unknown choice 'smal': did you mean 'small'?"
    )
  }

  @Test func notGivenItIsInNoFingerprintAndNoLineage() async throws {
    let project = try ToyProject()
    try await project.run()
    for path in project.storedFiles(below: "records") + project.storedFiles() {
      let text = String(decoding: try Files.read(path), as: UTF8.self)
      #expect(!text.contains("letters"), "\(path)")
    }
    try await project.run(overrides: ["words.letters=small"])
    let records = try project.storedFiles(below: "records").map {
      String(decoding: try Files.read($0), as: UTF8.self)
    }
    #expect(records.contains { $0.contains("parameters.letters") })
  }

  /// The stage is decoded with and without it.
  @Test(arguments: [("none", "oNe"), ("small", "one"), ("capital", "ONE")])
  func stageSeesWhatWasGiven(value: String, word: String) async throws {
    let project = try ToyProject(texts: [("a", "oNe")])
    try await project.run(overrides: ["words.letters=\(value)"])
    let words = try project.storedFiles().map {
      String(decoding: try Files.read($0), as: UTF8.self)
    }
    #expect(words.contains { $0.contains("\"\(word)\"") }, "\(words)")
  }
}
