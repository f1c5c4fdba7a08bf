import Foundation
import Testing

/// What `run` prints, writes and leaves alone.
struct RunTests {
  private static let run = ["run"] + ProjectFolder.short
  private static let upToDate =
    "nothing to do: all \(ProjectFolder.stepCount) steps are stored, all figures are up to date\n"

  @Test func figuresAreWrittenOnce() async throws {
    let project = try ProjectFolder()
    let first = try await project.tool().run(Self.run)
    #expect(first.ending == .exited(0), "\(first.errors)")
    #expect(first.outputLines == ProjectFolder.figures)
    let steps = first.errorLines.filter { $0.hasPrefix("[") }
    #expect(steps.count == ProjectFolder.stepCount)
    #expect(
      steps.last?.hasPrefix(
        "[\(ProjectFolder.stepCount)/\(ProjectFolder.stepCount)] shaping-fig2/figure ") == true)
    #expect(
      first.errorLines.last?.hasPrefix(
        "\(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps ran, 3 files written, ")
        == true)
    #expect(try project.read(ProjectFolder.figures[0]).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try project.text(ProjectFolder.figures[1]).hasPrefix("%PDF"))

    let before = try project.snapshot()
    let second = try await project.tool().run(Self.run)
    #expect(second.ending == .exited(0))
    #expect(second.outputLines == ProjectFolder.figures)
    #expect(second.errors == Self.upToDate)
    #expect(try project.snapshot() == before)
  }

  @Test func dryRunWritesNothing() async throws {
    let project = try ProjectFolder()
    let before = try project.snapshot()
    let result = try await project.run("run", "--dry-run", "--out", "elsewhere")
    #expect(result.ending == .exited(0))
    #expect(result.outputLines.count == ProjectFolder.stepCount)
    #expect(result.outputLines.first == "run  shaping-fig2/photograph[image=chelsea]")
    #expect(result.outputLines.last == "wait shaping-fig2/figure")
    #expect(
      result.errors
        == "\(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps would run (wait: runs unless its inputs come out as before)\n"
    )
    #expect(try project.snapshot() == before)
  }

  @Test func statusTellsStaleFromUpToDate() async throws {
    let project = try ProjectFolder()
    let empty = try await project.run("status", "--exit-code")
    #expect(empty.ending == .exited(3))
    #expect(empty.output == "shaping-fig2: stale, 0 of \(ProjectFolder.stepCount) steps stored\n")
    #expect(try await project.run("status").ending == .exited(0))
    #expect(!project.exists(".interneurons"))

    try #require(try await project.tool().run(Self.run).ending == .exited(0))
    let check = ["status", "--exit-code"]
    let done = try await project.tool().run(check + ProjectFolder.short)
    #expect(done.ending == .exited(0))
    #expect(
      done.output
        == "shaping-fig2: up to date, \(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps stored\n"
    )

    let whole = try project.read(ProjectFolder.figures[1])
    try project.write(Array(whole.dropLast()), to: ProjectFolder.figures[1])
    let altered = try await project.tool().run(check + ProjectFolder.short)
    #expect(altered.ending == .exited(3))
    #expect(
      altered.output
        == "shaping-fig2: computed, but figures/ differs, \(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps stored\n"
    )
    let repaired = try await project.tool().run(Self.run)
    #expect(
      repaired.errorLines.last?.hasPrefix(
        "0 of \(ProjectFolder.stepCount) steps ran, 1 file written, ") == true)

    let other = try await project.tool().run(
      check + ["--set", "train.seed=2"] + ProjectFolder.short)
    #expect(other.ending == .exited(3))
    #expect(other.output == "shaping-fig2: stale, 18 of \(ProjectFolder.stepCount) steps stored\n")
  }

  @Test func outNamesTheFolderOfTheFigures() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let run = Self.run + ["--data-set", "photographs"]
    let result = try await project.tool().run(run + ["--out", "new/place"])
    #expect(result.ending == .exited(0), "\(result.errors)")
    let names = ["png", "pdf", "json"].map { "shaping-fig2.\($0)" }
    #expect(result.outputLines == names.map { "new/place/\($0)" })
    #expect(try project.files(below: "new/place").keys.sorted() == names.sorted())
    #expect(!project.exists("figures"))
    let usual = try await project.tool().run(run)
    #expect(usual.outputLines == names.map { "figures/photographs/\($0)" })
    #expect(
      try project.files(below: "figures/photographs") == project.files(below: "new/place"))
  }

  @Test func outThatIsAFileIsNamed() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    try project.write("mine", to: "file")
    let result = try await project.tool().run(
      Self.run + ["--data-set", "photographs", "--out", "file"])
    #expect(result.ending == .exited(2))
    #expect(result.errorLines.first == "error: nothing can be written there")
    #expect(try project.text("file") == "mine")
  }

  @Test func twoRunsAtOnceShareAStore() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let run = Self.run + ["--data-set", "photographs"]
    async let one = project.tool().run(run)
    async let other = project.tool().run(run)
    for result in try await [one, other] {
      #expect(result.ending == .exited(0), "\(result.errors)")
      #expect(!result.errors.contains("damage"))
    }
    let third = try await project.tool().run(run)
    #expect(third.errors == Self.upToDate)
  }

  @Test func anExperimentNamedTwiceRunsOnce() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let result = try await project.tool().run(
      ["run", "shaping-fig2", "shaping-fig2", "--data-set", "photographs"] + ProjectFolder.short)
    #expect(result.outputLines.count == 3, "\(result.errors)")
  }

  @Test func folderOfFewPhotographsIsADataSet() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["one", "zwei ü, [x]"], in: "my photographs")
    try project.write("text", to: "my photographs/notes.txt")
    try project.write("text", to: "my photographs/.hidden")
    try project.makeFolder("my photographs/folder")
    let run = Self.run + ["--data-set", "my photographs/"]
    let result = try await project.tool().run(run)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.errorLines.first == "notice: not PNG files, ignored: folder, notes.txt")
    #expect(result.errorLines.last?.hasPrefix("24 of 24 steps ran") == true)
    #expect(result.outputLines.first == "figures/my photographs/shaping-fig2.png")
    let figure = try project.json("figures/my photographs/shaping-fig2.json")
    #expect(figure["dataSet"] as? String == "my photographs")
    let values = try #require(figure["values"] as? [[String: Any]])
    #expect(Set(values.compactMap { $0["image"] as? String }) == ["one", "zwei ü, [x]"])
  }

  @Test func threePhotographsAreTakenOfMany() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["d", "b", "a", "c"])
    let result = try await project.run("run", "--dry-run", "--data-set", "photographs")
    let photographs = result.outputLines.filter { $0.contains("/photograph[") }
    #expect(photographs == ["a", "b", "c"].map { "run  shaping-fig2/photograph[image=\($0)]" })
  }

  @Test func photographsOfOneNameAreNotConfused() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    try project.write(GrayPNG(texture: 9, width: 64, height: 64).bytes, to: "photographs/a.PNG")
    let result = try await project.run("run", "--data-set", "photographs")
    #expect(result.ending == .exited(2))
    #expect(result.errors == "photographs: error: a.PNG and a.png are both the photograph 'a'\n")
  }

  @Test func storeIsWhereTheUserWants() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let run = Self.run + ["--data-set", "photographs", "--out", "figure"]
    let variable = try await project.tool(environment: ["INTERNEURONS_STORE": "named"]).run(run)
    #expect(variable.ending == .exited(0), "\(variable.errors)")
    #expect(project.exists("named/store.json") && !project.exists(".interneurons"))
    let flag = try await project.tool(environment: ["INTERNEURONS_STORE": "named"])
      .run(run + ["--store", "other"])
    #expect(
      flag.errorLines.last?.hasPrefix(
        "\(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps ran") == true)
    // A variable without a value is none: the results must not go to the root of all files.
    let unset = try await project.tool(environment: ["INTERNEURONS_STORE": ""]).run(run)
    #expect(unset.ending == .exited(0))
    #expect(project.exists(".interneurons/store.json"))
  }

  @Test(arguments: [["NO_COLOR": "1"], ["CI": "true"], ["TERM": "xterm-256color"]])
  func noEscapeCodesOutsideOfATerminal(environment: [String: String]) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let result = try await project.tool(environment: environment)
      .run(Self.run + ["--data-set", "photographs"])
    #expect(result.ending == .exited(0))
    #expect(result.errorLines.count == 14)
    #expect(!(result.output + result.errors).contains { $0 == "\u{1B}" || $0 == "\r" })
  }

  @Test(arguments: ["status", "validate", "--help"])
  func refusedOutputIsAFullDiskAndNoCrash(verb: String) async throws {
    let project = try ProjectFolder()
    var tool = project.tool()
    tool.preparation = "exec > /dev/full"
    let result = try await tool.run([verb])
    #expect(result.ending == .exited(8))
    #expect(
      result.errors == """
        error: cannot write standard output: No space left on device
        hint: free some space and run again; what was finished is stored

        """)
  }

  @Test func readerThatLeavesDoesNotCostAFigure() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    var tool = project.tool()
    // The reader is gone long before the first line.
    tool.preparation = "\"$0\" \"$@\" | true; exit"
    let result = try await tool.run(Self.run + ["--data-set", "photographs"])
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try project.files(below: "figures/photographs").count == 3)
  }
}
