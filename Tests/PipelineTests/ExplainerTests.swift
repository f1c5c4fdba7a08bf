import Foundation
import Pipeline
import Testing

/// Why a step would run, for every kind of change, on toy stages.
struct ExplainerTests {
  /// The explanation of a cell, after the runs that a test has made.
  private func explain(
    _ cell: String, of project: ToyProject, _ yaml: String = ToyProject.manifest,
    overrides: [String] = [], code: String = "1", environment: [String: String] = [:]
  ) throws -> Explanation {
    let explainer = try project.explainer(
      yaml, overrides: overrides, code: code, environment: environment)
    let cell = try #require(explainer.plan.cells.first { "\($0)" == "toy/\(cell)" })
    return try explainer.explainer.explanation(of: cell)
  }

  private func content(_ cell: String, of project: ToyProject, overrides: [String] = []) throws
    -> ContentHash
  {
    let explainer = try project.explainer(overrides: overrides)
    let cell = try #require(explainer.plan.cells.first { "\($0)" == "toy/\(cell)" })
    return try #require(explainer.survey.records[cell.node]).content
  }

  @Test func emptyStoreHasNothingToCompareWith() throws {
    let project = try ToyProject()
    let words = try explain("words[text=a]", of: project)
    #expect(words.verdict == .runs)
    #expect(words.changes == [.neverRan])
    #expect(words.basis == .none)
    #expect(try project.explainer().explainer.storeIsEmpty)
  }

