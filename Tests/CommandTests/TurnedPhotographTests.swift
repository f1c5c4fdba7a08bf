import Foundation
import Testing

/// A photograph that is stored on its side, and a data set that says so.
struct TurnedPhotographTests {
  private static let upright = GrayPNG(texture: 5, width: 90, height: 64)

  /// The same turned counterclockwise: what was at the right is at the top.
  private static var lying: GrayPNG {
    let pixels = (0..<90).flatMap { row in
      (0..<64).map { column in upright.pixels[column * 90 + 89 - row] }
    }
    return GrayPNG(width: 64, height: 90, pixels: pixels)
  }

  private func addDataSet(
    _ name: String, _ png: GrayPNG, _ more: String = "title: a texture", to project: ProjectFolder
  ) throws {
    try project.makeFolder("data/\(name)")
    try project.write(png.bytes, to: "data/\(name)/a.png")
    let list = """
      photographs:
        - {id: a, file: a.png, sha256: \(FetchedSet.sha256(png.bytes)), \(more)}
      """
    try project.write(list, to: "data/\(name)/dataset.yaml")
  }

  /// The SHA-256 of the stored luminance.
  private func luminance(of dataSet: String, _ set: String..., in project: ProjectFolder)
    async throws -> String
  {
    let options = ["--data-set", dataSet] + set.flatMap { ["--set", $0] }
    let run = try await project.tool().run(["run"] + options + ProjectFolder.short)
    try #require(run.ending == .exited(0), "\(run.errors)")
    let show = try await project.tool().run(
      ["show", "shaping-fig2/photograph[image=a]", "--json"] + options)
    let object = try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any]
    let files = try #require(object?["files"] as? [[String: Any]])
    return try #require(files.first?["sha256"] as? String)
  }

  @Test func dataSetTurnsIt() async throws {
    let project = try ProjectFolder()
    try addDataSet("upright", Self.upright, to: project)
    try addDataSet("lying", Self.lying, to: project)
    try addDataSet("turned", Self.lying, "settings: {turn: clockwise}", to: project)
    let upright = try await luminance(of: "upright", in: project)
    #expect(try await luminance(of: "turned", in: project) == upright)
    let lying = try await luminance(of: "lying", in: project)
    #expect(lying != upright)
    // The command line wins over the list.
    #expect(try await luminance(of: "turned", "photograph.turn=none", in: project) == lying)
    #expect(try await luminance(of: "lying", "photograph.turn=clockwise", in: project) == upright)
    let explanation = try await project.run(
      "explain", "shaping-fig2/photograph[image=a]", "--data-set", "turned", "--set",
      "photograph.turn=upside-down")
    // Its last run was the one without turning.
    #expect(
      explanation.output.contains("parameters.turn (none) → \"upside-down\""),
      "\(explanation.output)")
  }

  @Test func wrongSettingsAreFaultsOfTheList() async throws {
    let project = try ProjectFolder()
    try addDataSet("turned", Self.lying, "settings: {turn: clokwise, tun: clockwise}", to: project)
    let result = try await project.run("run", "--data-set", "turned")
    #expect(result.ending == .exited(2))
    let column = 2 + "  - {id: a, file: a.png, sha256: , settings: {".count + 64 - 1
    #expect(
      result.errorLines == [
        "data/turned/dataset.yaml:2:\(column + 6): error: 'turn': unknown choice 'clokwise': "
          + "did you mean 'clockwise'?",
        "data/turned/dataset.yaml:2:\(column + 16): error: unknown setting of 'load-photograph' "
          + "'tun': did you mean 'turn'?",
      ])
  }
}
