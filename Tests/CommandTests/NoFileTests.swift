import Foundation
import Testing

/// Folders and pipes that stand where a file of the store or of a figure should be.
struct NoFileTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short

  enum Place: String, CaseIterable, Sendable {
    case contents = ".interneurons/blobs"
    case record = ".interneurons/records"
    case journal = ".interneurons/steps"
    case label = ".interneurons/store.json"
    case picture = "figures/photographs/shaping-fig2.png"
    case numbers = "figures/photographs/shaping-fig2.json"

    func path(in project: ProjectFolder) throws -> String {
      guard ["blobs", "records", "steps"].contains(where: rawValue.hasSuffix) else {
        return rawValue
      }
      return "\(rawValue)/\(try #require(try project.files(below: rawValue).keys.min()))"
    }
  }

  enum Thing: CaseIterable, Sendable {
    case folder, pipe

    func take(the place: String, in project: ProjectFolder) throws {
      try project.remove(place)
      switch self {
      case .folder:
        try project.makeFolder(place)
        try project.write("mine", to: "\(place)/mine.txt")
      case .pipe: try #require(mkfifo("\(project.path)/\(place)", 0o600) == 0)
      }
    }

    /// Whether what a user put there is still somewhere.
    func isKept(in project: ProjectFolder) throws -> Bool {
      let pipe = FileAttributeType.typeUnknown
      return try FileManager.default.subpathsOfDirectory(atPath: project.path).contains { name in
        let type =
          try FileManager.default.attributesOfItem(atPath: "\(project.path)/\(name)")[.type]
          as? FileAttributeType
        return self == .folder ? name.hasSuffix("/mine.txt") : type == pipe
      }
    }
  }

  @Test(arguments: Place.allCases, Thing.allCases)
  func isDamageAndRepairedAndKept(place: Place, thing: Thing) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let tool = project.tool()
    try #require(try await tool.run(["run"] + Self.options).ending == .exited(0))
    let figures = try project.files(below: "figures")
    let path = try place.path(in: project)
    try thing.take(the: path, in: project)

    let found = try await tool.run(["audit"] + Self.options)
    #expect(found.ending == .exited(5), "\(found.output)\(found.errors)")
    #expect(found.output.contains("  \(path)"), "\(found.output)")
    let repaired = try await tool.run(["audit", "--repair"] + Self.options)
    #expect(repaired.ending == .exited(0), "\(repaired.output)\(repaired.errors)")
    let run = try await tool.run(["run"] + Self.options)
    #expect(run.ending == .exited(0) && run.errors.hasPrefix("nothing to do"), "\(run.errors)")
    for (name, bytes) in figures { #expect(try project.read("figures/\(name)") == bytes) }
    let garbage = try await tool.run(["gc", "--yes"] + Self.options)
    #expect(garbage.ending == .exited(0), "\(garbage.errors)")
    #expect(try thing.isKept(in: project))
    #expect(try await tool.run(["gc", "--all", "--yes"]).ending == .exited(0))
    #expect(try thing.isKept(in: project))
  }

  /// Before any audit: what is in the store is set aside, what is a user's is refused.
  @Test(arguments: Place.allCases, Thing.allCases)
  func neverEndsARunWithoutWords(place: Place, thing: Thing) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let tool = project.tool()
    try #require(try await tool.run(["run"] + Self.options).ending == .exited(0))
    let path = try place.path(in: project)
    try thing.take(the: path, in: project)
    let run = try await tool.run(["run"] + Self.options)
    switch place {
    case .contents, .record, .journal: #expect(run.ending == .exited(0), "\(run.errors)")
    case .label:
      #expect(run.ending == .exited(1))
      #expect(run.errors.hasPrefix("error: a file should be here, and it is a "), "\(run.errors)")
    case .picture, .numbers:
      #expect(run.ending == .exited(2))
      #expect(
        run.errors.hasPrefix("error: this file was not written by this program"), "\(run.errors)")
    }
    // A journal is written anew, over whatever may be replaced.
    #expect(try place == .journal || thing.isKept(in: project))
  }

  @Test func aFolderInPlaceOfARecordStopsTheCollection() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let tool = project.tool()
    try #require(try await tool.run(["run"] + Self.options).ending == .exited(0))
    try Thing.folder.take(the: try Place.record.path(in: project), in: project)
    let before = try project.snapshot()
    #expect(try await tool.run(["gc", "--yes"] + Self.options).ending == .exited(5))
    #expect(try project.snapshot() == before)
  }
}
