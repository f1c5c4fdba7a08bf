import Foundation
import Pipeline
import Testing

/// The laws of the pipeline, on two toy stages and a toy figure.
struct SchedulerTests {
  private static let counting = ["count-words", "count-words"]
  private static let splitting = ["split-words", "split-words"]

  @Test func secondRunRunsNothing() async throws {
    let project = try ToyProject()
    let first = try await project.run()
    #expect(first.table == "text=a: 3\ntext=b: 2\n")
    #expect(first.ran == ["count-table"] + Self.counting + Self.splitting)
    let second = try await project.run()
    #expect(second.table == first.table)
    #expect(second.ran == [])
  }

  @Test func changedParameterRunsItsDescendantsOnly() async throws {
    let project = try ToyProject()
    try await project.run()
    let seed = try await project.run(overrides: ["count.seed=2"])
    #expect(seed.ran == ["count-table"] + Self.counting)
    let every = try await project.run(overrides: ["words.every=2"])
    #expect(every.ran == ["count-table"] + Self.counting + Self.splitting)
  }

  @Test func changedCodeStopsWhereNothingCameOutDifferent() async throws {
    let project = try ToyProject()
    try await project.run()
    // Splitting and counting run again and give the same: the figure is not drawn.
    let run = try await project.run(code: "2")
    #expect(run.ran == Self.counting + Self.splitting)
  }

  @Test func labelsChooseAmongGatheredCells() async throws {
    let sums = try await ToyProject().run(
      """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, n: [1, 2]}}
        count: {stage: count-words, of: words}
        sum: {stage: add-counts, of: count, for-each: {n: [1, 2]}}
      figure: {draw: count-table, counts: sum}
      """)
    // All words, and every other one.
    #expect(sums.table == "every=1: 5\nevery=2: 3\n")
  }

