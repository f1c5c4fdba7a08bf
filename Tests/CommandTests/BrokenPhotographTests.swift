import Foundation
import Testing

/// Photographs that are none: an error that names the file, no figure, no record, never a crash.
struct BrokenPhotographTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let message: String

    init(_ name: String, _ bytes: [UInt8], message: String) {
      testDescription = name
      self.bytes = bytes
      self.message = message
    }
  }

  private static let intact = GrayPNG(texture: 1, width: 32, height: 32).bytes

  private static var wrongChecksum: [UInt8] {
    var bytes = intact
    bytes[bytes.count - 13] ^= 1  // the last byte of the pixels' CRC, before the 12 of the end
    return bytes
  }

  static let cases = [
    Case("wrong CRC", wrongChecksum, message: "damaged PNG file: IDAT: CRC error"),
    Case(
      "giant header", GrayPNG.file(width: 60_000, height: 60_000, compressed: [0x78, 0x01]),
      message: "60000 × 60000 pixels are too many: at most 16384 on a side and 50000000 in all"),
    Case(
      "1 × 1", GrayPNG(gray: 7, width: 1, height: 1).bytes,
      message: "1 × 1 pixels are too few: at least 16 × 16 are needed"),
    Case(
      "15 × 40", GrayPNG(texture: 1, width: 15, height: 40).bytes,
      message: "15 × 40 pixels are too few: at least 16 × 16 are needed"),
    Case(
      "one gray", GrayPNG(gray: 51, width: 32, height: 32).bytes,
      message: "every pixel of the crop has the same gray, 0.2"),
    Case("text", Array("Dear reader, this is no picture.".utf8), message: "not a PNG file"),
    Case("empty", [], message: "not a PNG file"),
  ]

  private static let run = ["run", "--data-set", "photographs"] + ProjectFolder.short

  @Test(arguments: cases) func brokenPhotographIsNamed(_ example: Case) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a", "c"])
    try project.write(example.bytes, to: "photographs/broken.png")
    let result = try await project.tool().run(Self.run)
    #expect(result.ending == .exited(1))
    #expect(result.output == "")
    for line in [
      "error: \(example.message)",
      "failed: shaping-fig2/photograph[image=broken]",
      "  step: shaping-fig2/photograph[image=broken]", "  file: photographs/broken.png",
      "hint: replace the photograph, or leave it out of the data set",
    ] {
      #expect(result.errorLines.contains(line), "\(result.errors)")
    }
    try await expectNothingOfTheFailure(in: project)
  }

  /// No figure, no record of the step, and still none when asked again.
  private func expectNothingOfTheFailure(in project: ProjectFolder) async throws {
    #expect(!project.exists("figures"))
    let show = try await project.run(
      "show", "shaping-fig2/photograph[image=broken]", "--data-set", "photographs")
    #expect(show.outputLines.contains("  state: not computed"), "\(show.output)\(show.errors)")
    let again = try await project.tool().run(Self.run)
    #expect(again.ending == .exited(1))
    #expect(again.errorLines.contains("failed: shaping-fig2/photograph[image=broken]"))
  }

  @Test func repairedPhotographCompletesTheRun() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let whole = try project.read("photographs/b.png")
    try project.write(Array(whole.dropLast()), to: "photographs/b.png")
    #expect(try await project.tool().run(Self.run).ending == .exited(1))
    try project.write(whole, to: "photographs/b.png")
    #expect(try await project.tool().run(Self.run).ending == .exited(0))
    #expect(try project.files(below: "figures").count == 3)
  }

  @Test func photographCutAnywhereIsRefused() async throws {
    let project = try ProjectFolder()
    try project.makeFolder("photographs")
    let count = Self.intact.count
    let cuts =
      [1, 7, 8, 9, 16, 24, 32, 33, 40, 41, 48, 100]
      + [16, 13, 12, 9, 8, 5, 4, 1].map { count - $0 }
      + stride(from: 150, to: count, by: 211)
    for cut in cuts {
      try project.write(Array(Self.intact.prefix(cut)), to: "photographs/broken.png")
      let result = try await project.tool().run(Self.run)
      #expect(result.ending == .exited(1), "cut after \(cut) of \(count): \(result.errors)")
      #expect(
        result.errorLines.contains("  file: photographs/broken.png"), "cut after \(cut)")
      #expect(!project.exists("figures"), "cut after \(cut)")
    }
    // Near miss: the whole file is taken.
    try project.write(Self.intact, to: "photographs/broken.png")
    let result = try await project.tool().run(Self.run)
    #expect(result.ending == .exited(0), "\(result.errors)")
  }

  @Test func folderCalledLikeAPhotographIsNamed() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    try project.makeFolder("photographs/broken.png")
    let result = try await project.tool().run(Self.run)
    #expect(result.ending == .exited(1))
    #expect(
      result.errors == """
        error: a file should be here, and it is a folder
          path: photographs/broken.png
        hint: move it away, or put the file there

        """)
    #expect(!project.exists("figures") && !project.exists(".interneurons"))
  }

  /// Opening a pipe would wait for its writer, which never comes; the limit is long because tests that
  /// run beside this one may keep it waiting.
  @Test(.timeLimit(.minutes(5))) func pipeCalledLikeAPhotographIsNamed() async throws {
    let project = try ProjectFolder()
    try project.makeFolder("photographs")
    try #require(mkfifo("\(project.path)/photographs/broken.png", 0o666) == 0)
    let result = try await project.tool().run(Self.run)
    #expect(result.ending == .exited(1))
    #expect(
      result.errors == """
        error: a file should be here, and it is a pipe
          path: photographs/broken.png
        hint: move it away, or put the file there

        """)
  }

  /// 61 × 45 is cropped to 44 × 44: the same as the middle alone would give.
  @Test func oddSizeIsCroppedToEven() async throws {
    let project = try ProjectFolder()
    try project.makeFolder("photographs")
    let png = GrayPNG(texture: 3, width: 61, height: 45)
    try project.write(png.bytes, to: "photographs/odd.png")
    let result = try await project.tool().run(Self.run)
    #expect(result.ending == .exited(0), "\(result.errors)")
    let show = try await project.tool().run(
      ["show", "shaping-fig2/photograph", "--json", "--data-set", "photographs"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any])
    let files = try #require(object["files"] as? [[String: Any]])
    #expect(files.compactMap { $0["shape"] as? [Int] } == [[44, 44]], "\(show.output)")
  }
}
