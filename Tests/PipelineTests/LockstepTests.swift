import Testing

@testable import Pipeline

/// Cells that are computed together keep their own results, records and failures.
struct LockstepTests {
  private static let manifest = """
    title: Letters
    photographs: all
    steps:
      words: {stage: split-words, for-each: {text: photographs}}
      count: {stage: count-letters, of: words}
    figure: {draw: count-table, counts: count}
    """

  private static let texts = (0..<10).map { index in
    (id: "t\(index)", text: String(repeating: "a", count: index + 1))
  }

  @Test func whatCellsShareIsReadOnce() {
    let loaded = LoadedArtifacts()
    var loads: [String] = []
    func count(_ text: String) -> Count {
      loaded.artifact(ContentHash(of: text)) {
        loads.append(text)
        return Count(count: loads.count)
      }
    }
    #expect([count("a"), count("a"), count("b"), count("a")].map(\.count) == [1, 1, 2, 1])
    #expect(loads == ["a", "b"])
    // Another kind of artifact with the same contents is another one.
    let words = loaded.artifact(ContentHash(of: "a")) { Words(words: ["a"]) }
    #expect(words == Words(words: ["a"]))
  }

  @Test func groupsFillUpToTheirWidthAndAreSharedByTheJobs() async throws {
    let alone = try await ToyProject(texts: Self.texts).run(Self.manifest, jobs: 1)
    // Ten cells by fours, the last group of two.
    #expect(
      alone.notes == Array(repeating: "2 together", count: 2)
        + Array(repeating: "4 together", count: 8))
    let many = try await ToyProject(texts: Self.texts).run(Self.manifest, jobs: 7)
    #expect(many.notes.allSatisfy { $0 == "2 together" || $0 == "1 together" })
    #expect(many.table == alone.table)
  }

  @Test func storedCellsStayOutOfTheGroup() async throws {
    let project = try ToyProject(texts: Self.texts)
    let half = try ToyProject(texts: Array(Self.texts.prefix(5)))
    try await half.run(Self.manifest)
    let first = try await project.run(Self.manifest)
    #expect(first.ran.count { $0 == "count-letters" } == 10)
    let again = try await project.run(Self.manifest, overrides: ["count.seed=2"])
    #expect(again.table == first.table)
    #expect(again.ran.count { $0 == "count-letters" } == 10)
  }

  @Test func onlyTheFailingCellOfAGroupFails() async throws {
    let project = try ToyProject(texts: Self.texts)
    let error = await #expect(throws: PipelineError.self) {
      try await project.run(Self.manifest, overrides: ["count.limit=9"], jobs: 1)
    }
    guard case .stepFailed(let step, ToyError.tooLong(letters: 10), _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(step == "toy/count[text=t9]")
    // All other cells have their records: words and counts of nine texts, and the tenth's words.
    #expect(project.storedFiles(below: "records").count == 19)
  }

  @Test func cellsWithOtherParametersAreNotOfTheGroup() async throws {
    let yaml = """
      title: Letters
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-letters, of: words, for-each: {limit: [100, 200]}}
      figure: {draw: count-table, counts: count}
      """
    let run = try await ToyProject(texts: Array(Self.texts.prefix(3))).run(yaml, jobs: 1)
    #expect(run.notes == Array(repeating: "3 together", count: 6))
  }
}
