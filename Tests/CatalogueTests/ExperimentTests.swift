import Catalogue
import Foundation
import NumericalMethods
import Testing

@testable import Drawing
@testable import Figures
@testable import Pipeline
@testable import Stages

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
    let sheet = try alone.figure.sheet()
    try checkSheet(sheet, of: name)
    try checkClaims(alone.json, of: name)
    if let figure = alone.figure as? any ExpectedFigure { checkPicture(of: figure, sheet) }
  }

  /// A picture is data too: every mark, letter, title, axis and legend is that of the numbers beside
  /// it and of the artifacts, and whatever is wrong in one respect is not.
  private func checkPicture(of figure: any ExpectedFigure, _ sheet: Sheet) {
    let expected = figure.expected(sheet)
    #expect(differences(sheet.panels, expected) == [])
    let misses = nearMisses(of: sheet.panels)
    #expect(misses.count > 10)
    for (what, panels) in misses {
      #expect(differences(panels, expected) != [], "unnoticed: \(what)")
    }
  }

  /// Several photographs are named beside their rows; one is named in the caption alone.
  @Test(arguments: [("shaping-fig3", []), ("shaping-fig6", ["first", "second"])])
  func photographsAreNamedWhereThereAreSeveral(name: String, names: [String]) async throws {
    let manifest = try #require(try Repository.manifests().first { $0.name == name })
    let outcome = try await SyntheticExperiment().run(SyntheticExperiment.tiny(manifest), jobs: 2)
    let beside = try outcome.figure.sheet().pages.flatMap(\.elements).compactMap { element in
      if case .text(let label, _) = element, label.rotation == 90 { label.text.plain } else { nil }
    }
    #expect(beside == names)
  }

  /// One is enough, at one offset of one photograph, in both panels.
  @Test func aMeanWithAnUnsettledResponseIsHollow() async throws {
    let manifest = try #require(try Repository.manifests().first { $0.name == "shaping-fig4" })
    let outcome = try await SyntheticExperiment().run(SyntheticExperiment.tiny(manifest), jobs: 2)
    var figure = try #require(outcome.figure as? MutualInformationCurves)
    func hollow(_ figure: MutualInformationCurves) throws -> [String] {
      try figure.sheet().panels.flatMap { $0.marks.map(SeenMark.init) }
        .filter { $0.look.hasPrefix("hollow") }.map { "\($0.look) at \($0.numbers[0])" }
    }
    // Near miss: all responses settled.
    #expect(try hollow(figure) == [])
    let responses = figure.responses
    let (images, offsets, numbers) = responses.values
    figure.responses = try Cells(images, offsets, numbers) { image, offset, number in
      MutualInformationEstimates(
        estimates: responses[image, offset, number].estimates,
        unsettled: (image, offset, number) == ("second", 8, 3) ? 1 : 0)
    }
    #expect(try hollow(figure) == ["hollow blue circles at 8.0", "hollow blue circles at 8.0"])
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