  @Test func labelsThatAreNoAxisAreInherited() async throws {
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, n: [1, 2]}}
        count: {stage: count-words, of: words}
        sum: {stage: add-counts, of: count}
      figure: {draw: count-table, counts: sum}
      """
    let project = try ToyProject()
    let sums = try project.plan(yaml).cells.filter { $0.step == "sum" }.map(\.description)
    #expect(sums == ["toy/sum[n=1]", "toy/sum[n=2]"])
    #expect(try await project.run(yaml).table == "every=1: 5\nevery=2: 3\n")
  }

  @Test(arguments: [1, 2, 7]) func anyNumberOfJobsGivesTheSameBytes(jobs: Int) async throws {
    let texts = (0..<9).map { (id: "t\($0)", text: String(repeating: "word ", count: $0 + 1)) }
    let expected = try ToyProject(texts: texts)
    let project = try ToyProject(texts: texts)
    let jitter = ["count.jitter=some"]
    let single = try await expected.run(overrides: jitter, jobs: 1).table
    #expect(try await project.run(overrides: jitter, jobs: jobs).table == single)
    let names = { (file: String) in file.split(separator: "/").suffix(3).joined(separator: "/") }
    #expect(project.storedFiles().map(names) == expected.storedFiles().map(names))
    let records = project.storedFiles(below: "records").map(names)
    #expect(records == expected.storedFiles(below: "records").map(names))
  }

  @Test func randomNumbersOfACellDoNotDependOnOthers() async throws {
    let two = try ToyProject()
    let three = try ToyProject(texts: [("0", "new"), ("a", "one two three"), ("b", "four five")])
    let jitter = ["count.jitter=some"]
    let few = try await two.run(overrides: jitter).table
    let many = try await three.run(overrides: jitter).table
    #expect(many.hasSuffix(few))
    // Near miss: another seed moves them.
    #expect(try await two.run(overrides: jitter + ["count.seed=2"]).table != few)
  }

  @Test func everyDamagedFileIsSetAsideAndComputedAgain() async throws {
    let project = try ToyProject()
    let expected = try await project.run().table
    for file in project.storedFiles() + project.storedFiles(below: "records") {
      let intact = try Files.read(file)
      for damage in Damage.allCases {
        try damage.apply(to: file, intact)
        #expect(try await project.run().table == expected, "\(damage) \(file)")
        // Another seed makes the counts read their inputs again.
        #expect(
          try await project.run(overrides: ["count.seed=2"]).table == expected, "\(damage) \(file)")
        try Files.write(intact, to: file)
      }
    }
  }

  private enum Damage: CaseIterable {
    case flippedBit, truncated, emptied, removed

    func apply(to file: String, _ intact: [UInt8]) throws {
      var bytes = intact
      switch self {
      case .flippedBit: bytes[bytes.count / 2] ^= 1
      case .truncated: bytes.removeLast()
      case .emptied: bytes = []
      case .removed: return try FileManager.default.removeItem(atPath: file)
      }
      try Files.write(bytes, to: file)
    }
  }

  @Test func damagedInputOfARunningStepIsNeverUsed() async throws {
    let project = try ToyProject()
    try await project.run()
    let words = try #require(
      try project.storedFiles().first {
        try Files.read($0).starts(with: Array("{\n  \"words".utf8))
      })
    try Files.write(Array("{\"words\":[]}".utf8), to: words)
    let run = try await project.run(overrides: ["count.seed=7"])
    #expect(run.table == "text=a: 3\ntext=b: 2\n")
    #expect(run.ran.filter { $0 == "split-words" }.count == 1)
    #expect(project.storedFiles(below: "damaged").contains { $0.hasSuffix(".json") })
  }

  @Test func damagedInputOfSeveralWaitingStepsIsComputedOnce() async throws {
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-words, of: words, for-each: {seed: [1, 2, 3, 4]}}
      figure: {draw: count-table, counts: count}
      """
    let project = try ToyProject()
    let expected = try await project.run(yaml).table
    for file in try project.storedFiles().filter({
      try Files.read($0).starts(with: Array("{\n  \"words".utf8))
    }) {
      try Files.write(Array("{}".utf8), to: file)
    }
    let again = yaml.replacingOccurrences(of: "[1, 2, 3, 4]", with: "[5, 6, 7, 8]")
    let run = try await project.run(again, jobs: 7)
    #expect(run.ran.count { $0 == "split-words" } == 2)
    #expect(run.table.filter(\.isNumber).count == expected.filter(\.isNumber).count)
  }

  @Test func failingStepPublishesNothingAndKeepsTheOthers() async throws {
    let project = try ToyProject(texts: [("a", "one"), ("empty", " ")])
    let error = await #expect(throws: PipelineError.self) { try await project.run(jobs: 1) }
    guard case .stepFailed(let step, let reason, _)? = error else {
      Issue.record("\(String(describing: error)) is not a failed step")
      return
    }
    #expect(step == "toy/words[text=empty]")
    guard case ToyError.empty(let path) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(path.hasSuffix("empty.txt"))
    #expect(project.storedFiles(below: "records").count >= 1)
    #expect(try project.storedFiles().allSatisfy { try !Files.read($0).isEmpty })
  }

  @Test func sourceReplacedWhileRunningIsNoticed() async throws {
    let project = try ToyProject()
    let path = project.dataSet.items[0].path
    try Files.write(Array("other words".utf8), to: path)
    let error = await #expect(throws: PipelineError.self) { try await project.run() }
    guard case .stepFailed(_, PipelineError.sourceAltered(let named, _, _), _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(named == path)
  }

  @Test func cancelledRunLeavesAValidStore() async throws {
    let texts = (0..<40).map { (id: "t\($0)", text: "word \($0)") }
    let project = try ToyProject(texts: texts)
    let cancellation = Cancellation()
    // The first step that ends takes the others with it.
    await #expect(throws: CancellationError.self) {
      try await project.run(cancellation: cancellation) { event in
        if case .finished = event { cancellation.cancel() }
      }
    }
    #expect(project.storedFiles(below: "records").count < 40)
    let other = try ToyProject(texts: texts)
    let resumed = try await project.run().table
    #expect(try await other.run().table == resumed)
  }
}
