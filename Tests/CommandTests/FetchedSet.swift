import Digests
import Foundation

/// A data set of three photographs that are not there, as a list names them.
struct FetchedSet {
  static let names = ["a.png", "b.png", "c.png"]
  /// Big enough to be cut: some 160 kB each.
  static let files: [String: [UInt8]] = Dictionary(
    uniqueKeysWithValues: names.enumerated().map { seed, name in
      (name, GrayPNG(texture: UInt32(seed) + 1, width: 400, height: 400).bytes)
    })

  static func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hexadecimalDigest(of: bytes)
  }

  static func contents(_ name: String) -> [UInt8] { files[name] ?? [] }
  static func hash(_ name: String) -> String { sha256(contents(name)) }
  static func size(_ name: String) -> Int { contents(name).count }

  /// A project whose data set `toys` lists the files.
  ///
  /// - Parameters:
  ///   - top: Lines at the top of the list.
  ///   - more: What else the list says of a file.
  static func project(top: String = "", more: [String: String] = [:]) throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makeFolder("data/toys")
    let entries = names.map { name in
      """
        - id: \(name.prefix(1))
          file: \(name)
          sha256: \(hash(name))
          bytes: \(size(name))
          \(more[name] ?? "title: a texture")

      """
    }
    try project.write(
      "name: toys\n\(top)photographs:\n\(entries.joined())", to: "data/toys/dataset.yaml")
    return project
  }

  /// What is in the data set's folder beside its list.
  static func fetched(in project: ProjectFolder) throws -> [String: [UInt8]] {
    try project.files(below: "data/toys").filter { $0.key != "dataset.yaml" }
  }

  /// What is kept of unfinished files.
  static func kept(in project: ProjectFolder) throws -> [String: [UInt8]] {
    try project.files(below: ".fetch")
  }
}
