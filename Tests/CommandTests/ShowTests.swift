import Foundation
import Testing

/// What `show` says of a step, to people and to programs.
struct ShowTests {
  private static let step = "shaping-fig2/train[image=camera]"

  /// The cell as `show --json` describes it.
  private func parameters(_ options: [String]) async throws -> [String: Any] {
    let project = try ProjectFolder()
    let result = try await project.tool().run(["show", Self.step, "--json"] + options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["id"] as? String == Self.step)
    #expect(object["seconds"] is NSNull)
    #expect(!project.exists(".interneurons"))
    return try #require(object["parameters"] as? [String: Any])
  }

  private func expect(
    _ schedule: Any?, iterations: Int, gainRate: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let numbers = schedule as? [String: Any]
    #expect(numbers?["iterations"] as? Int == iterations, sourceLocation: sourceLocation)
    #expect(numbers?["batch"] as? Int == 10, sourceLocation: sourceLocation)
    let rates = numbers?["rates"] as? [String: Double]
    #expect(rates?["gain"] == gainRate, sourceLocation: sourceLocation)
  }

  // Numbers of science A5.
  @Test func schedulesAreExpandedToNumbers() async throws {
    let paper = try await parameters([])
    expect(paper["schedule"], iterations: 100_000, gainRate: 1e-5)
    #expect(paper["seed"] as? Int == 1)
    let notebook = try await parameters(["--set", "train.schedule=notebook-scalar"])
    expect(notebook["schedule"], iterations: 20_000, gainRate: 1e-3)
    let changed = try await parameters(["--set", "train.schedule.iterations=100"])
    expect(changed["schedule"], iterations: 100, gainRate: 1e-5)
    let both = try await parameters([
      "--set", "train.schedule=notebook-scalar", "--set", "train.schedule.iterations=100",
      "--set", "train.schedule.rates.gain=0.5", "--set", "train.seed=7",
    ])
    expect(both["schedule"], iterations: 100, gainRate: 0.5)
    #expect(both["seed"] as? Int == 7)
  }

  @Test func storedStepShowsItsFiles() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let options = ["--data-set", "photographs"] + ProjectFolder.short
    try #require(try await project.tool().run(["run"] + options).ending == .exited(0))
    let all = try await project.tool().run(["show", "shaping-fig2/train", "--json"] + options)
    let cells = try #require(
      try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]])
    #expect(
      cells.compactMap { $0["id"] as? String }
        == ["a", "b", "c"].map { "shaping-fig2/train[image=\($0)]" })
    let cell = try #require(cells.first)
    #expect(try #require(cell["seconds"] as? Double) >= 0)
    let files = try #require(cell["files"] as? [[String: Any]])
    #expect(files.compactMap { $0["name"] as? String } == ["circuit.json", "trajectory.npy"])
    for file in files {
      let path = try #require(file["path"] as? String)
      #expect(try project.read(path).count == file["bytes"] as? Int)
    }

    let text = try await project.tool().run(["show", "shaping-fig2/train[image=b]"] + options)
    for line in [
      "shaping-fig2/train[image=b]", "  state: stored", "    schedule.iterations: 200",
      "    signals: shaping-fig2/signals[image=b]",
    ] {
      #expect(text.outputLines.contains(line), "\(text.output)")
    }
    // From a folder of the project the paths of files lead there all the same.
    let below = try await project.tool(in: "photographs")
      .run(["show", "shaping-fig2/train[image=b]", "--data-set", "."] + ProjectFolder.short)
    #expect(below.output.contains(": ../.interneurons/blobs/"), "\(below.output)\(below.errors)")
  }
}
