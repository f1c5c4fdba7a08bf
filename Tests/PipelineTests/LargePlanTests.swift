import Testing

@testable import Pipeline

/// Plans of ten thousand steps.
struct LargePlanTests {
  private static let manifest = """
    title: Many
    photographs: all
    steps:
      words: {stage: split-words, for-each: {text: photographs}}
      count: {stage: count-letters, of: words}
    figure: {draw: count-table, counts: count}
    """
  /// What issue 5 asks for, in a release build.
  private static let allowed = Duration.seconds(1)

  @Test func tenThousandStepsArePlannedWithinASecond() throws {
    let items = (0..<5_000).map {
      DataSet.Item(id: "t\($0)", path: "t\($0).txt", hash: ContentHash(of: "\($0)"))
    }
    let dataSet = DataSet(name: "many", items: items)
    let manifest = try Manifest(parsing: Self.manifest, name: "many", file: "many.yaml")
    var plan = Plan()
    let duration = try ContinuousClock().measure {
      plan = try Planner.plan([manifest], registry: toyRegistry, dataSet: dataSet)
    }
    #expect(plan.nodes.count == 10_001)
    #expect(duration < Self.allowed, "took \(duration), allowed \(Self.allowed)")
    var queue = ReadyQueue(plan: plan, times: StepTimes())
    let ordering = ContinuousClock().measure {
      for node in plan.nodes.indices { queue.insert(node) }
      while let choice = queue.choose(jobs: 2, mayGrow: false), queue.take(from: choice) != nil {}
    }
    #expect(ordering < Self.allowed, "took \(ordering), allowed \(Self.allowed)")
  }
}
