import Foundation
import Testing

/// What `show` says of figures, stored files and hashes.
struct ShowFileTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short

  private func finishedProject() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let result = try await project.tool().run(["run"] + Self.options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return project
  }

  private func object(_ result: CommandLineTool.Result) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any],
      "\(result.errors)")
  }

  /// The digest that the system's own tool gives.
  private func sha256(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = [path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return String(output.prefix(64))
  }

  @Test func figureCarriesItsLineageAnywhere() async throws {
    let project = try await finishedProject()
    let far = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: "\(project.path)/figures/photographs/shaping-fig2.png", toPath: "\(far.path)/it.png")
    let tool = CommandLineTool(folder: far.path)
    let result = try await tool.run(["show", "it.png"])
    #expect(result.ending == .exited(0), "\(result.errors)")
    for name in ["a", "b", "c"] {
      let hash = try sha256("\(project.path)/photographs/\(name).png")
      #expect(result.outputLines.contains("    \(name): SHA-256 \(hash)"), "\(result.output)")
    }
    for line in [
      "  figure: shaping-fig2: Gaussianization of local filter responses",
      "  data set: photographs", "  SHA-256: \(try sha256("\(far.path)/it.png"))",
      "    train-shaping-circuit ×3", "      schedule.iterations: 200",
    ] {
      #expect(result.outputLines.contains(line), "\(line) in \(result.output)")
    }
    let json = try object(try await tool.run(["show", "it.png", "--json"]))
    #expect(json["figure"] as? String == "shaping-fig2")
    #expect((json["lineage"] as? [Any])?.count == ProjectFolder.stepCount)

    // The document beside it carries the same, but for the size in pixels.
    let document = try object(
      try await project.run("show", "figures/photographs/shaping-fig2.pdf", "--json"))
    for key in ["figure", "dataSet", "title", "caption"] {
      #expect(document[key] as? String == json[key] as? String)
    }
    #expect((document["lineage"] as? [Any])?.count == ProjectFolder.stepCount)
    #expect(document["width"] == nil && json["width"] != nil)

    // A picture that carries none says so; one that is cut is damaged.
    let photograph = try await project.run("show", "photographs/a.png")
    #expect(photograph.outputLines.last == "  provenance: it carries none")
    let bytes = try project.read("figures/photographs/shaping-fig2.png")
    try project.write(bytes.dropLast(20), to: "cut.png")
    let cut = try await project.run("show", "cut.png")
    #expect(cut.ending == .exited(1))
    #expect(cut.errorLines.first == "error: the PNG file is damaged")
  }

  @Test func statisticsAreThoseOfTheNumbers() async throws {
    let project = try await finishedProject()
    let shown = try await project.tool().run(
      ["show", "shaping-fig2/signals[image=a]", "--json"] + Self.options)
    let files = try #require(try object(shown)["files"] as? [[String: Any]])
    let file = try #require(files.first)
    let path = try #require(file["path"] as? String)
    let bytes = try project.read(path)
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    let values = Data(bytes[start...]).withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
    #expect(file["shape"] as? [Int] == [64, 64, 1])
    try #require(values.count == 64 * 64)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count) - mean * mean
    // Sums of some thousand numbers near 1, each rounded: far below this, which any slip exceeds.
    let rounding = 1e-10
    func check(_ key: String, _ expected: Double) throws {
      let got = try #require(file[key] as? Double)
      #expect(abs(got - expected) <= rounding, "\(key): got \(got), expected \(expected)")
    }
    try check("minimum", try #require(values.min()))
    try check("maximum", try #require(values.max()))
    try check("mean", mean)
    try check("standardDeviation", variance.squareRoot())
    // They are in units of their standard deviation: dividing by n − 1 would show.
    try check("standardDeviation", 1)
    #expect(file["notFinite"] as? Int == 0)
    #expect((file["legend"] as? String)?.contains("standard deviations") == true)
  }

  @Test func hashLeadsToTheRecordAndItsSteps() async throws {
    let project = try await finishedProject()
    let shown = try object(
      try await project.tool().run(
        ["show", "shaping-fig2/train[image=b]", "--json"] + Self.options))
    let files = try #require(shown["files"] as? [[String: Any]])
    let file = try #require(files.last)
    let hash = try #require(file["sha256"] as? String)
    let path = try #require(file["path"] as? String)
    let fingerprint = try #require(shown["fingerprint"] as? String)
    let photograph = try sha256("\(project.path)/photographs/b.png")
    for subject in [hash, String(hash.prefix(12)), path, "./\(path)"] {
      let result = try await project.run("show", subject)
      #expect(result.ending == .exited(0), "\(result.errors)")
      #expect(result.outputLines.first?.hasPrefix("file \(hash) is ") == true)
      for line in [
        "record \(fingerprint)", "    shaping-fig2/train[image=b] (photographs)",
        "    parameters.schedule.iterations: 200",
        "    image: SHA-256 \(photograph) (made by no record: a photograph, or gone)",
      ] {
        #expect(result.outputLines.contains(line), "\(line) in \(result.output)")
      }
    }
    let record = try object(
      try await project.run("show", String(fingerprint.prefix(16)), "--json"))
    #expect(record["fingerprint"] as? String == fingerprint)
    #expect(record["steps"] as? [String] == ["shaping-fig2/train[image=b] (photographs)"])
  }

  @Test func ambiguousDigitsAreListed() async throws {
    let project = try await finishedProject()
    let names = try project.files(below: ".interneurons/records").keys
      .compactMap { $0.split(separator: "/").last }.map { String($0.dropLast(5)) }
    let blobs = try project.files(below: ".interneurons/blobs").keys
      .compactMap { $0.split(separator: "/").last }.map { String($0.prefix { $0 != "." }) }
    let all = (names + blobs).sorted()
    // Of some seventy hashes, two surely share two digits.
    let pair = try #require(
      zip(all, all.dropFirst()).first { $0.0.prefix(2) == $0.1.prefix(2) })
    let result = try await project.run("show", String(pair.0.prefix(2)))
    #expect(result.ending == .exited(2))
    #expect(
      result.errorLines.first
        == "error: several hashes of the store begin with '\(pair.0.prefix(2))'")
    #expect(result.errors.contains(" \(pair.0)\n") && result.errors.contains(" \(pair.1)\n"))
    // Near miss: all digits of one of them.
    #expect(try await project.run("show", pair.0).ending == .exited(0))
  }
}
