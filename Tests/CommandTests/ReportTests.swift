import Foundation
import PageReading
import Testing

/// What `report` writes, and what it leaves alone.
struct ReportTests {
  private static let report = ["report"] + ProjectFolder.short
  private static let page = "figures/photographs/index.html"
  private static let onPhotographs = ["--data-set", "photographs"]

  private func project(photographs: [String] = ["a", "b", "c"]) throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs(photographs)
    return project
  }

  @Test func pageIsWrittenAndNothingElse() async throws {
    let project = try project()
    let first = try await project.tool().run(Self.report + Self.onPhotographs)
    #expect(first.ending == .exited(0), "\(first.errors)")
    #expect(first.output == "\(Self.page)\n")
    let count = ProjectFolder.stepCount
    #expect(first.errors.contains("\(count) of \(count) steps ran, 1 file written, "))
    #expect(try project.files(below: "figures").keys.sorted() == ["photographs/index.html"])
    let bytes = try project.read(Self.page)
    #expect(bytes.count < 15_000_000)

    let page = try ParsedPage(bytes)
    #expect(page.faults == [])
    #expect(page.all("img").count == 1)
    let alternative = try #require(page.all("img").first?.attributes["alt"])
    #expect(alternative.hasPrefix("Picture: Gaussianization of local filter responses."))
    #expect(alternative.hasSuffix("panels A to E."))
    #expect(page.all("h2").map(\.text).contains("Gaussianization of local filter responses"))
    #expect(page.text.contains("\(count): all computed in this run"))
    #expect(page.text.contains("parameters were changed. train.schedule.iterations=200"))
  }

  @Test func secondReportComputesNothingAndSaysSo() async throws {
    let project = try project()
    let report = Self.report + Self.onPhotographs
    try #require(try await project.tool().run(report).ending == .exited(0))
    let second = try await project.tool().run(report)
    #expect(second.output == "\(Self.page)\n")
    let count = ProjectFolder.stepCount
    #expect(second.errors.hasPrefix("0 of \(count) steps ran, 1 file written, "))
    let bytes = try project.read(Self.page)
    let page = try ParsedPage(bytes)
    #expect(page.text.contains("\(count): all from the store, nothing computed in this run"))
    #expect(!page.all("td").contains { $0.text == "computed" })
    // The third one is the second one, byte for byte: it knows no clock.
    try #require(try await project.tool().run(report).ending == .exited(0))
    #expect(try project.read(Self.page) == bytes)

    // What changes runs, and the page tells which.
    let other = try await project.tool().run(report + ["--set", "curve.points=11"])
    #expect(other.ending == .exited(0), "\(other.errors)")
    let changed = try ParsedPage(try project.read(Self.page))
    let ran = changed.all("tr").filter {
      $0.text.hasSuffix("computed") && $0.ancestors.last == "tbody"
    }
    let steps = ran.map { $0.text.split(separator: "\n").first.map(String.init) }
    #expect(steps == ["curve", "figure"])
    #expect(changed.text.contains("curve.points=11"))
  }

  /// A figure that was published stays as it is, and neither `status` nor `audit` minds the page.
  @Test func figuresAreLeftAlone() async throws {
    let project = try project()
    let options = ProjectFolder.short + Self.onPhotographs
    try #require(try await project.tool().run(["run"] + options).ending == .exited(0))
    let before = try project.snapshot().filter {
      $0.key.hasPrefix("./figures") || $0.key.hasPrefix("figures")
    }
    #expect(before.count == 3)
    let report = try await project.tool().run(["report"] + options)
    #expect(report.ending == .exited(0), "\(report.errors)")
    let after = try project.snapshot().filter { $0.key.contains("figures/") }
    #expect(after.count == 4)
    #expect(after.filter { !$0.key.hasSuffix("index.html") } == before)
    let status = try await project.tool().run(["status", "--exit-code"] + options)
    #expect(status.ending == .exited(0), "\(status.output)")
    let audit = try await project.tool().run(["audit"] + options)
    #expect(audit.ending == .exited(0), "\(audit.output)\(audit.errors)")
    #expect(!audit.output.contains("index.html"))
  }

  @Test func outNamesTheFolder() async throws {
    let project = try project(photographs: ["a"])
    let report = Self.report + Self.onPhotographs
    let result = try await project.tool().run(report + ["--out", "new/place", "--jobs", "1"])
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.output == "new/place/index.html\n")
    #expect(try project.files(below: "new").keys.sorted() == ["place/index.html"])
    #expect(!project.exists("figures"))
  }

  /// Titles, files and folders may be called what their owners like.
  @Test func whateverIsNamedOddlyIsEscaped() async throws {
    let project = try ProjectFolder()
    let odd = #"<b>a</b> & "c" 'd'"#
    let folder = #"my "<own>" & 'pictures'"#
    try project.makePhotographs(["x & y", "<i>", "\"quoted\""], in: folder)
    let manifest = "experiments/shaping-fig2.yaml"
    try project.replace(
      "title: Gaussianization of local filter responses",
      with: "title: '\(odd.replacing("'", with: "''"))'",
      in: manifest)
    try FileManager.default.moveItem(
      atPath: "\(project.path)/\(manifest)",
      toPath: "\(project.path)/experiments/a <b> & \"c\".yaml")
    let result = try await project.tool().run(Self.report + ["--data-set", folder])
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.output == "figures/\(folder)/index.html\n")
    let page = try ParsedPage(try project.read("figures/\(folder)/index.html"))
    #expect(page.faults == [])
    #expect(page.all("h2").contains { $0.text == odd })
    #expect(page.all("img").first?.attributes["alt"]?.contains(odd) == true)
    #expect(page.all("i").isEmpty)
    // The command can be copied into a shell.
    #expect(page.text.contains(#"--data-set 'my "<own>" & '\''pictures'\'''"#))
    for photograph in ["x & y", "<i>", "\"quoted\""] {
      #expect(page.all("th").contains { $0.text == photograph }, "\(photograph)")
    }
  }

  /// What a reader looks for: every step with its stage, a digest for every photograph, the code.
  @Test func pageTellsHowItWasMade() async throws {
    let project = try ProjectFolder()
    let result = try await project.tool().run(Self.report + ["--out", "."])
    #expect(result.ending == .exited(0), "\(result.errors)")
    let page = try ParsedPage(try project.read("index.html"))
    let list = try project.text("data/bundled/dataset.yaml")
    let digests = page.all("code").filter { $0.attributes["class"] == "digest" }.map(\.text)
    #expect(digests.count == 3 && digests.allSatisfy { list.contains($0) })
    #expect(page.text.contains("CC0"))
    let graph = try #require(page.all("svg").first)
    for step in ["photograph ×3", "train ×3", "train-shaping-circuit", "3 photographs"] {
      #expect(graph.text.contains(step), "\(step)")
    }
    let boxes = page.all("rect").count { $0.ancestors.contains("svg") }
    #expect(boxes == 14)
    // Names of schedules are expanded to numbers, and defaults are there.
    let parameters = try #require(
      page.all("table").first { $0.attributes["class"] == "data parameters" })
    for name in ["schedule.rates.gain", "schedule.iterations", "seed"] {
      #expect(parameters.text.contains(name), "\(name)")
    }
    #expect(page.all("a").contains { $0.attributes["href"] == "https://arxiv.org/abs/2405.17745" })
    for property in ["code (SHA-256)", "compiler", "openblas", "cairo"] {
      #expect(page.all("th").contains { $0.text == property }, "\(property)")
    }
    // What the paper printed, of a photograph that is not there, is not said to agree.
    #expect(page.all("span").contains { $0.text == "– needs kodim05" })
    #expect(!page.all("span").contains { $0.text.hasSuffix("agrees") })
  }

  @Test func pageOfSomeoneElseIsKept() async throws {
    let project = try project(photographs: ["a"])
    try project.makeFolder("site")
    try project.write("<!DOCTYPE html><title>mine</title>", to: "site/index.html")
    let before = try project.snapshot()
    let result = try await project.tool().run(Self.report + Self.onPhotographs + ["--out", "site"])
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == """
        error: there is a page that is no report
          file: site/index.html
        hint: name another folder with --out, or take the page away

        """)
    #expect(result.output == "")
    #expect(try project.snapshot() == before)
  }

  @Test func failedStepLeavesThePageAsItWas() async throws {
    let project = try project(photographs: ["a"])
    let report = Self.report + Self.onPhotographs
    try #require(try await project.tool().run(report).ending == .exited(0))
    let page = try project.read(Self.page)
    try project.write("not a picture", to: "photographs/a.png")
    let result = try await project.tool().run(report)
    #expect(result.ending == .exited(1), "\(result.errors)")
    #expect(result.output == "")
    #expect(try project.read(Self.page) == page)
  }

  @Test(arguments: [
    (["shapng-fig2"], "error: unknown experiment 'shapng-fig2': did you mean 'shaping-fig2'?\n"),
    (["--out", ""], "error: --out names no folder\n"),
    (["--jobs", "0"], "error: --jobs must be at least 1, not 0\n"),
    (["--data-set", "nowhere"], "error: there is no data set 'nowhere'"),
    (["--dry-run"], "error: Unknown option '--dry-run'"),
  ])
  func wrongUseIsExplained(arguments: [String], beginning: String) async throws {
    let project = try ProjectFolder()
    let result = try await project.tool().run(["report"] + arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors.hasPrefix(beginning), "\(result.errors)")
    #expect(result.output == "")
    #expect(!project.exists(".interneurons") && !project.exists("figures"))
  }

  @Test func outThatIsAFileIsNamed() async throws {
    let project = try project(photographs: ["a"])
    try project.write("mine", to: "file")
    let result = try await project.tool().run(Self.report + Self.onPhotographs + ["--out", "file"])
    #expect(result.ending == .exited(2))
    #expect(result.errorLines.first == "error: nothing can be written there")
    #expect(try project.text("file") == "mine")
  }
}
