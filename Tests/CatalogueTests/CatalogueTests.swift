import Catalogue
import Foundation
import Pipeline
import Testing

/// What every entry of the catalogue owes, checked for all of them.
struct CatalogueTests {
  static let kinds =
    (Array(catalogue.stages.values) + Array(catalogue.figures.values)).sorted { $0.id < $1.id }

  @Test(arguments: kinds.map(\.id)) func idsAndKeysAreLowerKebab(id: String) throws {
    let kind = try #require(Self.kinds.first { $0.id == id })
    let word = try Regex("[a-z][a-z0-9]*(-[a-z0-9]+)*")
    #expect(kind.id.wholeMatch(of: word) != nil)
    #expect(kind.output.wholeMatch(of: word) != nil)
    #expect(kind.summary.hasSuffix("."))
    for field in kind.fields { #expect(field.key.wholeMatch(of: word) != nil) }
    #expect(Set(kind.fields.map(\.key)).count == kind.fields.count)
  }

  @Test(arguments: kinds.map(\.id)) func artifactsSayWhatTheirNumbersAre(id: String) throws {
    let kind = try #require(Self.kinds.first { $0.id == id })
    #expect(!kind.legend.isEmpty, "\(kind.output) has no legend")
    for (file, meaning) in kind.legend {
      #expect(file.contains(".") && !meaning.isEmpty && meaning.count < 100)
    }
  }

  /// Every file that declares a stage, figure or circuit is in the catalogue.
  @Test(arguments: ["Stages", "Figures", "Circuits"]) func everyFileIsListed(target: String) throws
  {
    let ids =
      target == "Circuits" ? Set(catalogue.alternatives.names) : Set(Self.kinds.map(\.id))
    let folder = "\(Repository.root)/Sources/\(target)"
    var declared = 0
    for name in try Files.names(in: folder) where name.hasSuffix(".swift") {
      let text = String(decoding: try Files.read("\(folder)/\(name)"), as: UTF8.self)
      for match in text.matches(of: try Regex("static let id = \"([a-z0-9-]+)\"")) {
        let id = String(match.output[1].substring ?? "")
        #expect(ids.contains(id), "\(name) declares '\(id)', which the catalogue does not list")
        declared += 1
      }
    }
    #expect(declared > 0)
  }

  @Test func manifestsFitTheBundledPhotographs() throws {
    let manifests = try Repository.manifests()
    #expect(!manifests.isEmpty)
    let plan = try Planner.plan(
      manifests, registry: catalogue, dataSet: try Repository.bundled())
    for manifest in manifests {
      #expect(plan.figure(of: manifest.name) != nil)
    }
  }

  @Test func anActivationFamilyThatIsNotListedIsAFault() throws {
    let manifests = try Repository.manifests().filter { $0.name == "shaping-fig2" }
    func faults(_ name: String) throws -> String? {
      var altered = manifests
      try Override.apply([try Override("train.activation=\(name)")], to: &altered)
      let planned = Result {
        try Planner.plan(altered, registry: catalogue, dataSet: try Repository.bundled())
      }
      guard case .failure(let error as Faults) = planned else { return nil }
      return error.description
    }
    #expect(
      try faults("linar")
        == "--set train.activation=linar: error: 'activation': unknown choice 'linar': did you mean 'linear'?"
    )
    for name in catalogue.alternatives.names { #expect(try faults(name) == nil) }
  }

  @Test func anUnknownKeyOfAnyStepIsAFault() throws {
    for manifest in try Repository.manifests() {
      for step in manifest.steps.map(\.name) + [Manifest.figureStep] {
        var altered = [manifest]
        try Override.apply([try Override("\(step).nonsense=1")], to: &altered)
        let faults = #expect(throws: Faults.self) {
          try Planner.plan(altered, registry: catalogue, dataSet: try Repository.bundled())
        }
        #expect(faults?.all.count == 1)
        #expect(faults?.all.first?.message.hasPrefix("unknown key 'nonsense'") == true)
      }
    }
  }
}
