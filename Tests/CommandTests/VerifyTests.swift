import Foundation
import Testing

/// `verify`: published figures against what this code makes here.
struct VerifyTests {
  private static let json = "figures/photographs/shaping-fig2.json"
  private static let png = "figures/photographs/shaping-fig2.png"
  private static let arguments = ["--data-set", "photographs"] + ProjectFolder.short

  /// Figure 2 on small photographs, published.
  private func project() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let result = try await project.tool().run(["run"] + Self.arguments)
    #expect(result.ending == .exited(0), "\(result.errors)")
    return project
  }

  private func verify(_ project: ProjectFolder, _ arguments: String...) async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run(["verify"] + Self.arguments + arguments)
  }

  /// The first gain among the numbers, and the text with another one.
  private func changed(_ text: String, by factor: Double) throws -> String {
    let match = try #require(text.firstMatch(of: #/"gain",\s+"value" : ([0-9.e-]+)/#))
    let value = try #require(Double(match.1)) * factor
    return text[..<match.1.startIndex] + "\(value)" + text[match.1.endIndex...]
  }

  @Test func whatARunHasWrittenIsIdentical() async throws {
    let project = try await project()
    let before = try project.text(Self.json)
    let result = try await verify(project)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      result.output == """
        data set photographs
        3 files: 3 identical
        verdict: what this code makes here, bit for bit

        """)
    #expect(try project.text(Self.json) == before)
  }

  /// From an empty store, so that everything is computed first; and nothing is written.
  @Test func lastDigitsAgreeAndMoreDiffers() async throws {
    let project = try await project()
    try FileManager.default.removeItem(atPath: "\(project.path)/.interneurons")
    let text = try project.text(Self.json)
    try project.write(changed(text, by: 1 + 1e-6), to: Self.json)
    let near = try await verify(project)
    #expect(near.ending == .exited(0), "\(near.errors)")
    #expect(near.output.contains("3 files: 2 identical, 1 agreeing"))
    #expect(near.output.contains("largest relative difference 1.0e-06"))

    let edited = try changed(text, by: 1.01)
    try project.write(edited, to: Self.json)
    let far = try await verify(project)
    #expect(far.ending == .exited(6))
    #expect(far.output.contains("DIFFERS  \(Self.json)"))
    #expect(far.output.contains("gain["))
    #expect(far.output.contains("verdict: not what this code makes here"))
    #expect(try project.text(Self.json) == edited, "verify writes no figure")
  }

  @Test func picturesAreLookedAt() async throws {
    let project = try await project()
    let picture = try project.read(Self.png)
    // Of other photographs: the same page, other curves.
    try project.makePhotographs(["first", "x", "y", "z"], in: "others")
    try project.remove("others/first.png")
    let run = try await project.tool().run(
      ["run", "--data-set", "others"] + ProjectFolder.short + ["--out", "other"])
    #expect(run.ending == .exited(0), "\(run.errors)")
    try project.write(project.read("other/shaping-fig2.png"), to: Self.png)
    let result = try await verify(project, "--json")
    #expect(result.ending == .exited(6))
    #expect(result.output.contains("look different") || result.output.contains("pixels, made"))
    // Near miss: the same pixels in other words.
    try project.write(picture + [0], to: Self.png)
    let same = try await verify(project)
    #expect(same.ending == .exited(0), "\(same.output)")
    #expect(same.output.contains("agrees  \(Self.png)"))
    try project.write([1, 2, 3] as [UInt8], to: Self.png)
    #expect(try await verify(project).output.contains("it cannot be read"))
  }

  @Test func whatIsNotThereIsSaid() async throws {
    let project = try await project()
    try FileManager.default.removeItem(atPath: "\(project.path)/\(Self.json)")
    let result = try await verify(project)
    #expect(result.ending == .exited(6))
    #expect(result.output.contains("NOT THERE  \(Self.json)"))
    let nowhere = try await verify(project, "--in", "nowhere")
    #expect(nowhere.ending == .exited(2))
    #expect(nowhere.errors.contains("there are no figures to verify"))
  }
}
