import Foundation
import Pipeline
import Testing

/// What a `dataset.yaml` may say, and what the plan makes of it.
struct DataSetListTests {
  /// A project with one data set `toys`, and its texts.
  private final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "list-\(UUID().uuidString)"

    init(_ entries: [(id: String, text: String, more: String)], top: String = "") throws {
      var list = "name: toys\n\(top)photographs:\n"
      for (id, text, more) in entries {
        try Files.write(Array(text.utf8), to: "\(path)/data/toys/\(id).txt")
        let hash = ContentHash(of: text)
        list += "  - {id: \(id), file: \(id).txt, sha256: \(hash)\(more)}\n"
      }
      try Files.write(Array(list.utf8), to: "\(path)/data/toys/dataset.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open() throws -> DataSet {
      try DataSet.open("toys", project: path, fileExtension: "txt")
    }

    func plan(_ yaml: String = ToyProject.manifest, overrides: String...) throws -> Plan {
      var manifests = [try Manifest(parsing: yaml, name: "toy", file: "toy.yaml")]
      try Override.apply(overrides.map { try Override($0) }, to: &manifests)
      return try Planner.plan(manifests, registry: toyRegistry, dataSet: try open())
    }

    func faults(_ yaml: String = ToyProject.manifest) -> String {
      let faults = #expect(throws: Faults.self) { try plan(yaml) }
      return (faults?.description ?? "").replacing("\(path)/", with: "")
    }
  }

  private func letters(_ plan: Plan) -> [JSONValue?] {
    plan.nodes.filter { $0.kind.id == "split-words" }.map { $0.parameters["letters"] }
  }

  /// Reports tell terms and sources; what a list does not say is not made up.
  @Test func whatAListSaysForPeopleIsKept() throws {
    let folder = try Folder(
      [("a", "one", ", license: CC0, source: here"), ("b", "two", "")], top: "title: Toys\n")
    let dataSet = try folder.open()
    #expect(dataSet.details["title"] == "Toys")
    #expect(dataSet.items[0].details["license"] == "CC0")
    #expect(dataSet.items[0].details["source"] == "here")
    #expect(dataSet.items[1].details["license"] == nil)
  }

  @Test func settingsOfAFileGoToTheStageThatReadsIt() throws {
    let folder = try Folder([
      ("a", "one", ""), ("b", "two", ", settings: {letters: capital}"),
    ])
    #expect(try letters(folder.plan()) == [nil, .string("capital")])
  }

  /// Whoever writes a manifest or a command line knows what the list says, and means it.
  @Test func theManifestWins() throws {
    let folder = try Folder([
      ("a", "one", ""), ("b", "two", ", settings: {letters: capital, every: 2}"),
    ])
    let small = JSONValue.string("small")
    #expect(try letters(folder.plan(overrides: "words.letters=small")) == [small, small])
    #expect(try letters(folder.plan(overrides: "words.letters=none")) == [nil, nil])
    let plan = try folder.plan(overrides: "words.letters=small")
    #expect(plan.nodes.map { $0.parameters["every"] }.contains(.integer(2)))
  }

  @Test func aListWithoutSettingsPlansAsAFolderDoes() throws {
    let folder = try Folder([("a", "one two three", ""), ("b", "four five", "")])
    let plain = try ToyProject()
    #expect(
      try folder.plan().nodes.prefix(2).map(\.recipe) == plain.plan().nodes.prefix(2).map(\.recipe))
  }

  /// Also those of a file that the experiment does not choose.
  @Test func wrongSettingsAreFaultsOfTheList() throws {
    let folder = try Folder([
      ("a", "one", ""), ("b", "two", ", settings: {leters: small}"),
      ("c", "three", ", settings: {letters: red, every: 10, text: a}"),
    ])
    let hash = "\(ContentHash(of: "two"))"
    let column = "  - {id: b, file: b.txt, sha256: \(hash), settings: {".count + 1
    #expect(
      folder.faults(ToyProject.manifest.replacing("all", with: "{toys: [a]}")) == """
        data/toys/dataset.yaml:4:\(column): error: unknown setting of 'split-words' 'leters': did you mean 'letters'?
        data/toys/dataset.yaml:5:\(column + 9): error: 'letters': unknown choice 'red': known are capital, small
        data/toys/dataset.yaml:5:\(column + 21): error: 'every': 10 is not between 1 and 9
        data/toys/dataset.yaml:5:\(column + 25): error: unknown setting of 'split-words' 'text': known are every, letters
        """)
  }

  @Test func aFileThatIsNotUsedNeedNotBeThere() throws {
    let folder = try Folder([("a", "one", ""), ("b", "two", ", used: false")])
    try FileManager.default.removeItem(atPath: "\(folder.path)/data/toys/b.txt")
    #expect(try folder.open().items.map(\.id) == ["a"])
    #expect(try DataSetList.find("toys", project: folder.path)?.entries.map(\.id) == ["a", "b"])
    #expect(
      folder.faults(ToyProject.manifest.replacing("all", with: "{toys: [b]}"))
        == "toy.yaml:2:22: error: unknown photograph 'b': did you mean 'a'?")
  }

  @Test func allMissingFilesAreNamed() throws {
    let folder = try Folder(
      [("a", "one", ""), ("b", "two", ""), ("c", "three", ", used: false")],
      top: "download: http://example.org/\n")
    for id in ["a", "b", "c"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/data/toys/\(id).txt")
    }
    let files = ["a", "b"].map { "\(folder.path)/data/toys/\($0).txt" }
    #expect(
      throws: PipelineError.sourcesMissing(files, listed: 2, dataSet: "toys", fetched: "toys")
    ) { try folder.open() }
  }

  @Test func faultsOfTheListAreLocated() throws {
    let folder = try Folder(
      [
        ("a", "one", ", used: maybe"), ("b", "two", ", bytes: 0x3"),
        ("c", "three", ", settings: [1]"), ("d", "four", ", setings: {}"),
      ], top: "download: [x]\n")
    let lines = folder.faults().split(separator: "\n").map { line in
      line.replacing(/^[a-z\/.]*:([0-9]+):[0-9]+/) { "\($0.output.1)" }
    }
    #expect(
      lines == [
        "2: error: 'download': a list is not an address",
        "4: error: 'used': 'maybe' is neither true nor false",
        "5: error: 'bytes': '0x3' is not a whole number",
        "6: error: 'settings' must map keys of the stage that reads the file to values",
        "7: error: unknown key 'setings': did you mean 'settings'?",
      ])
    let none = try Folder([("a", "one", ", used: false")])
    #expect(none.faults() == "data/toys/dataset.yaml:2:1: error: no photograph of the list is used")
  }
}
