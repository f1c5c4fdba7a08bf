import Foundation
import Testing

@testable import Pipeline

/// Going on after failures, computing again, and the order of work.
struct RunPolicyTests {
  private static let provenance = Provenance(
    codeDigests: [.science: "1", .figures: "1"], environment: [:])

  private func scheduler(_ project: ToyProject, _ plan: Plan) throws -> Scheduler {
    Scheduler(
      plan: plan, store: try project.store(), provenance: Self.provenance,
      cancellation: Cancellation())
  }

  @Test func whatDoesNotNeedAFailedStepRuns() async throws {
    let project = try ToyProject(texts: [
      ("a", "one"), ("blank", " "), ("c", "two"), ("void", "\n"),
    ])
    let plan = try project.plan()
    let figure = try #require(plan.figure(of: "toy"))
    let policy = RunPolicy(jobs: 1, afterFailure: .continueElsewhere)
    let survey = try await scheduler(project, plan).run(targets: [figure], policy: policy)
    #expect(
      survey.failures.map(\.step).sorted() == ["toy/words[text=blank]", "toy/words[text=void]"])
    #expect(survey.ran.count == 4)
    // Two counts and the figure wait for the two that failed.
    #expect(survey.missing.count - survey.failures.count == 3)
  }

  private static func count(of text: String, in plan: Plan) throws -> Set<Int> {
    let id = StepID(experiment: "toy", step: "count", labels: ["text": text])
    return [try #require(plan.node(of: id))]
  }

  @Test func forcedStepThatIsReproducibleRunsAlone() async throws {
    let project = try ToyProject()
    let first = try await project.run()
    let plan = try project.plan()
    let figure = try #require(plan.figure(of: "toy"))
    let forced = try Self.count(of: "a", in: plan)
    let survey = try await scheduler(project, plan).run(
      targets: [figure], policy: RunPolicy(jobs: 2, forced: forced))
    #expect(survey.ran == forced)
    #expect(survey.differences.isEmpty)
    #expect(project.storedFiles(below: "differing") == [])
    #expect(try await project.run().table == first.table)
  }

  @Test func forcedStepThatDiffersIsReportedAndBothAreKept() async throws {
    let project = try ToyProject()
    try await project.run()
    let plan = try project.plan()
    let figure = try #require(plan.figure(of: "toy"))
    let forced = try Self.count(of: "a", in: plan)
    let node = try #require(forced.first)
    let store = try project.store()
    let known = try scheduler(project, plan).survey()
    // As if the step had given another count before.
    let wrong = ArtifactFile(name: "count.json", bytes: Array("{\"count\":99}".utf8))
    _ = try store.publish(
      [wrong], kind: "count", of: try #require(known.fingerprints[node]), seconds: 1, notes: [])
    let survey = try await scheduler(project, plan).run(
      targets: [figure], policy: RunPolicy(jobs: 2, forced: forced))
    let difference = try #require(survey.differences.first)
    #expect(survey.differences.count == 1 && difference.step == "toy/count[text=a]")
    let files = try #require(difference.files.first)
    #expect(try Files.read(files.stored) == wrong.bytes)
    #expect(String(decoding: try Files.read(files.new), as: UTF8.self).contains("3"))
    #expect(survey.records[node]?.files.first?.sha256 == ContentHash(of: wrong.bytes))
  }

  @Test func longestChainOfWorkStartsFirst() throws {
    let project = try ToyProject(texts: [("a", "one"), ("b", "two"), ("c", "three")])
    let plan = try project.plan()
    let words = plan.nodes.indices.filter { plan.nodes[$0].kind.id == "split-words" }
    let counts = plan.nodes.indices.filter { plan.nodes[$0].kind.id == "count-words" }
    func order(_ times: StepTimes) throws -> [Int] {
      var queue = ReadyQueue(plan: plan, times: times)
      for node in words { queue.insert(node) }
      var order: [Int] = []
      while let choice = queue.choose(jobs: 1, mayGrow: false),
        let node = queue.take(from: choice)
      { order.append(node) }
      return order
    }
    // Without times, the order of the plan.
    #expect(try order(StepTimes()) == words)
    var times = StepTimes()
    times.add(1, of: plan.nodes[words[0]])
    times.add(2, of: plan.nodes[words[1]])
    times.add(0.5, of: plan.nodes[words[2]])
    #expect(try order(times) == [words[1], words[0], words[2]])
    // What waits for the third takes longest of all.
    times.add(0, of: plan.nodes[counts[0]])
    times.add(0, of: plan.nodes[counts[1]])
    times.add(9, of: plan.nodes[counts[2]])
    #expect(try order(times) == [words[2], words[1], words[0]])
    #expect(StepTimes(parsing: times.text) == times)
    #expect(StepTimes(parsing: "x y\n1\nnan a\n-1 b\n") == StepTimes())
  }
}
