import Pipeline
import Testing

/// The text that results depend on, and the records that keep it.
struct FingerprintTests {
  private func survey(_ project: ToyProject, overrides: [String] = []) throws -> (Plan, Survey) {
    let plan = try project.plan(overrides: overrides)
    let provenance = Provenance(
      codeDigests: [.science: "c0de", .figures: "f16"],
      environment: [.science: ["libc": "2.36", "compiler": "swift"]])
    let scheduler = Scheduler(
      plan: plan, store: try project.store(), provenance: provenance, cancellation: Cancellation())
    return (plan, try scheduler.survey())
  }

  @Test func textNamesAllThatAResultDependsOnAndNothingElse() throws {
    let (plan, survey) = try survey(ToyProject(texts: [("a", "one two")]))
    let words = try #require(plan.nodes.firstIndex { $0.kind.id == "split-words" })
    #expect(
      survey.fingerprints[words]?.lines == [
        "interneurons result 1",
        "stage: split-words",
        "parameters.every: 1",
        "input text: \(ContentHash(of: "one two"))",
        "code: c0de",
        "environment compiler: swift",
        "environment libc: 2.36",
      ])
  }

  @Test func recipeIsPartOfWhatDrawsRandomNumbers() async throws {
    let project = try ToyProject(texts: [("a", "one two")])
    try await project.run()
    let provenance = Provenance(codeDigests: [.science: "1", .figures: "1"], environment: [:])
    let plan = try project.plan()
    let scheduler = Scheduler(
      plan: plan, store: try project.store(), provenance: provenance, cancellation: Cancellation())
    let survey = try scheduler.survey()
    #expect(survey.missing.isEmpty)
    for (node, fingerprint) in zip(plan.nodes, survey.fingerprints) {
      let line = fingerprint?.lines.last
      #expect((line == "recipe: \(node.recipe)") == (node.kind.id != "split-words"))
    }
  }

  @Test func cellsOfOneRecipeAreOneNodeInWhateverExperiment() throws {
    let project = try ToyProject()
    let names = ["first", "second"]
    let manifests = try names.map {
      try Manifest(parsing: ToyProject.manifest, name: $0, file: "\($0).yaml")
    }
    let plan = try Planner.plan(manifests, registry: toyRegistry, dataSet: project.dataSet)
    #expect(plan.cells.count == 10)
    // Two texts, two counts, and two figures, which are told their experiment's name.
    #expect(plan.nodes.count == 6)
  }

  @Test func namedParametersAreExpandedAndChanged() throws {
    let yaml = """
      title: Echo
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        echo: {stage: echo-words, of: words, pace: slow}
        count: {stage: count-words, of: echo}
      figure: {draw: count-table, counts: count}
      """
    let project = try ToyProject()
    func pace(_ overrides: [String]) throws -> JSONValue? {
      let plan = try project.plan(yaml, overrides: overrides)
      return plan.nodes.first { $0.kind.id == "echo-words" }?.parameters["pace"]
    }
    #expect(try pace([]) == .object(["beats": .integer(2), "rate": .number(0.5)]))
    #expect(try pace(["echo.pace=brisk"]) == .object(["beats": .integer(4), "rate": .integer(2)]))
    #expect(
      try pace(["echo.pace.beats=9"]) == .object(["beats": .integer(9), "rate": .number(0.5)]))
    #expect(
      try pace(["echo.pace.beats=9", "echo.pace.rate=1e-5"])
        == .object(["beats": .integer(9), "rate": .number(1e-5)]))
    let faults = #expect(throws: Faults.self) { try pace(["echo.pace.beat=9"]) }
    #expect(
      faults?.description
        == "--set echo.pace.beat=9: error: 'pace': unknown key 'beat': did you mean 'beats'?")
  }
}
