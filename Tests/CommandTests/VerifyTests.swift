import Foundation
import Photographs
import Testing

@testable import Drawing

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
    #expect(result.output.contains("it is of the figure shaping-fig2, data set others"))
    // The same picture without one of its texts, and with a line through it.
    let plain = try Self.withoutSoftware(picture)
    try project.write(plain, to: Self.png)
    let same = try await verify(project)
    #expect(same.ending == .exited(0), "\(same.output)")
    #expect(same.output.contains("agrees  \(Self.png)"))
    try project.write(Self.redrawn(picture), to: Self.png)
    let redrawn = try await verify(project)
    #expect(redrawn.ending == .exited(6))
    #expect(redrawn.output.contains("pixels look different"), "\(redrawn.output)")
    try project.write([1, 2, 3] as [UInt8], to: Self.png)
    #expect(try await verify(project).output.contains("DIFFERS  \(Self.png)"))
  }

  /// A PNG file without its text "Software".
  private static func withoutSoftware(_ picture: [UInt8]) throws -> [UInt8] {
    let data = Data(picture)
    let key = try #require(data.range(of: Data("tEXtSoftware".utf8)))
    let length = picture[key.lowerBound - 4..<key.lowerBound].reduce(0) { $0 << 8 | Int($1) }
    return Array(data[..<(key.lowerBound - 4)] + data[(key.lowerBound + 8 + length)...])
  }

  /// The texts of a picture around the pixels of another one of its size, which is all black.
  private static func redrawn(_ picture: [UInt8]) throws -> [UInt8] {
    let made = try PNGImage(decoding: picture)
    let texts = try PNGText.read(picture)
    let pixels = Pixels(
      width: made.width, height: made.height,
      bytes: [UInt8](repeating: 0, count: 3 * made.width * made.height))
    return try PNGEncoder.encode(pixels, dotsPerInch: 300, texts: texts)
  }

  /// Of a PDF file only the ends and its origin are read.
  @Test func aDocumentMustBeWholeAndOfTheSameMaking() async throws {
    let project = try await project()
    let pdf = "figures/photographs/shaping-fig2.pdf"
    let bytes = try project.read(pdf)
    try project.write(bytes + [10], to: pdf)
    let same = try await verify(project)
    #expect(same.ending == .exited(0) && same.output.contains("agrees  \(pdf)"), "\(same.output)")
    for (broken, reason) in [
      (Array(bytes.dropLast(40)), "it is no whole PDF file"),
      (Array("%PDF-1.5\n%%EOF".utf8), "it does not say how it was made"),
    ] {
      try project.write(broken, to: pdf)
      let result = try await verify(project)
      #expect(result.ending == .exited(6) && result.output.contains(reason), "\(result.output)")
    }
  }

  @Test func figuresWithoutAManifestAreNotMade() async throws {
    let project = try await project()
    let text = try project.text(Self.json)
    try project.write(
      text.replacing(#""figure" : "shaping-fig2""#, with: #""figure" : "gone""#),
      to: "figures/photographs/gone.json")
    let result = try await verify(project)
    #expect(result.ending == .exited(6))
    #expect(result.output.contains("NOT MADE  figures/photographs/gone.json"), "\(result.output)")
    // Who asks for one experiment asks for no other file.
    #expect(try await verify(project, "shaping-fig2").ending == .exited(0))
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
