import Foundation

/// A result that stages hand to each other: a value with files of well-known formats.
///
/// Arrays are NumPy files, records are JSON with sorted keys, so that every intermediate result can
/// be opened without this program. Units and axes belong to the type's documentation.
public protocol Artifact: Sendable {
  /// The kind in manifests' faults and in records, lower-kebab: `fitted-distribution`.
  static var kind: String { get }

  /// What the numbers in each file are, by the file's name: axes and units.
  static var legend: [String: String] { get }

  /// The files, in a fixed order; equal values give equal bytes.
  func files() throws -> [ArtifactFile]

  /// Reads the files back.
  ///
  /// - Throws: `FormatError` or a decoding error when the files are not this artifact's.
  init(files: [ArtifactFile]) throws
}

extension Artifact {
  public static var legend: [String: String] { [:] }
}

/// One file of an artifact.
public struct ArtifactFile: Equatable, Sendable {
  /// The name with its extension, unique within the artifact.
  public let name: String
  /// The contents.
  public let bytes: [UInt8]

  /// A file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

extension [ArtifactFile] {
  /// The contents of the file with a name.
  public func bytes(of name: String) throws(FormatError) -> [UInt8] {
    guard let file = first(where: { $0.name == name }) else {
      throw .missingFile(name: name, found: map(\.name))
    }
    return file.bytes
  }
}

/// An artifact that is one JSON record.
public protocol RecordArtifact: Artifact, Codable {}

extension RecordArtifact {
  private static var fileName: String { "\(kind).json" }

  public func files() throws -> [ArtifactFile] {
    let text = try JSONValue(encoding: self).text(indented: true)
    return [ArtifactFile(name: Self.fileName, bytes: Array(text.utf8))]
  }

  public init(files: [ArtifactFile]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(files.bytes(of: Self.fileName)))
  }
}
