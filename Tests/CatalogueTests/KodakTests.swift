import Catalogue
import Foundation
import NumericalMethods
import Photographs
import Pipeline
import Stages
import Testing

@testable import Drawing

/// The list of the paper's photographs, and what turning the portrait ones does.
struct KodakTests {
  private func list() throws -> DataSetList {
    try #require(try DataSetList.find("kodak", project: Repository.root))
  }

  @Test func listHasAllPhotographsOfWhichThePaperTakes23() throws {
    let entries = try list().entries
    let ids = (1...24).map { String(format: "kodim%02d", $0) }
    #expect(entries.map(\.id) == ids)
    #expect(entries.map(\.file) == ids.map { "\($0).png" })
    #expect(Set(entries.map(\.hash)).count == 24)
    #expect(entries.compactMap(\.bytes).reduce(0, +) == 15_394_305)
    #expect(entries.filter { !$0.isUsed }.map(\.id) == ["kodim24"])
    let turned = entries.filter { !$0.settings.isEmpty }
    #expect(turned.map { $0.id.suffix(2) } == ["04", "09", "10", "17", "18", "19"])
    for entry in turned {
      #expect(entry.settings.map { "\($0.key)=\($0.value.text ?? "")" } == ["turn=clockwise"])
    }
  }

  /// A data set of the listed names, with any contents: what the manifests choose must be listed, and
  /// what the list sets must be a parameter.
  @Test func manifestsAndSettingsFit() throws {
    let items = try list().entries.filter(\.isUsed).map {
      DataSet.Item(id: $0.id, path: $0.file, hash: $0.hash, settings: $0.settings)
    }
    let manifests = try Repository.manifests()
    let plan = try Planner.plan(
      manifests, registry: catalogue, dataSet: DataSet(name: "kodak", items: items))
    let loads = plan.nodes.filter { $0.kind.id == "load-photograph" }
    #expect(loads.count == 23)
    #expect(loads.filter { $0.parameters["turn"] == .string("clockwise") }.count == 6)
    // None takes "the first of any other data set".
    for manifest in manifests {
      guard case .named(let named) = manifest.selection, !named.isEmpty else { continue }
      #expect(named["kodak"] != nil && named["kodak-gray"] != nil, "\(manifest.name)")
    }
  }

  /// Recipes seed the random streams: those of bundled photographs are the ones from before there
  /// was a parameter `turn`, so that the committed figures stay what they are.
  @Test func recipesOfBundledPhotographsStay() throws {
    let plan = try Planner.plan(
      try Repository.manifests().filter { $0.name == "shaping-fig2" }, registry: catalogue,
      dataSet: try Repository.bundled())
    let train = StepID(
      experiment: "shaping-fig2", step: "train", labels: ["image": "camera"])
    let node = try #require(plan.node(of: train))
    #expect(
      "\(plan.nodes[node].recipe)"
        == "8101ff70b250b787b4c60e6f9f21e4d6752e978d0ff4b4a6173f433dd49522a1")
  }

  /// A gray landscape file as the portrait one that it was before the authors turned it.
  private func portrait(of bytes: [UInt8]) throws -> [UInt8] {
    let image = try PNGImage(decoding: bytes)
    try #require(image.width == 768 && image.height == 512)
    let turn = Turn.counterclockwise
    let levels = (0..<768).flatMap { row in
      (0..<512).flatMap { column -> [UInt8] in
        let place = turn.origin(ofRow: row, column: column, in: 768, by: 512)
        let start = (place.row * 768 + place.column) * image.channels
        return [UInt8](repeating: UInt8(image.samples[start]), count: 3)
      }
    }
    let pixels = Pixels(width: 512, height: 768, bytes: levels)
    return try PNGEncoder.encode(pixels, dotsPerInch: 72, texts: [])
  }

  @Test(.enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func portraitTurnedByTheDataSetGivesTheResponsesOfTheAuthorsCopy() async throws {
    let gray = try Files.read("\(try #require(Repository.kodakGray))/kodim09.png")
    let folder = NSTemporaryDirectory() + "kodak-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let portrait = try portrait(of: gray)
    try Files.write(portrait, to: "\(folder)/data/turned/kodim09.png")
    try Files.write(gray, to: "\(folder)/data/authors/kodim09.png")
    try Files.write(portrait, to: "\(folder)/data/lying/kodim09.png")
    var responses: [String: [Double]] = [:]
    for (name, bytes, settings) in [
      ("turned", portrait, "settings: {turn: clockwise}"), ("authors", gray, "title: Sailboats"),
      ("lying", portrait, "title: Sailboats"),
    ] {
      let list = """
        photographs:
          - {id: kodim09, file: kodim09.png, sha256: \(ContentHash(of: bytes)), \(settings)}
        """
      try Files.write(Array(list.utf8), to: "\(folder)/data/\(name)/dataset.yaml")
      responses[name] = try await self.responses(of: name, in: folder)
    }
    // The luma of three equal samples is the sample but for its rounding; in standard deviations.
    let allowed = 1e-11
    let authors = try #require(responses["authors"])
    let turned = Self.distance(try #require(responses["turned"]), authors)
    #expect(turned <= allowed, "got \(turned), allowed \(allowed)")
    #expect(Self.distance(try #require(responses["lying"]), authors) > 1, "not turned")
  }

  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    first.count == second.count
      ? zip(first, second).map { abs($0 - $1) }.max() ?? .infinity : .infinity
  }

  /// The filter responses, computed through plan and store.
  private func responses(of dataSet: String, in folder: String) async throws -> [Double] {
    let plan = try Planner.plan(
      try Repository.manifests().filter { $0.name == "shaping-fig5" }, registry: catalogue,
      dataSet: try DataSet.open(dataSet, project: folder, fileExtension: "png"))
    let signals = StepID(
      experiment: "shaping-fig5", step: "signals", labels: ["image": "kodim09"])
    let node = try #require(plan.node(of: signals))
    let store = try Store(at: "\(folder)/store")
    let provenance = Provenance(
      codeDigests: [.science: "1", .figures: "1"], environment: [:])
    let survey = try await Scheduler(
      plan: plan, store: store, provenance: provenance, cancellation: Cancellation()
    ).run(targets: [node], policy: RunPolicy(jobs: 1))
    let record = try #require(survey.records[node])
    return try Samples(files: try store.files(of: record)).values.values
  }
}
