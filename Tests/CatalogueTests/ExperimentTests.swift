import Catalogue
import Foundation
import NumericalMethods
import Testing

@testable import Drawing
@testable import Figures
@testable import Pipeline

/// Every experiment, from manifest to figure, on two small synthetic photographs and a short schedule.
struct ExperimentTests {
  static let names = (try? Repository.manifests().map(\.name)) ?? []

  private func run(_ name: String, jobs: Int) async throws -> SyntheticExperiment.Outcome {
    let manifest = try #require(try Repository.manifests().first { $0.name == name })
    return try await SyntheticExperiment().run(SyntheticExperiment.shortened(manifest), jobs: jobs)
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
    if name == "shaping-fig4" { checkCurves(alone.sheet) }
  }

  /// Every curve is that of the values which title and legend name.
  private func checkCurves(_ sheet: Sheet) {
    let curves = CurvesOfPanels(sheet)
    #expect(curves.differences == [])
    // Near miss: the curves of one estimator under the title of the other.
    var exchanged = curves.panels
    (exchanged[0].marks, exchanged[1].marks) = (exchanged[1].marks, exchanged[0].marks)
    #expect(!CurvesOfPanels(exchanged, curves.values).differences.isEmpty)
    // Near miss: two curves in each other's colors.
    var recolored = curves.panels
    recolored[0].legend?.entries.swapAt(0, 1)
    #expect(!CurvesOfPanels(recolored, curves.values).differences.isEmpty)
  }

  private func checkSheet(_ sheet: Sheet, of name: String) throws {
    #expect(!sheet.caption.contains("\n"))
    #expect(sheet.caption.contains("synthetic"))
    #expect(sheet.caption.contains("30 iterations") == (try Self.trains(name)))
    try expectWhole(sheet)
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
