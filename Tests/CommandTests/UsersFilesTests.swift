import Foundation
import Testing

/// No output replaces what is the user's.
struct UsersFilesTests {
  private static let short = ["--set", "train.schedule.iterations=20"]

  private func run(_ project: ProjectFolder, _ arguments: String...) async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run(arguments + Self.short)
  }

  private func expectRefused(
    _ project: ProjectFolder, _ arguments: String..., title: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try project.snapshot()
    let result = try await project.tool().run(arguments + Self.short)
    #expect(result.ending == .exited(2), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(
      result.errorLines.first == "error: \(title)", "\(result.errors)",
      sourceLocation: sourceLocation)
    #expect(result.errors.contains("hint: "), sourceLocation: sourceLocation)
    // Before anything was computed.
    #expect(try project.snapshot() == before, sourceLocation: sourceLocation)
  }

  @Test func outputDoesNotGoWhereInputComesFrom() async throws {
    let title = "output may not go where input comes from"
    let project = try ProjectFolder()
    try project.makePhotographs(["shaping-fig2"])
    try project.makePhotographs(["a"], in: "figures/own")
    try project.makeFolder("below")
    for (link, target) in [("link", "photographs"), ("below/a.png", "photographs/a.png")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(project.path)/\(link)", withDestinationPath: "\(project.path)/\(target)")
    }
    try project.write(GrayPNG(texture: 5, width: 64, height: 64).bytes, to: "photographs/a.png")
    for folder in [
      "photographs", "./photographs//", "link", "below/../photographs", "experiments",
      "data/bundled", "\(project.path)/photographs", "nowhere/../photographs/new/..",
    ] {
      for verb in ["run", "report"] {
        try await expectRefused(
          project, verb, "--data-set", "photographs", "--out", folder, title: title)
      }
    }
    try await expectRefused(project, "run", "--data-set", "figures/own", title: title)
    // Links to photographs elsewhere.
    for folder in ["below", "photographs"] {
      try await expectRefused(
        project, "run", "--data-set", "below", "--out", folder, title: title)
    }
  }

  /// Neither into the store, nor among the figures of another data set.
  @Test func outputDoesNotGoWhereItWouldBeTakenForOtherThings() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    for folder in [".interneurons", ".interneurons/damaged", "figures/other", "new/../figures/a"] {
      try await expectRefused(
        project, "run", "--data-set", "photographs", "--out", folder,
        title: "output may not go there")
    }
  }

  /// A copy of a figure has the name of a further page, and is none.
  @Test func aCopyOfAFigureStays() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    #expect(try await run(project, "run", "--data-set", "photographs").ending == .exited(0))
    let figure = "figures/photographs/shaping-fig2.png"
    let copy = "figures/photographs/shaping-fig2-2025.png"
    try project.write(try project.read(figure), to: copy)
    let again = try await run(
      project, "run", "--data-set", "photographs", "--set", "curve.range=5")
    #expect(again.ending == .exited(0), "\(again.errors)")
    #expect(project.exists(copy))
    #expect(try await run(project, "audit", "--data-set", "photographs").ending == .exited(0))
  }

  /// What made a figure may be parameters that a repair is not told.
  @Test func aRepairRestoresFiguresAsTheyWere() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    #expect(try await run(project, "run", "--data-set", "photographs").ending == .exited(0))
    let before = try project.files(below: "figures")
    let figure = "figures/photographs/shaping-fig2.pdf"
    try project.write(Array(try project.read(figure).dropLast(10)), to: figure)
    let repair = try await project.tool().run(
      ["audit", "--repair", "--data-set", "photographs"])
    #expect(repair.ending == .exited(0), "\(repair.output)\(repair.errors)")
    #expect(repair.output.contains("steps run    0"), "\(repair.output)")
    #expect(try project.files(below: "figures") == before)
  }

  @Test(arguments: ["png", "pdf", "json"])
  func aFileOfTheUserIsNotReplaced(ending: String) async throws {
    let title = "this file was not written by this program, and would be replaced"
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let file = "figures/photographs/shaping-fig2.\(ending)"
    try project.makeFolder("figures/photographs")
    let mine = ending == "png" ? try project.read("photographs/a.png") : Array("{\"a\": 1}".utf8)
    try project.write(mine, to: file)
    try await expectRefused(project, "run", "--data-set", "photographs", title: title)
    try await expectRefused(
      project, "run", "--data-set", "photographs", "--out", "figures/photographs", title: title)
    // Near miss: elsewhere, nothing is in the way, and what is ours is replaced there.
    let arguments = ["run", "--data-set", "photographs", "--out", "out"] + Self.short
    #expect(try await project.tool().run(arguments).ending == .exited(0))
    let whole = try project.read("out/shaping-fig2.\(ending)")
    for damaged in [[], Array(whole.dropLast()), [UInt8(0)] + whole.dropFirst()] {
      try project.write(damaged, to: "out/shaping-fig2.\(ending)")
      #expect(try await project.tool().run(arguments).ending == .exited(0))
      #expect(try project.read("out/shaping-fig2.\(ending)") == whole)
    }
  }

  /// A repair cannot tell a figure that is damaged beyond recognition from a file of the user.
  @Test func aRepairKeepsWhatItCannotTell() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    #expect(try await run(project, "run", "--data-set", "photographs").ending == .exited(0))
    let figure = "figures/photographs/shaping-fig2.png"
    let whole = try project.read(figure)
    try project.write(try project.read("photographs/a.png"), to: figure)
    let repair = try await run(project, "audit", "--repair", "--data-set", "photographs")
    #expect(repair.ending == .exited(0), "\(repair.output)\(repair.errors)")
    #expect(repair.output.contains("set aside    \(figure)\n"), "\(repair.output)")
    #expect(try project.read(figure) == whole)
    let kept = try project.files(below: ".interneurons/damaged").values
    #expect(try kept.contains(project.read("photographs/a.png")))
  }

  @Test func figuresOfAnotherFolderOfTheSameNameStay() async throws {
    let title = "the figures there are of another folder with the same name"
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "b"], in: "alice/photos")
    try project.makePhotographs(["a"], in: "bob/photos")
    #expect(try await run(project, "run", "--data-set", "alice/photos").ending == .exited(0))
    let figures = try project.files(below: "figures")
    try await expectRefused(project, "run", "--data-set", "bob/photos", title: title)
    // The store forgets: then photographs in common decide, and there are none.
    try project.remove("bob/photos/a.png")
    try project.write(GrayPNG(texture: 9, width: 64, height: 64).bytes, to: "bob/photos/a.png")
    #expect(try await project.run("gc", "--all", "--yes").ending == .exited(0))
    try await expectRefused(project, "run", "--data-set", "bob/photos", title: title)
    #expect(try project.files(below: "figures") == figures)
    let named = try await run(project, "run", "--data-set", "bob/photos", "--out", "elsewhere")
    #expect(named.ending == .exited(0), "\(named.errors)")
  }

  /// One folder's figures are no reason to leave the store damaged.
  @Test func aRepairLeavesFiguresOfAnotherFolderAndRepairsTheRest() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "b"], in: "alice/photos")
    try project.makePhotographs(["a"], in: "bob/photos")
    #expect(try await run(project, "run", "--data-set", "alice/photos").ending == .exited(0))
    for (name, bytes) in try project.files(below: ".interneurons/records")
    where String(decoding: bytes, as: UTF8.self).contains("\"artifact\" : \"rendered-figure\"") {
      try project.remove(".interneurons/records/\(name)")
    }
    try project.write("", to: "figures/photos/shaping-fig2.pdf")
    try project.write("", to: ".interneurons/store.json")
    let figures = try project.files(below: "figures")
    let result = try await run(project, "audit", "--repair", "--data-set", "bob/photos")
    #expect(result.ending == .exited(5), "\(result.output)")
    #expect(
      result.errors.contains("notice: not repaired: the figures there are of another folder"),
      "\(result.errors)")
    #expect(try project.files(below: "figures") == figures)
    #expect(try project.text(".interneurons/store.json").contains("format"))
    // Near miss: with its own photographs it is repaired.
    let own = try await run(project, "audit", "--repair", "--data-set", "alice/photos")
    #expect(own.ending == .exited(0), "\(own.output)\(own.errors)")
  }

  @Test func aFolderThatIsEditedOrMovedIsStillTheSame() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"], in: "alice/photos")
    #expect(try await run(project, "run", "--data-set", "alice/photos").ending == .exited(0))
    // Its only photograph.
    let other = GrayPNG(texture: 9, width: 64, height: 64).bytes
    try project.write(other, to: "alice/photos/a.png")
    let edited = try await run(project, "run", "--data-set", "alice/photos")
    #expect(edited.ending == .exited(0), "\(edited.errors)")
    try project.makeFolder("carol")
    try FileManager.default.moveItem(
      atPath: "\(project.path)/alice/photos", toPath: "\(project.path)/carol/photos")
    #expect(try await run(project, "run", "--data-set", "carol/photos").ending == .exited(0))
    // It is hers now.
    try project.makePhotographs(["a"], in: "alice/photos")
    #expect(try await run(project, "run", "--data-set", "alice/photos").ending == .exited(2))
  }

  @Test func theRootHasNoName() async throws {
    let project = try ProjectFolder()
    let result = try await run(project, "run", "--data-set", "/")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("this one has no name"), "\(result.errors)")
    #expect(!project.exists("figures"))
  }
}
