import Testing

/// One photograph under two names counts twice, which has to be said.
struct SamePhotographTests {
  @Test func equalContentsAreANoticeAndStandInTheCaption() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "b"])
    let options = ["run", "--data-set", "photographs"] + ProjectFolder.short
    // Near miss: two that differ.
    let different = try await project.tool().run(options)
    #expect(different.ending == .exited(0) && !different.errors.contains("several names"))
    #expect(!(try caption(project)).contains("several names"))

    try project.write(try project.read("photographs/a.png"), to: "photographs/c.png")
    let same = try await project.tool().run(options)
    #expect(same.ending == .exited(0), "\(same.errors)")
    let notices = same.errorLines.filter { $0.contains("one photograph under several names") }
    #expect(notices.count == 1 && notices[0].hasSuffix(": a, c"), "\(same.errors)")
    #expect(try caption(project).hasSuffix("so many independent ones: a."))
  }

  private func caption(_ project: ProjectFolder) throws -> String {
    try #require(try project.json("figures/photographs/shaping-fig2.json")["caption"] as? String)
  }
}
