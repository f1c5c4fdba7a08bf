import Foundation
import Synchronization
import Testing

@testable import Pipeline

/// Steps that are computed again, and how contents differ.
@Suite(.serialized) struct RecomputationTests {
  private static let drifting = ToyProject.manifest.replacing("count-words", with: "count-drifting")

  private static let provenance = Provenance(
    codeDigests: [.science: "1", .figures: "1"], environment: [:])

  private func recompute(
    _ project: ToyProject, _ yaml: String = ToyProject.manifest
  ) async throws -> [Recomputed] {
    let scan = try StoreScan(of: try project.store(), jobs: 2, cancellation: Cancellation())
    let plan = try AuditedPlan(
      try project.plan(yaml), dataSet: "toys", provenance: Self.provenance, in: scan,
      scope: .everything([]))
    return try await Recomputation(of: plan, in: scan, size: .all, seed: 1)
      .run(jobs: 2, cancellation: Cancellation()) { _ in }
  }

  @Test func unchangedStepsGiveTheSameBits() async throws {
    let project = try ToyProject()
    try await project.run()
    let before = project.storedFiles(below: ".")
    let steps = try await recompute(project)
    #expect(steps.count == 5 && steps.allSatisfy(\.isReproduced))
    #expect(project.storedFiles(below: ".") == before)
  }

  /// A stage that depends on something that no fingerprint sees.
  @Test func hiddenDependenceIsFoundAndBothFilesAreKept() async throws {
    let project = try ToyProject()
    DriftingCount.drift.withLock { $0 = 0 }
    try await project.run(Self.drifting)
    DriftingCount.drift.withLock { $0 = 5 }
    let steps = try await recompute(project, Self.drifting)
    let wrong = steps.filter { !$0.isReproduced }
    #expect(wrong.map(\.step).sorted() == ["toy/count[text=a]", "toy/count[text=b]"])
    let first = try #require(wrong.first { $0.step == "toy/count[text=a]" })
    guard case .differs(let files) = first.outcome else {
      Issue.record("\(first.outcome)")
      return
    }
    let file = try #require(files.first)
    #expect(file.contents.place == "count")
    #expect(file.contents.stored == "3" && file.contents.new == "8")
    let stored = String(decoding: try Files.read(file.stored), as: UTF8.self)
    let new = String(decoding: try Files.read(file.new), as: UTF8.self)
    #expect(stored.contains("3") && new.contains("8"))
    // The store is what it was: nothing is damaged, and the stored result is still the one in use.
    #expect(try await project.run(Self.drifting).ran == [])
    #expect(Files.exists(file.new))
  }

  @Test func sampleIsDeterministicAndPrefersLongSteps() async throws {
    let project = try ToyProject(texts: (0..<20).map { (id: "t\($0)", text: "word \($0)") })
    try await project.run()
    let scan = try StoreScan(of: try project.store(), jobs: 2, cancellation: Cancellation())
    let plan = try AuditedPlan(
      try project.plan(), dataSet: "toys", provenance: Self.provenance, in: scan,
      scope: .everything([]))
    func sample(_ seed: UInt64) -> [Int] {
      Recomputation(of: plan, in: scan, size: .some(5), seed: seed).nodes
    }
    #expect(sample(1) == sample(1) && sample(1).count == 5)
    #expect(sample(1) != sample(2))
    // Counting takes 10 ms or more, the rest next to nothing: 20 of 41 nodes, nearly all draws.
    let drawn = (0..<100).flatMap { sample($0) }
    let long = drawn.count { plan.plan.nodes[$0].kind.id == "count-words" }
    #expect(long > 350, "\(long) of \(drawn.count); equal weights would give 244")
  }

  @Test(arguments: [
    (1.0, 1.0.nextUp, UInt64(1)), (1.0, 1.0 + 3 * 0x1p-52, 3), (-0.0, 0.0, 0),
    (-0x1p-1074, 0x1p-1074, 2), (1.0, 2.0, 1 << 52),
  ])
  func ulpsAreCounted(first: Double, second: Double, ulps: UInt64) {
    #expect(ContentsDifference.ulps(first, second) == ulps)
    #expect(ContentsDifference.ulps(second, first) == ulps)
    #expect(ContentsDifference.ulps(first, .nan) == nil)
  }

  @Test func arraysDifferAtAnIndex() {
    let first = NumPyArray(shape: [2, 3], values: [0, 1, 2, 3, 4, 5])
    let second = NumPyArray(shape: [2, 3], values: [0, 1, 2, 3, 4.0.nextUp, 5.0.nextUp.nextUp])
    let difference = ContentsDifference(of: "a.npy", stored: first.bytes, new: second.bytes)
    #expect(difference.place == "[1, 1]" && difference.count == 2)
    #expect(difference.largestUlps == 2)
    let other = NumPyArray(shape: [3, 2], values: first.values)
    let shapes = ContentsDifference(of: "a.npy", stored: first.bytes, new: other.bytes)
    #expect(shapes.place == "shape" && shapes.new == "[3, 2]")
  }

  @Test func recordsDifferAtAPath() {
    func difference(_ stored: String, _ new: String) -> ContentsDifference {
      ContentsDifference(of: "a.json", stored: Array(stored.utf8), new: Array(new.utf8))
    }
    let numbers = difference(#"{"a": [1, {"b": 0.5}]}"#, #"{"a": [1, {"b": 0.25}], "c": 1}"#)
    #expect(numbers.place == "a[1].b" && numbers.count == 2)
    #expect(numbers.largestUlps == 1 << 52)
    #expect(difference(#"{"a": "x"}"#, #"{"a": "y"}"#).largestUlps == nil)
    #expect(difference(#"{"a": 1}"#, #"{"a": 1"#).place == "byte 7")
  }
}
