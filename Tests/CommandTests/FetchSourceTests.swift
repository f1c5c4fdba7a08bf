import Foundation
import ScriptedServer
import Testing

/// Where `fetch` takes files from, what it leaves alone, and what it refuses.
struct FetchSourceTests {
  private typealias Set = FetchedSet

  private func folder(_ names: [String], in project: ProjectFolder) throws {
    try project.makeFolder("elsewhere")
    for name in names { try project.write(Set.contents(name), to: "elsewhere/\(name)") }
  }

  @Test func aFolderNeedsNoServerAndNoAddress() async throws {
    let project = try Set.project()
    try folder(Set.names, in: project)
    try project.write("not wanted", to: "elsewhere/notes.txt")
    let result = try await project.run("fetch", "toys", "--from", "elsewhere")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.outputLines == Set.names.map { "data/toys/\($0)" })
    #expect(try Set.fetched(in: project) == Set.files)
    #expect(!project.exists(".fetch"))
  }

  @Test func allThatAFolderLacksIsNamedAtOnce() async throws {
    let project = try Set.project()
    try folder(["b.png"], in: project)
    let result = try await project.run("fetch", "toys", "--from", "elsewhere")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.suffix(5).dropLast() == [
        "error: the folder lacks 2 files", "  folder: elsewhere", "  files: a.png, c.png",
        "error: 2 of the 3 files of 'toys' could not be had; all others are there",
      ])
    #expect(try Set.fetched(in: project).keys.sorted() == ["b.png"])
  }

  @Test func aFolderIsVerifiedToo() async throws {
    let project = try Set.project()
    try folder(["a.png", "c.png"], in: project)
    var wrong = Set.contents("b.png")
    wrong[7] ^= 1
    try project.write(wrong, to: "elsewhere/b.png")
    let result = try await project.run("fetch", "toys", "--from", "elsewhere")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.suffix(6).prefix(4) == [
        "error: the folder's file is not the listed one", "  file: elsewhere/b.png",
        "  expected SHA-256: \(Set.hash("b.png"))", "  found SHA-256: \(Set.sha256(wrong))",
      ])
    #expect(try Set.fetched(in: project).keys.sorted() == ["a.png", "c.png"])
  }

  @Test func anotherAddressIsTakenInsteadOfTheListed() async throws {
    let server = try ScriptedServer { request, _ in
      ServerReply(Set.contents(String(request.path.split(separator: "/").last ?? "")))
    }
    let project = try Set.project(top: "download: \(try ScriptedServer.closedAddress())\n")
    let result = try await project.run("fetch", "toys", "--from", "\(server.address)my%20mirror")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(server.requests.map(\.path) == Set.names.map { "/my%20mirror/\($0)" })
    #expect(try Set.fetched(in: project) == Set.files)
  }

  @Test func aFileOfTheUserIsLeftAlone() async throws {
    let project = try Set.project()
    try folder(Set.names, in: project)
    try project.write("my own", to: "data/toys/b.png")
    let result = try await project.run("fetch", "toys", "--from", "elsewhere")
    #expect(result.ending == .exited(1))
    #expect(
      result.errorLines.suffix(6) == [
        "error: a file has a listed name and other contents; it is left as it is",
        "  file: data/toys/b.png", "  expected: \(Set.size("b.png")) bytes", "  found: 6 bytes",
        "error: 1 of the 3 files of 'toys' could not be had; all others are there",
        "hint: `interneurons fetch toys --replace` replaces what has other contents",
      ])
    #expect(try project.text("data/toys/b.png") == "my own")
    #expect(try project.read("data/toys/a.png") == Set.contents("a.png"))
    let again = try await project.run("fetch", "toys", "--from", "elsewhere", "--replace")
    #expect(again.ending == .exited(0), "\(again.errors)")
    #expect(again.outputLines == ["data/toys/b.png"])
    #expect(try Set.fetched(in: project) == Set.files)
  }

  /// What replaces a file must be there first.
  @Test func aFileIsNotReplacedByNothing() async throws {
    let project = try Set.project()
    try folder(["a.png", "c.png"], in: project)
    try project.write("my own", to: "data/toys/b.png")
    let result = try await project.run("fetch", "toys", "--from", "elsewhere", "--replace")
    #expect(result.ending == .exited(1))
    #expect(try project.text("data/toys/b.png") == "my own")
  }

  @Test func aDataSetWithoutAnAddressSaysSo() async throws {
    let project = try Set.project()
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == """
        error: the data set 'toys' does not say where its files can be had
          list: data/toys/dataset.yaml
        hint: name a folder or an address with --from, or add the key 'download' to the list

        """)
  }

  @Test func theBundledPhotographsAreThere() async throws {
    let result = try await ProjectFolder().run("fetch", "bundled")
    #expect(result.ending == .exited(0))
    #expect(result.errors == "nothing to do: all 7 files of 'bundled' are there and right\n")
  }

  @Test(arguments: ["../b.png", "/tmp/b.png", ".b.png", "c/b.png"])
  func aNameThatLeadsElsewhereIsAFault(name: String) async throws {
    let project = try Set.project(top: "download: http://127.0.0.1:1/\n")
    try project.replace("file: b.png", with: "file: \(name)", in: "data/toys/dataset.yaml")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == "data/toys/dataset.yaml:10:11: error: '\(name)' is not the plain name of a "
        + "file, and cannot be fetched\n")
  }

  @Test(arguments: ["r0k.us/kodak", "ftp://r0k.us/", "file:///etc", "http://"])
  func anAddressThatIsNoneIsAFault(address: String) async throws {
    let project = try Set.project(top: "download: '\(address)'\n")
    let result = try await project.run("fetch", "toys")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == "data/toys/dataset.yaml:2:11: error: 'download': '\(address)' is not an "
        + "address that begins with http\n")
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let errors: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let wrong = [
    Case(
      arguments: ["toy"], errors: "error: unknown data set 'toy': did you mean 'toys'?"),
    Case(
      arguments: ["experiments"],
      errors: """
        error: the folder has no dataset.yaml, so there is nothing to fetch
          folder: experiments
        hint: a folder of PNG files is a data set as it is: `interneurons run --data-set DIR`
        """),
    Case(
      arguments: ["toys", "--from", "nowhere"],
      errors: """
        error: there is no such folder
          --from: nowhere
        hint: an address begins with http:// or https://
        """),
    Case(
      arguments: ["toys", "--from", "ftp://example.org/"],
      errors: """
        error: this is not an address to fetch from
          --from: ftp://example.org/
        hint: write http://HOST/FOLDER/ or https://HOST/FOLDER/, or the path of a folder
        """),
    Case(
      arguments: ["toys", "--retries=-1"],
      errors: """
        error: --retries must be 0 to 100, not -1
        Usage: interneurons fetch <data-set> [--from <dir|address>] [--replace] [--retries <retries>]
          See 'interneurons fetch --help' for more information.
        """),
  ]

  @Test(arguments: wrong) func wrongUseIsExplained(_ example: Case) async throws {
    let project = try Set.project()
    let before = try project.snapshot()
    let result = try await project.tool().run(["fetch"] + example.arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors == example.errors + "\n")
    #expect(try project.snapshot() == before)
  }

  @Test func runSaysHowManyAreMissingAndHowToGetThem() async throws {
    let project = try Set.project(top: "download: http://127.0.0.1:1/\n")
    try project.write(Set.contents("b.png"), to: "data/toys/b.png")
    let result = try await project.run("run", "--data-set", "toys")
    #expect(result.ending == .exited(1))
    #expect(
      result.errors == """
        error: 2 of the 3 photographs of the data set 'toys' are missing
          file: data/toys/a.png
          file: data/toys/c.png
        hint: `interneurons fetch toys` gets what is missing

        """)
  }

  /// What is listed and not used is fetched, and not needed.
  @Test func runNeedsOnlyWhatIsUsed() async throws {
    let project = try Set.project(more: ["c.png": "used: false"])
    try folder(Set.names, in: project)
    for name in ["a.png", "b.png"] {
      try project.write(Set.contents(name), to: "data/toys/\(name)")
    }
    let run = try await project.run("run", "--data-set", "toys", "--dry-run")
    #expect(run.ending == .exited(0), "\(run.errors)")
    #expect(run.output.contains("[image=b]") && !run.output.contains("[image=c]"))
    let fetch = try await project.run("fetch", "toys", "--from", "elsewhere")
    #expect(fetch.outputLines == ["data/toys/c.png"])
    #expect(try Set.fetched(in: project) == Set.files)
  }
}
