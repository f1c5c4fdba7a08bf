import Foundation
import Pipeline

/// Planning of many steps, against the digest of a kilobyte for each, which no plan can do without.
enum Planning {
  private static let seeds = 10_000
  private static let rounds = 3

  static func measure() throws {
    let manifest = try Manifest(
      parsing: """
        title: Many seeds
        steps:
          seeded:
            stage: seeded
            schedule: 3
            for-each:
              rate: [0.1, 0.2, 0.3, 0.4]
              kind: [one, other]
              seed: [\((1...seeds).map(String.init).joined(separator: ", "))]
          mean: {stage: mean-of-seeds, of: seeded}
        figure: {draw: table, of: mean}
        """, name: "many", file: "many.yaml")
    let registry = StageRegistry(
      stages: [Seeded.self, MeanOfSeeds.self], figures: [MeansTable.self])
    let dataSet = DataSet(name: "none", items: [])
    let kilobyte = [UInt8](repeating: 7, count: 1024)
    var times = Times()
    var steps = 0
    var digests: Set<ContentHash> = []
    for _ in 0..<rounds {
      let count = 8 * seeds
      times.measure(.plain, per: Double(count)) {
        for _ in 0..<count { digests.insert(ContentHash(of: kilobyte)) }
      }
      let before = Memory.resident
      let plan = try times.measure(.lockstep, per: Double(count)) {
        try Planner.plan([manifest], registry: registry, dataSet: dataSet)
      }
      steps = plan.nodes.count
      if let before, let after = Memory.resident {
        times.add(.memory, Double(after - before) / Double(steps))
      }
    }
    print("\nPlanning of \(steps) steps")
    Table.lines("step: digest of a kilobyte", times, bar: "-")
    print("  bar: 20,000 ns a step")
    if let bytes = times.rounds(.memory).max() {
      print("  memory of a plan: \(Int(bytes)) bytes a step (bar: 500)")
    }
  }
}

private struct Number: RecordArtifact {
  static let kind = "number"
  static let legend = ["number.json": "a number"]
  var number: Int
}

private struct Seeded: Stage {
  static let id = "seeded"
  static let summary = "A number."
  @Parameter("one of several") var kind = Kind.one
  @Parameter(in: 0...1, "η") var rate = 0.1
  @Parameter(in: 0...9, "which schedule") var schedule = 1
  @Parameter(in: 0...1, "a") var scale = 0.5
  @Parameter(in: 0...1, "b") var spread = 0.5
  @Parameter(in: 0...100, "points") var points = 50
  @Parameter("changes all random numbers") var seed = 1

  enum Kind: String, ParameterChoice { case one, other }

  func run(_ context: Context) -> Number { Number(number: seed) }
}

private struct MeanOfSeeds: Stage {
  static let id = "mean-of-seeds"
  static let summary = "A mean."
  @Gathered(over: CellAxis<Int>("seed", "of the random numbers")) var of: Cells<Number, Int>

  func run(_ context: Context) -> Number {
    Number(number: of.artifacts.reduce(0) { $0 + $1.number } / max(1, of.artifacts.count))
  }
}

private struct MeansTable: Stage {
  static let id = "table"
  static let summary = "All means."
  @Gathered(over: CellAxis<Double>("rate", "η"), CellAxis<String>("kind", "which"))
  var of: Cells<Number, Double, String>

  func run(_ context: Context) -> Number { Number(number: of.artifacts.count) }
}

/// How much memory this process has.
private enum Memory {
  /// Bytes; nil where the system does not say.
  static var resident: Int? {
    let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
      .split(separator: " ")
    return numbers.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 4096 }
  }
}
