import Foundation
import Testing

/// A project of its own: the repository's experiments, and the photographs that a test wants.
final class ProjectFolder: Sendable {
  /// Short, so that the tests are: what is learned matters nowhere here.
  static let short = ["--set", "train.schedule.iterations=200"]
  /// Where figure 2 of the bundled photographs belongs.
  static let figures = ["png", "pdf", "json"].map { "figures/bundled/shaping-fig2.\($0)" }
  /// The steps of figure 2 on three photographs: eleven each, how they relate, and the figure.
  static let stepCount = 35

  /// The project lies one folder down, so that there is an outside.
  let outside: TemporaryFolder
  var path: String { "\(outside.path)/project" }

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// A project with the repository's manifest of figure 2 and its seven photographs.
  init() throws {
    outside = try TemporaryFolder()
    try makeFolder("experiments")
    let manifest = "experiments/shaping-fig2.yaml"
    for name in [manifest, "data"] {
      try FileManager.default.copyItem(
        atPath: "\(Self.repository)/\(name)", toPath: "\(path)/\(name)")
    }
  }

  /// The command, started in the project or in a folder of it.
  func tool(in folder: String = "", environment: [String: String] = [:]) -> CommandLineTool {
    CommandLineTool(folder: folder.isEmpty ? path : "\(path)/\(folder)", environment: environment)
  }

  func run(_ arguments: String...) async throws -> CommandLineTool.Result {
    try await tool().run(arguments)
  }

  /// Makes a data set of small photographs, each 64 × 64.
  func makePhotographs(_ names: [String] = ["a", "b", "c"], in folder: String = "photographs")
    throws
  {
    try makeFolder(folder)
    for (seed, name) in names.enumerated() {
      let png = GrayPNG(texture: UInt32(seed) + 1, width: 64, height: 64)
      try write(png.bytes, to: "\(folder)/\(name).png")
    }
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(path)/\(name)", withIntermediateDirectories: true)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  /// Changes a file of text; what is replaced must be there.
  func replace(_ old: String, with new: String, in name: String) throws {
    let text = try text(name)
    try #require(text.contains(old), "\(name) has no '\(old)'")
    try write(text.replacing(old, with: new), to: name)
  }

  func json(_ name: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(try read(name)))
    return try #require(value as? [String: Any])
  }

  /// Every file of the project with its time of change and contents.
  func snapshot() throws -> [String: String] {
    try files(below: ".").reduce(into: [:]) { snapshot, file in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file.key)")
      let time = try #require(attributes[.modificationDate] as? Date)
      snapshot[file.key] =
        "\(time.timeIntervalSince1970) \(file.value.count) \(file.value.hashValue)"
    }
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  /// The files below a folder with their contents, by path in that folder; none where it is not.
  func files(below folder: String) throws -> [String: [UInt8]] {
    guard let names = FileManager.default.enumerator(atPath: "\(path)/\(folder)") else {
      return [:]
    }
    var files: [String: [UInt8]] = [:]
    for case let name as String in names {
      var isFolder: ObjCBool = false
      let file = "\(folder)/\(name)"
      let exists = FileManager.default.fileExists(atPath: "\(path)/\(file)", isDirectory: &isFolder)
      if exists && !isFolder.boolValue { files[name] = try read(file) }
    }
    return files
  }
}
