import Testing

/// How `show` finds cells by some of their labels, in any order.
struct ShowLabelsTests {
  private static let manifest = """
    title: Pairs
    photographs: all
    steps:
      photograph: {stage: load-photograph, for-each: {image: photographs}}
      coefficients: {stage: filter-responses, of: photograph}
      pairs: {stage: pair-responses, of: coefficients, for-each: {offset: [1, 2]}}
      train: {stage: train-shaping-circuit, signals: pairs, interneurons: $K, schedule: paper-pairs, for-each: {K: [2, 3]}}
      responses: {stage: circuit-responses, circuit: train, signals: pairs}
      density: {stage: kernel-density, of: pairs}
      information: {stage: estimate-mutual-information, of: pairs}
      response-density: {stage: kernel-density, of: responses}
      response-information: {stage: estimate-mutual-information, of: responses}
      response-radii: {stage: describe-radii, of: responses}
    figure: {draw: contour-table, signals: density, signal-information: information, whitened: density, whitened-information: information, circuit: train, responses: response-density, response-information: response-information, response-radii: response-radii}
    """

  private func show(_ step: String, _ options: String...) async throws -> CommandLineTool.Result {
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "b,c", "d"])
    try project.write(Self.manifest, to: "experiments/pairs.yaml")
    return try await project.tool().run(["show", step, "--data-set", "photographs"] + options)
  }

  private func ids(_ result: CommandLineTool.Result) -> [String] {
    result.outputLines.filter { $0.hasPrefix("pairs/") }
  }

  @Test func labelsMayStandInAnyOrder() async throws {
    let result = try await show("pairs/train[offset=2,image=a,K=3]")
    #expect(ids(result) == ["pairs/train[K=3,image=a,offset=2]"], "\(result.errors)")
    // A comma can be part of a value.
    let comma = try await show("pairs/train[offset=1,image=b,c,K=2]")
    #expect(ids(comma) == ["pairs/train[K=2,image=b,c,offset=1]"], "\(comma.errors)")
  }

  @Test func someLabelsNameAllCellsThatFit() async throws {
    let result = try await show("pairs/train[offset=2,K=3]")
    #expect(
      ids(result) == ["a", "b,c", "d"].map { "pairs/train[K=3,image=\($0),offset=2]" },
      "\(result.errors)")
    #expect(ids(try await show("pairs/train[image=d]")).count == 4)
    #expect(ids(try await show("pairs/train")).count == 12)
  }

  @Test(arguments: [
    (
      "pairs/train[ofset=2]",
      "error: unknown label 'ofset': did you mean 'offset'? (of pairs/train)"
    ),
    ("pairs/train[K=7]", "error: unknown K '7': did you mean '2'? (of pairs/train)"),
    (
      "pairs/train[offset=1,image=x]",
      "error: unknown image 'x': did you mean 'a'? (of pairs/train)"
    ),
    (
      "pairs/train[K=3,image=a,offset=3]",
      "error: unknown step 'pairs/train[K=3,image=a,offset=3]': "
        + "did you mean 'pairs/train[K=3,image=a,offset=1]'?"
    ),
    ("pairs/trian[K=2]", "error: unknown step 'pairs/trian': did you mean 'pairs/train'?"),
  ])
  func whatFitsNoCellIsExplained(step: String, error: String) async throws {
    let result = try await show(step)
    #expect(result.ending == .exited(2))
    #expect(result.errorLines.first == error)
    #expect(result.output == "")
  }
}