  @Test func whatRanIsUpToDate() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    for cell in ["words[text=a]", "count[text=b]", "figure"] {
      let explanation = try explain(cell, of: project)
      #expect(explanation.verdict == .upToDate)
      #expect(explanation.changes == [])
    }
    // Near miss: a manifest that says the same in other words, with a comment.
    let same = ToyProject.manifest.replacing(
      "count: {stage: count-words, of: words}",
      with: "count: {of: words, stage: count-words, seed: 1}  # as ever")
    #expect(try explain("count[text=a]", of: project, same).verdict == .upToDate)
    #expect(try !project.explainer().explainer.storeIsEmpty)
  }

  @Test func parameterIsNamedWithBothValues() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let count = try explain("count[text=a]", of: project, overrides: ["count.seed=2"])
    #expect(count.verdict == .runs)
    #expect(count.changes == [.parameter(name: "seed", old: "1", new: "2")])
    #expect(count.basis == .lastRun)
    // Its input is as it was.
    let words = try explain("words[text=a]", of: project, overrides: ["count.seed=2"])
    #expect(words.verdict == .upToDate)
  }

  @Test func pendingInputLeadsToItsCause() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let overrides = ["words.every=2"]
    let words = try explain("words[text=a]", of: project, overrides: overrides)
    #expect(words.changes == [.parameter(name: "every", old: "1", new: "2")])
    let old = try content("words[text=a]", of: project)
    let count = try explain("count[text=a]", of: project, overrides: overrides)
    // It draws random numbers by how its input is made: it runs for certain.
    #expect(count.verdict == .runs)
    #expect(
      count.changes == [
        .pendingInput(name: "of", old: old, from: words), .recipe(because: [words]),
      ])
  }

  @Test func pendingInputOfAStepWithoutRandomNumbersMayStop() async throws {
    let yaml = """
      title: Echo
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        echo: {stage: echo-words, of: words}
        count: {stage: count-words, of: echo}
      figure: {draw: count-table, counts: count}
      """
    let project = try ToyProject()
    try await project.runNoted(yaml)
    let echo = try explain("echo[text=a]", of: project, yaml, overrides: ["words.every=2"])
    let words = try explain("words[text=a]", of: project, yaml, overrides: ["words.every=2"])
    #expect(echo.verdict == .mayRun)
    guard case .pendingInput("of", .some, words)? = echo.changes.first else {
      Issue.record("\(echo.changes)")
      return
    }
    #expect(echo.changes.count == 1)
  }

  @Test func changedInputIsExplainedByWhatMadeItRunAgain() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let overrides = ["words.every=2"]
    let old = try content("words[text=a]", of: project)
    // Interrupted after the words: their new results are there, the counts are not.
    let cancellation = Cancellation()
    await #expect(throws: CancellationError.self) {
      try await project.run(overrides: overrides, jobs: 1, cancellation: cancellation) { event in
        if case .started(2) = event { cancellation.cancel() }
      }
    }
    let new = try content("words[text=a]", of: project, overrides: overrides)
    #expect(old != new)
    func check(_ what: String) throws {
      let count = try explain("count[text=a]", of: project, overrides: overrides)
      let from = StepID(experiment: "toy", step: "words", labels: ["text": "a"])
      let cause = Cause.ranAgain([.parameter(name: "every", old: "1", new: "2")])
      #expect(
        count.changes.first
          == .input(name: "of", from: from, old: old, new: new, because: cause), "\(what)")
      #expect(count.verdict == .runs)
    }
    try check("before the journal knows of the interrupted run")
    try project.note(overrides: overrides)
    try check("afterwards, by the content of the old input")
  }

  @Test func codeAndEnvironmentAreNamed() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let words = try explain(
      "words[text=a]", of: project, code: "2", environment: ["libc": "2.36"])
    #expect(
      words.changes == [
        .code(scope: .science, old: "1", new: "2"),
        .environment(name: "libc", old: nil, new: "2.36"),
      ])
    let count = try explain("count[text=a]", of: project, code: "2")
    #expect(count.verdict == .runs)
    #expect(count.changes.contains(.code(scope: .science, old: "1", new: "2")))
    // Figures have a digest of their own: they wait for what the counts come out as.
    let figure = try explain("figure", of: project, code: "2")
    #expect(figure.verdict == .mayRun)
    #expect(figure.changes.count == 2)
  }

  @Test func changedTextIsNamed() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let other = try ToyProject(texts: [("a", "six seven"), ("b", "four five")], store: project)
    let words = try explain("words[text=a]", of: other)
    #expect(
      words.changes == [
        .source(
          name: "text", path: other.dataSet.items[0].path,
          old: ContentHash(of: "one two three"), new: ContentHash(of: "six seven"))
      ])
    #expect(try explain("words[text=b]", of: other).verdict == .upToDate)
  }

  @Test func newCellIsNew() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let more = try ToyProject(
      texts: [("a", "one two three"), ("b", "four five"), ("c", "six")], store: project)
    #expect(try explain("words[text=c]", of: more).changes == [.neverRan])
    let figure = try explain("figure", of: more)
    #expect(figure.verdict == .runs)
    let added = figure.changes.filter { change in
      if case .pendingInput("counts[every=1,seed=1,text=c]", nil, _) = change { return true }
      return false
    }
    #expect(added.count == 1)
    // And back: what is no longer gathered is named.
    try await more.runNoted()
    let fewer = try ToyProject(texts: [("a", "one two three")], store: more)
    let smaller = try explain("figure", of: fewer)
    #expect(
      smaller.changes.prefix(2) == [
        .removedInput(name: "counts[every=1,seed=1,text=b]"),
        .removedInput(name: "counts[every=1,seed=1,text=c]"),
      ])
  }

  @Test func otherStageAndRenamedStepAreNoticed() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let letters = ToyProject.manifest.replacing("count-words", with: "count-letters")
    let count = try explain("count[text=a]", of: project, letters)
    #expect(count.changes.first == .stage(old: "count-words", new: "count-letters"))
    // A name is no part of a result.
    let renamed = ToyProject.manifest.replacing("count:", with: "number:")
      .replacing("counts: count", with: "counts: number")
    #expect(try explain("number[text=a]", of: project, renamed).verdict == .upToDate)
    let changed = try explain(
      "number[text=a]", of: project, renamed, overrides: ["number.seed=3"])
    #expect(changed.changes == [.parameter(name: "seed", old: "1", new: "3")])
    #expect(changed.basis == .renamed(from: "toy/count[text=a]"))
  }

  @Test func rewiredInputIsNamed() async throws {
    let yaml = """
      title: Two ways
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        half: {stage: split-words, every: 2, for-each: {text: photographs}}
        count: {stage: count-letters, of: words}
        other: {stage: count-letters, of: half}
      figure: {draw: count-table, counts: count}
      """
    let project = try ToyProject()
    try await project.runNoted(yaml)
    let rewired = yaml.replacing("of: words", with: "of: half").replacing(
      "other: {stage: count-letters, of: half}", with: "other: {stage: count-letters, of: words}")
    // Both results are known by what they depend on.
    #expect(try explain("count[text=a]", of: project, rewired).verdict == .upToDate)
    let seeded = try explain("count[text=a]", of: project, rewired, overrides: ["count.seed=5"])
    #expect(seeded.changes.first == .parameter(name: "seed", old: "1", new: "5"))
    guard case .input("of", let from, .some, _, .madeBy(let now, let before))? = seeded.changes.last
    else {
      Issue.record("\(seeded.changes)")
      return
    }
    #expect("\(from)" == "toy/half[text=a]" && from == now)
    #expect("\(before)" == "toy/words[text=a]")
  }

  @Test func withoutAJournalTheNearestRecordIsCompared() async throws {
    let project = try ToyProject()
    try await project.run(overrides: ["count.seed=7", "count.jitter=some"])
    try await project.run(overrides: ["count.jitter=some"])
    try await project.runNoted()
    try #require(project.storedFiles(below: "steps").count == 1)
    for damage in ["", "{}", "{\"dataSet\": 1}"] {
      for file in project.storedFiles(below: "steps") {
        try Files.write(Array(damage.utf8), to: file)
      }
      let count = try explain("count[text=a]", of: project, overrides: ["count.seed=3"])
      // Two lines of the record with seed 7 differ, one of that which the other seed left.
      #expect(count.changes == [.parameter(name: "seed", old: "1", new: "3")], "\(damage)")
      #expect(count.basis == .nearest)
    }
    // Where there is a journal of something else, what it does not know never ran.
    func compared(on dataSet: String) throws -> Explanation.Basis {
      let known = try project.explainer(overrides: ["count.seed=3"], dataSet: dataSet)
      let cell = try #require(known.plan.cells.first { "\($0)" == "toy/count[text=a]" })
      return try known.explainer.explanation(of: cell).basis
    }
    for file in project.storedFiles(below: "steps") {
      try FileManager.default.removeItem(atPath: file)
    }
    #expect(try compared(on: "others") == .nearest)
    try project.note()
    #expect(try compared(on: "others") == .none)
    #expect(try compared(on: "toys") == .lastRun)
    // A text that the store has never seen has nothing in common with what is there.
    let other = try ToyProject(texts: [("z", "eight")], store: project)
    #expect(try explain("words[text=z]", of: other).changes == [.neverRan])
    #expect(try explain("count[text=z]", of: other).changes == [.neverRan])
  }
}
