import Foundation
import Testing

/// Figures of more than one page: every page is written, watched and taken away like the first.
struct PagesTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short
  private static let first = "figures/photographs/shaping-fig2.png"
  private static let second = "figures/photographs/shaping-fig2-2.png"

  /// A project whose figure 2 shows ten photographs, of which eight fit on a page.
  private func finishedProject() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs((0..<10).map { "p\($0)" })
    let manifest = "experiments/shaping-fig2.yaml"
    let text = try project.text(manifest)
    let start = try #require(text.range(of: "photographs:\n"))
    let end = try #require(text.range(of: "\nsteps:"))
    try project.write(
      text[..<start.lowerBound] + "photographs: all\n" + text[end.lowerBound...].description,
      to: manifest)
    let result = try await run(project)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return project
  }

  private func run(_ project: ProjectFolder, _ verb: String = "run") async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run([verb] + Self.options)
  }

  @Test func furtherPagesStandBesideTheFirst() async throws {
    let project = try await finishedProject()
    #expect(
      try project.files(below: "figures/photographs").keys.sorted() == [
        "shaping-fig2-2.png", "shaping-fig2.json", "shaping-fig2.pdf", "shaping-fig2.png",
      ])
    let shown = try await project.run("show", Self.second)
    #expect(shown.output.contains("shaping-fig2"), "\(shown.errors)")
    #expect(shown.output.contains("p9: SHA-256"))
    let pdf = String(
      decoding: try project.read("figures/photographs/shaping-fig2.pdf"), as: UTF8.self)
    #expect(pdf.contains("/Count 2"))
    #expect(try await run(project, "status").output.contains("up to date"))
    #expect(try await run(project, "audit").ending == .exited(0))
    #expect(try await run(project, "gc").output.contains("shaping-fig2") == false)
    let report = try await run(project, "report")
    #expect(report.ending == .exited(0), "\(report.errors)")
    let page = try project.text("figures/photographs/index.html")
    #expect(page.ranges(of: "<img ").count == 2)
    #expect(page.contains("Page 2 of the same picture."))
  }

  @Test(arguments: AuditTests.Harm.allCases.filter { $0 != .swapped })
  func harmToASecondPageIsFoundAndMended(harm: AuditTests.Harm) async throws {
    let project = try await finishedProject()
    let whole = try project.read(Self.second)
    try harm.strike(Self.second, in: project)
    #expect(try await run(project, "status").output.contains("figures/ differs"))
    let audit = try await run(project, "audit")
    #expect(audit.ending == .exited(5), "\(audit.output)")
    #expect(audit.output.contains(Self.second))
    let repair = try await project.tool().run(["audit", "--repair"] + Self.options)
    #expect(repair.errors.contains("error") == false, "\(repair.errors)")
    #expect(try project.read(Self.second) == whole)
    #expect(try await run(project, "audit").ending == .exited(0))
  }

  @Test func aPageTooManyIsTakenAwayAndNobodyElses() async throws {
    let project = try await finishedProject()
    let page = try project.read(Self.second)
    for name in ["p8", "p9"] { try project.remove("photographs/\(name).png") }
    // A picture that is not this figure's may have such a name.
    let foreign = GrayPNG(gray: 9, width: 4, height: 4).bytes
    try project.write(foreign, to: "figures/photographs/shaping-fig2-3.png")
    let result = try await run(project)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(!project.exists(Self.second))
    #expect(try project.read("figures/photographs/shaping-fig2-3.png") == foreign)
    // Left behind by hand, it is found.
    try project.write(page, to: Self.second)
    #expect(try await run(project, "status").output.contains("figures/ differs"))
    let audit = try await run(project, "audit")
    #expect(audit.ending == .exited(5), "\(audit.output)")
    #expect(audit.output.contains(Self.second))
  }

  @Test func anExperimentMayNotHaveTheNameOfAPage() async throws {
    let project = try ProjectFolder()
    try project.write(
      try project.text("experiments/shaping-fig2.yaml"), to: "experiments/shaping-fig2-2.yaml")
    let result = try await project.run("validate")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("shaping-fig2-2.yaml: error: its figure would have the name"))
  }

  @Test func whatCanBeKnownIsSaidBeforeComputing() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "b", "漢字"])
    let lacking = try await run(project)
    #expect(lacking.ending == .exited(2))
    #expect(lacking.errors.contains("the font has no '漢' (U+6F22)"), "\(lacking.errors)")
    #expect(!project.exists(".interneurons/records"))

    try project.write("a file", to: "taken")
    for folder in ["taken", "taken/below"] {
      let result = try await project.tool().run(
        ["run", "--data-set", "bundled", "--out", folder] + ProjectFolder.short)
      #expect(result.ending == .exited(2))
      #expect(result.errors.contains("nothing can be written there"), "\(result.errors)")
      #expect(result.errors.contains("taken: it is a file"), "\(result.errors)")
    }
    #expect(!project.exists(".interneurons/records"))
  }
}
