import Catalogue
import Foundation
import NumericalMethods
import Testing

@testable import Drawing
@testable import Figures
@testable import Pipeline

/// Every experiment, from manifest to figure, on two small synthetic photographs and a short schedule.
struct ExperimentTests {
  /// How far a slanted letter may lean over its neighbor of the same word, in points.
  private static let lean = 0.5

  static let names = (try? Repository.manifests().map(\.name)) ?? []

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

  /// What makes a step fast enough for a test: few iterations, one seed, small patches.
  private static func shortened(_ step: Manifest.Step) throws -> [Override] {
    let settings: [String: String] = [
      "train-shaping-circuit": "schedule.iterations=30", "learn-to-whiten": "seed=1",
      "image-patches": "size=3",
    ]
    return try [settings[step.kind.text ?? ""]].compactMap { $0 }.map {
      try Override("\(step.name).\($0)")
    }
  }

  /// A figure that was computed in a store of its own.
  private struct Outcome {
    let record: Record
    let sheet: Sheet
    let json: JSONValue
    let files: [ArtifactFile]
  }

  private func run(_ name: String, jobs: Int) async throws -> Outcome {
    let folder = NSTemporaryDirectory() + "experiment-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let items = try ["first", "second"].map { id in
      let bytes = try Self.png(id)
      try Files.write(bytes, to: "\(folder)/\(id).png")
      return DataSet.Item(id: id, path: "\(folder)/\(id).png", hash: ContentHash(of: bytes))
    }
    var manifests = try Repository.manifests().filter { $0.name == name }
    try Override.apply(try manifests.flatMap(\.steps).flatMap(Self.shortened), to: &manifests)
    let plan = try Planner.plan(
      manifests, registry: catalogue, dataSet: DataSet(name: "synthetic", items: items))
    let store = try Store(at: "\(folder)/store")
    let scheduler = Scheduler(
      plan: plan, store: store, provenance: Provenance(codeDigests: [:], environment: [:]),
      cancellation: Cancellation())
    let figure = try #require(plan.figure(of: name))
    let survey = try await scheduler.run(targets: [figure], policy: RunPolicy(jobs: jobs))
    let record = try #require(survey.records[figure])
    let inputs = InputReader(
      plan: plan, node: plan.nodes[figure], records: survey.records, store: store)
    let stage = try plan.nodes[figure].kind.prepare(inputs.stage(), inputs.loader)
    let files = try store.files(of: record)
    return Outcome(
      record: record, sheet: try #require(stage as? any Figure).sheet(),
      json: try JSONValue(parsing: RenderedFigure(files: files).json), files: files)
  }

  private static func trains(_ name: String) throws -> Bool {
    try Repository.manifests().filter { $0.name == name }.flatMap(\.steps)
      .contains { $0.kind.text == "train-shaping-circuit" }
  }

  /// Drawn once alone and once by many jobs, since computing takes most of the time.
  @Test(arguments: names)
  func figuresAreCompleteLegibleAndThoseOfAnyNumberOfJobs(name: String) async throws {
    let alone = try await run(name, jobs: 1)
    let many = try await run(name, jobs: 7)
    #expect(alone.files == many.files)
    try checkSheet(alone.sheet, of: name)
    try checkClaims(alone.json, of: name)
  }

  private func checkSheet(_ sheet: Sheet, of name: String) throws {
    #expect(!sheet.caption.contains("\n"))
    #expect(sheet.caption.contains("synthetic"))
    #expect(sheet.caption.contains("30 iterations") == (try Self.trains(name)))
    #expect(!sheet.values.isEmpty)
    let keys = sheet.values.map { value in
      [value.quantity] + value.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
    #expect(Set(keys).count == keys.count, "two values have the same labels")
    #expect(sheet.values.allSatisfy { $0.value.isFinite })
    #expect(!sheet.pages.isEmpty)
    for page in sheet.pages { try check(page) }
  }

  private func check(_ drawing: Drawing) throws {
    let boxes = try Renderer.textBoxes(drawing)
    for (text, box) in boxes {
      #expect(drawing.page.contains(box), "'\(text)' at \(box) leaves the page")
    }
    for (index, (text, box)) in boxes.enumerated() {
      for (other, otherBox) in boxes[(index + 1)...] {
        let width = min(box.maxX, otherBox.maxX) - max(box.minX, otherBox.minX)
        let height = min(box.maxY, otherBox.maxY) - max(box.minY, otherBox.minY)
        #expect(
          min(width, height) < Self.lean, "'\(text)' at \(box) covers '\(other)' at \(otherBox)")
      }
    }
  }

  private func checkClaims(_ json: JSONValue, of name: String) throws {
    guard case .array(let claims)? = json["claims"] else {
      Issue.record("the JSON has no claims")
      return
    }
    let verdicts: Set<JSONValue?> = [.string("holds"), .string("fails")]
    #expect(claims.allSatisfy { verdicts.contains($0["verdict"]) })
    let manifest = try #require(try Repository.manifests().first { $0.name == name })
    #expect(claims.count == manifest.claims.count)
  }
}
