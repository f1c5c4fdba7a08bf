import Foundation
import Testing

/// What `audit` and `run` make of a store in which a file was damaged.
struct AuditTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short

  /// A project whose figure of one small photograph is there.
  private func finishedProject() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await project.tool().run(["run"] + Self.options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return project
  }

  private func audit(_ project: ProjectFolder, _ options: String...) async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run(["audit"] + Self.options + options)
  }

  /// A kind of file, and how to find one of it.
  enum Kind: String, CaseIterable, Sendable {
    case array = ".interneurons/blobs .npy"
    case document = ".interneurons/blobs .json"
    case record = ".interneurons/records .json"
    case picture = "figures/photographs .png"
    case pdf = "figures/photographs .pdf"
    case numbers = "figures/photographs .json"

    func file(in project: ProjectFolder) throws -> String {
      let words = rawValue.split(separator: " ").map(String.init)
      let names = try project.files(below: words[0]).filter { $0.key.hasSuffix(words[1]) }
      // The largest, so that every way of damaging it leaves something else.
      let name = names.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
      return "\(words[0])/\(try #require(name))"
    }
  }

  enum Harm: String, CaseIterable, Sendable {
    case bitFlippedFirst, bitFlippedInside, bitFlippedLast, truncated, emptied, removed, swapped

    func strike(_ file: String, in project: ProjectFolder) throws {
      var bytes = try project.read(file)
      switch self {
      case .bitFlippedFirst: bytes[0] ^= 0x10
      case .bitFlippedInside: bytes[bytes.count / 2] ^= 1
      case .bitFlippedLast: bytes[bytes.count - 1] ^= 1
      case .truncated: bytes.removeLast()
      case .emptied: bytes = []
      case .removed: return try project.remove(file)
      case .swapped:
        let other = try companion(of: file, in: project)
        bytes = try project.read(other)
        try project.write(try project.read(file), to: other)
      }
      try project.write(bytes, to: file)
    }

    /// Another file of the same kind: for figures, one of another experiment.
    private func companion(of file: String, in project: ProjectFolder) throws -> String {
      if file.hasPrefix("figures/") {
        let ending = try #require(file.split(separator: ".").last)
        let other = "other.\(ending)"
        let foreign = "\(ProjectFolder.repository)/figures/bundled/shaping-fig5.\(ending)"
        try FileManager.default.copyItem(atPath: foreign, toPath: "\(project.path)/\(other)")
        return other
      }
      let folder = file.split(separator: "/").prefix(2).joined(separator: "/")
      let names = try project.files(below: folder).keys.map { "\(folder)/\($0)" }.sorted()
      let ending = file.split(separator: ".").last
      return try #require(names.first { $0 != file && $0.split(separator: ".").last == ending })
    }
  }

  @Test func untouchedStoreIsClean() async throws {
    let project = try await finishedProject()
    let before = try project.snapshot()
    let result = try await audit(project)
    #expect(result.ending == .exited(0), "\(result.output)\(result.errors)")
    #expect(result.outputLines.count == 2 && result.errors == "", "\(result.output)")
    #expect(result.outputLines.last == "verdict: nothing is damaged")
    #expect(try project.snapshot() == before)
  }

  @Test func missingStoreIsCleanAndNotMade() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await audit(project)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.output.contains("steps without a result"))
    #expect(!project.exists(".interneurons"))
    // A misspelled name must not get a clean verdict.
    let named = try await audit(project, "--store", "typo")
    #expect(named.ending == .exited(2) && named.output == "")
    #expect(named.errors.hasPrefix("error: there is no store to audit\n"), "\(named.errors)")
    #expect(!project.exists("typo"))
  }

  @Test(arguments: Kind.allCases, Harm.allCases)
  func damageIsNamedAndRepaired(kind: Kind, harm: Harm) async throws {
    let project = try await finishedProject()
    let figures = try project.files(below: "figures")
    let blobs = try project.files(below: ".interneurons/blobs")
    let file = try kind.file(in: project)
    try harm.strike(file, in: project)
    let found = try await audit(project)
    #expect(found.ending == .exited(5), "\(found.output)\(found.errors)")
    #expect(found.output.contains("  \(file)"), "\(found.output)")
    // Looking changes nothing.
    #expect(try await audit(project).output == found.output)
    let repaired = try await audit(project, "--repair")
    #expect(repaired.ending == .exited(0), "\(repaired.output)\(repaired.errors)")
    let again = try await audit(project)
    #expect(again.ending == .exited(0), "\(again.output)\(again.errors)")
    let run = try await project.tool().run(["run"] + Self.options)
    #expect(run.ending == .exited(0), "\(run.errors)")
    #expect(try project.files(below: "figures") == figures)
    #expect(try project.files(below: ".interneurons/blobs") == blobs)
  }

  /// The harm is met by a run before any audit.
  @Test(
    arguments: [Kind.array, .document, .record], [Harm.bitFlippedInside, .truncated, .swapped])
  func nothingWrongIsUsed(kind: Kind, harm: Harm) async throws {
    let project = try await finishedProject()
    let figures = try project.files(below: "figures")
    try harm.strike(try kind.file(in: project), in: project)
    try project.remove("figures")
    // Every step that reads it is asked for again.
    let run = try await project.tool().run(["run", "--set", "train.seed=7"] + Self.options)
    #expect(run.ending == .exited(0), "\(run.errors)")
    let other = try ProjectFolder()
    try other.makePhotographs(["a"])
    let fresh = try await other.tool().run(["run", "--set", "train.seed=7"] + Self.options)
    #expect(fresh.ending == .exited(0))
    #expect(try project.files(below: "figures") == other.files(below: "figures"))
    #expect(try project.files(below: "figures") != figures)
    #expect(try await audit(project, "--repair").ending == .exited(0))
    #expect(try await audit(project).ending == .exited(0))
  }

  @Test(arguments: [
    Harm.bitFlippedFirst, .bitFlippedInside, .bitFlippedLast, .truncated, .emptied, .removed,
  ])
  func labelIsNamedAndRepaired(harm: Harm) async throws {
    let project = try await finishedProject()
    let label = ".interneurons/store.json"
    let bytes = try project.read(label)
    try harm.strike(label, in: project)
    let found = try await audit(project)
    #expect(found.ending == .exited(5), "\(found.output)\(found.errors)")
    #expect(found.output.contains("  \(label)\n"), "\(found.output)")
    #expect(try await audit(project, "--repair").ending == .exited(0))
    #expect(try project.read(label) == bytes)
    let run = try await project.tool().run(["run"] + Self.options)
    #expect(run.ending == .exited(0) && run.errors.hasPrefix("nothing to do"), "\(run.errors)")
  }

  /// Nothing shows that a store of unreadable records and another label is ours.
  @Test func storeOfAnotherVersionIsLeftAlone() async throws {
    let project = try await finishedProject()
    try project.write("{\"format\":\"99\"}\n", to: ".interneurons/store.json")
    for name in try project.files(below: ".interneurons/records").keys {
      try project.write("{\"another\": \"version\"}\n", to: ".interneurons/records/\(name)")
    }
    let found = try await audit(project)
    #expect(found.ending == .exited(5))
    #expect(found.output.contains("verdict: 1 file is damaged"), "\(found.output)")
    let before = try project.snapshot()
    let repaired = try await audit(project, "--repair")
    #expect(repaired.ending == .exited(2), "\(repaired.output)\(repaired.errors)")
    #expect(try project.snapshot() == before)
  }

  @Test func damagedJournalIsANotice() async throws {
    let project = try await finishedProject()
    let name = try #require(try project.files(below: ".interneurons/steps").keys.first)
    let journal = ".interneurons/steps/\(name)"
    for harm in [Harm.bitFlippedFirst, .truncated, .emptied] {
      let bytes = try project.read(journal)
      try harm.strike(journal, in: project)
      let found = try await audit(project)
      #expect(found.ending == .exited(0), "\(harm): \(found.output)\(found.errors)")
      #expect(found.output.contains(journal), "\(harm): \(found.output)")
      try project.write(bytes, to: journal)
    }
  }

  /// A figure that is whole, but of another machine, is no damage; one that breaks its checksums is.
  @Test func figureFromElsewhereIsANotice() async throws {
    let project = try await finishedProject()
    try project.remove(".interneurons")
    let whole = try await audit(project)
    #expect(whole.ending == .exited(0), "\(whole.output)\(whole.errors)")
    #expect(whole.output.contains("figure files of another machine or other code"))
    let picture = "figures/photographs/shaping-fig2.png"
    try Harm.bitFlippedInside.strike(picture, in: project)
    let broken = try await audit(project)
    #expect(broken.ending == .exited(5))
    #expect(broken.output.contains("  \(picture)\n"), "\(broken.output)")
  }

  @Test func recomputationIsDeterministicAndReproduces() async throws {
    let project = try await finishedProject()
    let before = try project.snapshot()
    let first = try await audit(project, "--recompute", "2", "--seed", "3", "--json")
    #expect(first.ending == .exited(0), "\(first.output)\(first.errors)")
    #expect(
      try await audit(project, "--recompute", "2", "--seed", "3", "--json").output == first.output)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
    let steps = try #require(report["recomputed"] as? [[String: Any]])
    #expect(steps.count == 2 && steps.allSatisfy { $0["reproduced"] as? Bool == true })
    let all = try await audit(project, "--recompute", "all")
    #expect(all.ending == .exited(0), "\(all.output)\(all.errors)")
    let cells = all.outputLines.filter { $0.hasSuffix("same bits") && $0.hasPrefix("  ") }
    #expect(cells.count == 13, "\(all.output)")
    #expect(try project.snapshot() == before)
    let folder = try FileManager.default.contentsOfDirectory(atPath: project.path)
    #expect(!folder.contains { $0.contains(".audit-") })
  }

  /// A store that is whole but holds what its step does not compute.
  @Test func stepThatIsNotReproducibleEndsWith6() async throws {
    let project = try await finishedProject()
    let forged = try await ForgedResult(of: "shaping-fig2/fit", Self.options, in: project)
    let untold = try await audit(project)
    #expect(untold.ending == .exited(0), "\(untold.output)\(untold.errors)")
    let result = try await audit(project, "--recompute", "all")
    #expect(result.ending == .exited(6), "\(result.output)\(result.errors)")
    for line in [
      ".\(forged.key): \(forged.wrong) → \(forged.right)", "    stored: \(forged.file)",
      "    places that differ: 1", "    largest difference: 1 ulps",
    ] {
      #expect(result.outputLines.contains { $0.hasSuffix(line) }, "\(result.output)")
    }
    #expect(try project.files(below: ".interneurons/differing").count == 1)
    #expect(project.exists(forged.file))
    // Both damaged and not reproducible: damage comes first.
    try project.write("{}", to: ".interneurons/store.json")
    #expect(try await audit(project, "--recompute", "all").ending == .exited(5))
  }

  @Test func wrongSizeIsRefused() async throws {
    let project = try ProjectFolder()
    for size in ["0", "-1", "some", "1.5"] {
      #expect(try await project.run("audit", "--recompute=\(size)").ending == .exited(2))
    }
  }

  /// An experiment may go, and its figures stay.
  @Test func figuresWithoutTheirManifestAreChecked() async throws {
    let project = try await finishedProject()
    let whole = try project.files(below: "figures")
    try project.remove("experiments/shaping-fig2.yaml")
    func audit(_ options: String...) async throws -> CommandLineTool.Result {
      try await project.tool().run(["audit", "--data-set", "photographs"] + options)
    }
    // Near miss: nothing is wrong with them, nor with other files there.
    try project.write("{}", to: "figures/photographs/notes.json")
    #expect(try await audit().ending == .exited(0))
    let figure = "figures/photographs/shaping-fig2"
    try project.write("", to: "\(figure).pdf")
    let damaged = try await audit()
    #expect(damaged.ending == .exited(5), "\(damaged.output)")
    #expect(damaged.output.contains("  \(figure).pdf\n"), "\(damaged.output)")
    #expect(try await audit("--repair").ending == .exited(0))
    try project.remove("figures/photographs/notes.json")
    #expect(try project.files(below: "figures") == whole)
  }

  /// The photographs may be anywhere: what was made of them tells by itself whether it is whole.
  @Test(arguments: ["photographs", ".hidden"])
  func figuresOfPhotographsThatAreNotHereAreChecked(_ folder: String) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"], in: "../\(folder)")
    let options = ["--data-set", "../\(folder)"] + ProjectFolder.short
    try #require(try await project.tool().run(["run"] + options).ending == .exited(0))
    let whole = try project.files(below: "figures")
    // Near miss: nothing is wrong with them.
    #expect(try await project.run("audit").ending == .exited(0))

    let figure = "figures/\(folder)/shaping-fig2"
    try project.write(try project.read("\(figure).png") + [0], to: "\(figure).png")
    try project.write("", to: "\(figure).json")
    let damaged = try await project.run("audit")
    #expect(damaged.ending == .exited(5), "\(damaged.output)")
    for ending in ["png", "json"] {
      #expect(damaged.output.contains("\(figure).\(ending)"), "\(damaged.output)")
    }
    let repaired = try await project.run("audit", "--repair")
    #expect(repaired.ending == .exited(0), "\(repaired.output)")
    #expect(try project.files(below: "figures") == whole)
  }
}
