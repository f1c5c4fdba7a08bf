import Foundation
import Testing

@testable import Pipeline

/// Names and texts that nobody could show or open: refused with a reason, shown escaped.
@Suite struct NameTests {
  private final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "names-\(UUID().uuidString)"
    let photographs: String

    init() throws {
      photographs = "\(path)/own"
      try Files.write([1], to: "\(photographs)/plain.png")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Foundation would refuse or repair the name.
    func make(_ name: [UInt8]) throws {
      let path = Array("\(photographs)/".utf8) + name + [0]
      let descriptor = creat(path.map(CChar.init(bitPattern:)), 0o644)
      try #require(descriptor >= 0)
      close(descriptor)
    }

    func fault() -> String? {
      let faults = #expect(throws: Faults.self) {
        try DataSet.open(photographs, project: path, fileExtension: "png")
      }
      return faults?.description.replacing("\(photographs)", with: "own")
    }
  }

  @Test func photographWhoseNameIsNotUTF8() throws {
    let folder = try Folder()
    try folder.make(Array("caf".utf8) + [0xE9] + Array(".png".utf8))
    #expect(folder.fault() == #"own/caf\xE9.png: error: its name is not UTF-8; rename it"#)
  }

  @Test(arguments: [("\u{1B}[2J", #"\u001B[2J"#), ("\n", #"\u000A"#), ("\u{202E}", #"\u202E"#)])
  func photographWithControlCharacters(name: String, shown: String) throws {
    let folder = try Folder()
    try folder.make(Array("a\(name).png".utf8))
    #expect(
      folder.fault() == "own/a\(shown).png: error: its name has control characters; rename it")
  }

  /// Near misses: other files may have any name, and photographs may have letters of any script.
  @Test func otherNamesAreTaken() throws {
    let folder = try Folder()
    try folder.make([0xE9])
    try folder.make(Array("Zoë Жук.png".utf8))
    let set = try DataSet.open(folder.photographs, project: folder.path, fileExtension: "png")
    #expect(set.items.map(\.id) == ["Zoë Жук", "plain"])
    #expect(set.ignored == [#"\xE9"#])
  }

  @Test func textInLatin1IsLocated() throws {
    let folder = try Folder()
    let file = "\(folder.path)/x.yaml"
    try Files.write(Array("title: Größe\nä: caf".utf8) + [0xE9, 0x0A], to: file)
    let faults = #expect(throws: Faults.self) { try Files.text(of: file) }
    #expect(
      faults?.description
        == "\(file):2:7: error: this is not UTF-8; save the file as UTF-8")
    // Near miss: the same in UTF-8.
    try Files.write(Array("title: Größe\nä: café\n".utf8), to: file)
    #expect(try Files.text(of: file) == "title: Größe\nä: café\n")
  }

  @Test func listInLatin1IsLocated() throws {
    let folder = try Folder()
    let list = "\(folder.photographs)/dataset.yaml"
    try Files.write(Array("title: caf".utf8) + [0xE9], to: list)
    #expect(
      folder.fault() == "own/dataset.yaml:1:11: error: this is not UTF-8; save the file as UTF-8")
  }

  @Test func controlsAreShown() {
    #expect("a\nb\u{7F}".showingControls() == #"a\u000Ab\u007F"#)
    #expect("a\nb\u{9B}".showingControls(keepingLines: true) == "a\n" + #"b\u009B"#)
    #expect("β → ∞".showingControls() == "β → ∞")
  }
}
