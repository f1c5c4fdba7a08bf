import Foundation
import Pipeline

/// Where the repository's files are, seen from the tests.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The bundled photographs.
  static func bundled() throws -> DataSet {
    try DataSet.open("bundled", project: root, fileExtension: "png")
  }

  /// The manifests of all experiments.
  static func manifests() throws -> [Manifest] {
    try Files.names(in: "\(root)/experiments").filter { $0.hasSuffix(".yaml") }.map { name in
      let text = String(decoding: try Files.read("\(root)/experiments/\(name)"), as: UTF8.self)
      return try Manifest(parsing: text, name: String(name.dropLast(5)), file: name)
    }
  }

  /// The folder with the authors' gray photographs, which may not enter the repository.
  static let kodakGray = ProcessInfo.processInfo.environment["KODAK_GRAY"]

  static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let folder = Bundle.module.bundlePath
    let bytes = try Files.read("\(folder)/Resources/\(name)")
    return try JSONDecoder().decode(type, from: Data(bytes))
  }
}
