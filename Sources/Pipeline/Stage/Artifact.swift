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

extension ArtifactFile {
  /// A record as JSON with sorted keys.
  public static func record(_ name: String, _ record: some Encodable) throws -> ArtifactFile {
    let text = try JSONValue(encoding: record).text(indented: true)
    return ArtifactFile(name: name, bytes: Array(text.utf8))
  }

  /// An array as a NumPy file.
  public static func array(_ name: String, _ array: NumPyArray) -> ArtifactFile {
    ArtifactFile(name: name, bytes: array.bytes)
  }
}

extension [ArtifactFile] {
  /// The record in the JSON file with a name.
  public func record<Record: Decodable>(_ name: String) throws -> Record {
    try JSONDecoder().decode(Record.self, from: Data(bytes(of: name)))
  }

  /// The array in the NumPy file with a name.
  public func array(_ name: String) throws(FormatError) -> NumPyArray {
    try NumPyArray(parsing: bytes(of: name))
  }

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

  /// The legend of the one file.
  public static func describing(_ meaning: String) -> [String: String] { [fileName: meaning] }

  public func files() throws -> [ArtifactFile] { [try .record(Self.fileName, self)] }

  public init(files: [ArtifactFile]) throws { self = try files.record(Self.fileName) }
}

// MARK: - Figures

/// What a figure leaves behind: pictures for the screen, all of them for print, and the numbers.
public struct RenderedFigure: Artifact {
  public static let kind = "rendered-figure"
  public static let legend = [
    "figure.png": "the picture at 300 dots per inch; figure-2.png and so on are further pages",
    "figure.pdf": "all pages as vectors",
    "figure.json": "caption, the numbers behind the picture with their units, claims",
  ]

  /// The pictures as PNG, one a page.
  public let pngs: [[UInt8]]
  /// The pictures as PDF, a page each.
  public let pdf: [UInt8]
  /// The numbers and the caption as JSON.
  public let json: [UInt8]

  /// A figure from its files.
  ///
  /// - Precondition: it has a page.
  public init(pngs: [[UInt8]], pdf: [UInt8], json: [UInt8]) {
    self.pngs = pngs
    self.pdf = pdf
    self.json = json
  }

  public func files() -> [ArtifactFile] {
    [
      ArtifactFile(name: Self.name(ofPage: 1), bytes: pngs[0]),
      ArtifactFile(name: "figure.pdf", bytes: pdf), ArtifactFile(name: "figure.json", bytes: json),
    ]
      + pngs.enumerated().dropFirst().map { index, bytes in
        ArtifactFile(name: Self.name(ofPage: index + 1), bytes: bytes)
      }
  }

  public init(files: [ArtifactFile]) throws {
    let further = files.filter { $0.name.hasSuffix(".png") }.dropFirst()
    pngs = try [files.bytes(of: Self.name(ofPage: 1))] + further.map(\.bytes)
    pdf = try files.bytes(of: "figure.pdf")
    json = try files.bytes(of: "figure.json")
  }

  /// The files of a figure with some pages; where they are published, the figure's name stands in
  /// the place of "figure".
  public static func names(pages: Int) -> [String] {
    [name(ofPage: 1), "figure.pdf", "figure.json"]
      + (pages < 2 ? [] : (2...pages).map(name(ofPage:)))
  }

  private static func name(ofPage page: Int) -> String {
    page == 1 ? "figure.png" : "figure-\(page).png"
  }
}
