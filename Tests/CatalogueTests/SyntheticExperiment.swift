import Catalogue
import Foundation
import NumericalMethods
import Testing

@testable import Drawing
@testable import Figures
@testable import Pipeline

/// Experiments on two small synthetic photographs and short schedules, with a store of their own.
final class SyntheticExperiment {
  private let folder = NSTemporaryDirectory() + "experiment-\(UUID().uuidString)"
  let dataSet: DataSet

  init() throws {
    let folder = folder
    let items = try ["first", "second"].map { id in
      let bytes = try Self.png(id)
      try Files.write(bytes, to: "\(folder)/\(id).png")
      return DataSet.Item(id: id, path: "\(folder)/\(id).png", hash: ContentHash(of: bytes))
    }
    dataSet = DataSet(name: "synthetic", items: items)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Soft blobs with texture: something natural enough for every stage.
  private static func png(_ seed: String) throws -> [UInt8] {
    let side = 192
    var stream = RandomStream(seed: ContentHash(of: seed).bytes)
    let levels = (0..<side * side).flatMap { pixel -> [UInt8] in
      let (x, y) = (Double(pixel % side), Double(pixel / side))
      let noise = stream.normal()
      let gray = 128 + 60 * sin(0.11 * x) * cos(0.07 * y) + 12 * noise * noise * noise
      let level = UInt8(min(max(gray, 0), 255))
      return [level, level, level]
    }
    let pixels = Pixels(width: side, height: side, bytes: levels)
    return try PNGEncoder.encode(pixels, dotsPerInch: 72, texts: [])
  }

  /// A manifest whose steps are fast enough for a test: few iterations, one seed, small patches.
  static func shortened(_ manifest: Manifest) throws -> Manifest {
    try manifest.changed([
      "train-shaping-circuit": ["schedule.iterations=30"], "learn-to-whiten": ["seed=1"],
      "image-patches": ["size=3"],
    ])
  }

  /// One that is fast enough to be run dozens of times; its numbers mean nothing.
  static func tiny(_ manifest: Manifest) throws -> Manifest {
    try shortened(manifest).changed([
      "convergence-times": ["starts=[10, 20, 50]"],
      "follow-mean-flow": ["durations=[0.5]", "points=20"],
      "gaussian-signals": ["count=500"],
      "learn-to-whiten": ["durations=[0.5]", "batch=2"],
      "load-photograph": ["size=96"],
      "mutual-information-floor": ["draws=1"],
      "optimize-shaping-circuit": ["every=10", "starts=1"],
      "train-shaping-circuit": ["schedule.iterations=3"],
    ])
  }
  /// A figure that was computed.
  struct Outcome {
    let record: Record
    let figure: any Figure
    let json: JSONValue
    let files: [ArtifactFile]
  }

  func plan(_ manifest: Manifest) throws -> Plan {
    try Planner.plan([manifest], registry: catalogue, dataSet: dataSet)
  }

  /// What the figure of a manifest shows, without a picture of it.
  func sheet(of manifest: Manifest) async throws -> Sheet {
    let plan = try plan(manifest)
    let store = try Store(at: "\(folder)/store")
    let scheduler = Scheduler(
      plan: plan, store: store, provenance: Provenance(codeDigests: [:], environment: [:]),
      cancellation: Cancellation())
    let figure = try #require(plan.figure(of: manifest.name))
    let inputs = Set(plan.nodes.indices).subtracting([figure])
    let survey = try await scheduler.run(
      targets: plan.nodes[figure].needs, policy: RunPolicy(jobs: 2, only: inputs))
    return try stage(of: figure, in: plan, survey, store).sheet()
  }

  /// The figure with the artifacts that it shows.
  private func stage(of figure: Int, in plan: Plan, _ survey: Survey, _ store: Store) throws
    -> any Figure
  {
    let inputs = InputReader(
      plan: plan, node: plan.nodes[figure], records: survey.records, store: store)
    let stage = try plan.nodes[figure].kind.prepare(inputs.stage(), inputs.loader)
    return try #require(stage as? any Figure)
  }

  /// Computes the figure of a manifest.
  func run(_ manifest: Manifest, jobs: Int) async throws -> Outcome {
    let plan = try plan(manifest)
    let store = try Store(at: "\(folder)/store")
    let scheduler = Scheduler(
      plan: plan, store: store, provenance: Provenance(codeDigests: [:], environment: [:]),
      cancellation: Cancellation())
    let figure = try #require(plan.figure(of: manifest.name))
    let survey = try await scheduler.run(targets: [figure], policy: RunPolicy(jobs: jobs))
    let record = try #require(survey.records[figure])
    let files = try store.files(of: record)
    return Outcome(
      record: record, figure: try stage(of: figure, in: plan, survey, store),
      json: try JSONValue(parsing: RenderedFigure(files: files).json), files: files)
  }
}

extension Manifest {
  /// The manifest with other parameters for the steps of some stages.
  fileprivate func changed(_ settings: [String: [String]]) throws -> Manifest {
    var manifests = [self]
    let overrides = try steps.flatMap { step in
      try (settings[step.kind.text ?? ""] ?? []).map { try Override("\(step.name).\($0)") }
    }
    try Override.apply(overrides, to: &manifests)
    return manifests[0]
  }
}

/// How far a slanted letter may lean over its neighbor of the same word, in points.
private let lean = 0.5

/// Checks that a figure has values, each with labels of its own, and pages whose text can be read.
func expectWhole(_ sheet: Sheet, _ comment: Comment? = nil) throws {
  #expect(!sheet.values.isEmpty, comment)
  let keys = sheet.values.map { value in
    [value.quantity] + value.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
  #expect(Set(keys).count == keys.count, comment ?? "two values have the same labels")
  #expect(sheet.values.allSatisfy { $0.value.isFinite || $0.reservation != nil }, comment)
  #expect(!sheet.pages.isEmpty, comment)
  for page in sheet.pages { try expectLegible(page, comment) }
}

private func expectLegible(_ page: Drawing, _ comment: Comment?) throws {
  let boxes = try Renderer.textBoxes(page)
  for (text, box) in boxes {
    #expect(page.page.contains(box), "'\(text)' at \(box) leaves the page; \(comment ?? "")")
  }
  for (index, (text, box)) in boxes.enumerated() {
    for (other, otherBox) in boxes[(index + 1)...] {
      let width = min(box.maxX, otherBox.maxX) - max(box.minX, otherBox.minX)
      let height = min(box.maxY, otherBox.maxY) - max(box.minY, otherBox.minY)
      #expect(
        min(width, height) < lean,
        "'\(text)' at \(box) covers '\(other)' at \(otherBox); \(comment ?? "")")
    }
  }
}
