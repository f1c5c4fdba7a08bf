import Foundation
import Testing

/// Figures and results are the same bytes whatever surrounds the run.
struct SameBytesTests {
  private static let run = ["run"] + ProjectFolder.short

  /// The figures and the contents in the store of a run with default surroundings.
  private struct Outcome: Equatable {
    let figures: [String: [UInt8]]
    let blobs: [String: [UInt8]]

    init(of project: ProjectFolder) throws {
      figures = try project.files(below: "figures")
      blobs = try project.files(below: ".interneurons/blobs")
    }

    func expectSame(as other: Outcome, _ what: String) {
      #expect(figures.keys.sorted() == other.figures.keys.sorted(), "\(what)")
      for (name, bytes) in figures {
        #expect(other.figures[name] == bytes, "\(what): \(name) differs")
      }
      #expect(blobs.keys.sorted() == other.blobs.keys.sorted(), "\(what): other blobs")
      #expect(blobs == other.blobs, "\(what)")
    }
  }

  @Test func surroundingsChangeNoByte() async throws {
    let project = try ProjectFolder()
    try #require(try await project.tool().run(Self.run + ["--jobs", "1"]).ending == .exited(0))
    let expected = try Outcome(of: project)
    #expect(expected.figures.count == 3 && expected.blobs.count >= ProjectFolder.stepCount)

    for jobs in ["2", "7"] {
      let other = try ProjectFolder()
      let result = try await other.tool().run(Self.run + ["--jobs", jobs])
      #expect(result.ending == .exited(0))
      expected.expectSame(as: try Outcome(of: other), "--jobs \(jobs)")
    }

    let elsewhere = try ProjectFolder()
    try elsewhere.makeFolder("a/b")
    var tool = elsewhere.tool(in: "a/b")
    tool.environment = ["TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8"]
    tool.preparation = "umask 077"
    let result = try await tool.run(Self.run)
    #expect(result.ending == .exited(0))
    #expect(result.outputLines == ProjectFolder.figures.map { "../../\($0)" })
    expected.expectSame(as: try Outcome(of: elsewhere), "folder, time zone, language and umask")

    // Near miss: another seed gives other numbers.
    let seeded = try ProjectFolder()
    _ = try await seeded.tool().run(Self.run + ["--set", "train.seed=2"])
    #expect(try Outcome(of: seeded) != expected)
  }

  /// What the C library chooses when it starts is no part of its version.
  @Test(.enabled(if: ProcessorFeatures.haveFusedProducts))
  func anotherInstructionSetOfTheCLibraryIsAnotherEnvironment() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let options = ["--data-set", "photographs"] + ProjectFolder.short
    try #require(try await project.tool().run(["run"] + options).ending == .exited(0))
    let plain = project.tool(environment: [
      "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-FMA_Usable,-FMA4_Usable,-AVX2_Usable"
    ])
    let other = try await plain.run(["run", "--dry-run"] + options)
    #expect(other.errors.contains("steps would run"), "\(other.errors)")
    #expect(other.outputLines.contains { $0.hasPrefix("run ") }, "\(other.output)")
    let explained = try await plain.run(["explain", "shaping-fig2/signals"] + options)
    #expect(explained.output.contains("libm results"), "\(explained.output)")
    // Near miss: with all instructions there is nothing to do.
    #expect(try await project.tool().run(["run", "--dry-run"] + options).output == "")
  }

  @Test func movedProjectHasNothingToDo() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let run = Self.run + ["--data-set", "photographs"]
    try #require(try await project.tool().run(run).ending == .exited(0))
    let figures = try project.files(below: "figures")
    let moved = "\(project.outside.path)/moved elsewhere"
    try FileManager.default.moveItem(atPath: project.path, toPath: moved)
    var tool = CommandLineTool(folder: moved)
    tool.environment = ["TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8"]
    tool.preparation = "umask 077"
    let result = try await tool.run(run)
    try FileManager.default.moveItem(atPath: moved, toPath: project.path)
    #expect(result.ending == .exited(0))
    #expect(
      result.errors
        == "nothing to do: all \(ProjectFolder.stepCount) steps are stored, all figures are up to date\n"
    )
    #expect(try project.files(below: "figures") == figures)
  }
}

/// What the processor can do that the C library looks for.
enum ProcessorFeatures {
  /// Whether a product and a sum can be one instruction, as the faster variants want it.
  static var haveFusedProducts: Bool {
    FileManager.default.contents(atPath: "/proc/cpuinfo").map {
      String(decoding: $0, as: UTF8.self).contains(" fma ")
    } ?? false
  }
}
