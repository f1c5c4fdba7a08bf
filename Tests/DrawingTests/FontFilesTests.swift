import Foundation
import Testing

@testable import Drawing

@Suite struct FontFilesTests {
  @Test func missingFileNamesFileAndPackage() throws {
    #expect(
      throws: DrawingError.missingFont(
        file: "DejaVuSans.ttf", package: "fonts-dejavu-core", searched: ["/nowhere"])
    ) { try FontFiles.locate(in: ["/nowhere"]) }
    #expect(throws: Never.self) { try FontFiles.locate() }
  }

  @Test func missingObliqueNamesTheOtherPackage() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "fonts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let found = try FontFiles.locate()
    for path in [found.regular, found.bold] {
      let file = URL(filePath: path)
      try FileManager.default.copyItem(at: file, to: folder.appending(path: file.lastPathComponent))
    }
    let path = folder.path
    #expect(
      throws: DrawingError.missingFont(
        file: "DejaVuSans-Oblique.ttf", package: "fonts-dejavu-extra", searched: [path])
    ) { try FontFiles.locate(in: [path]) }
    // A later folder that has it completes the set.
    let usual = URL(filePath: found.oblique).deletingLastPathComponent().path
    #expect(try FontFiles.locate(in: [path, usual]).oblique == found.oblique)
    try FileManager.default.removeItem(at: folder)
  }

  @Test func fileThatIsNoFont() throws {
    let here = #filePath
    let files = FontFiles(regular: here, bold: here, oblique: here)
    let error = #expect(throws: DrawingError.self) {
      try Renderer.png(TestPages.page(), fonts: files)
    }
    guard case .unreadableFont(let file, _) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(file == here)
  }

  @Test func characterWithoutGlyph() throws {
    func page(_ text: Text) -> Drawing {
      var page = TestPages.page()
      page.add(.text(Label(text), at: Point(10, 10)))
      return page
    }
    let error = #expect(throws: DrawingError.self) { try Renderer.png(page("図")) }
    guard case .missingGlyph(let character, let code, _) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(character == "図" && code == 0x56F3)
    let wanted = Text.math("α β θ g f Φ μ λ η ψ κ − × ≥ ≤ ‖ √ Σ ∂ ∈ ℝ") + "⁻¹ … “”"
    #expect(throws: Never.self) { try Renderer.png(page(wanted)) }
  }
}
