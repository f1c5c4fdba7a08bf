import Foundation

/// What a `dataset.yaml` says: which files belong to a data set, and where they come from.
///
/// Nothing is said about the files that lie in the folder.
public struct DataSetList: Sendable {
  /// The name, which is the folder's.
  public let name: String
  /// How the user named the data set: its name, or a path.
  public let reference: String
  /// The folder with the list and the files.
  public let folder: String
  /// Where the files can be had: an address that a file's name is appended to.
  public let download: LocatedNode?
  /// The files, in the order of the list.
  public let entries: [Entry]
  /// What is said of all files to people, by key: title, license, source, terms.
  public let details: [String: String]

  /// The name of the file with the list.
  static let fileName = "dataset.yaml"

  /// One file of the list.
  public struct Entry: Sendable {
    /// The id.
    public let id: String
    /// The name of the file in the folder.
    public let file: String
    /// Where the name stands in the list.
    public let place: Place
    /// What the file must hold.
    public let hash: ContentHash
    /// How long it must be, where the list says so.
    public let bytes: Int?
    /// Whether experiments take it; those that are only listed need not be there.
    public let isUsed: Bool
    /// What the stage that reads the file is given.
    public let settings: [Manifest.Setting]
    /// What is said of the file to people, by key: title, license, source, pixels.
    public let details: [String: String]
  }

  /// What lies where a file of the list belongs.
  public enum State: Equatable, Sendable {
    /// Nothing.
    case absent
    /// The file.
    case right
    /// Something else.
    case other(ContentHash, bytes: Int)
  }

  /// The list itself, as the user would name it.
  public var path: String { "\(folder)/\(Self.fileName)" }

  /// Where a file of the list belongs.
  public func path(of entry: Entry) -> String { "\(folder)/\(entry.file)" }

  /// Looks at the file of an entry.
  public func state(of entry: Entry) throws(PipelineError) -> State {
    let path = path(of: entry)
    guard Files.exists(path) else { return .absent }
    let bytes = try Files.read(path)
    let found = ContentHash(of: bytes)
    return found == entry.hash ? .right : .other(found, bytes: bytes.count)
  }
}

extension DataSetList {
  /// The list of `data/<name>` of a project, or of any folder; nil where there is none.
  ///
  /// - Throws: `PipelineError`, or `Faults` in the list.
  public static func find(_ nameOrPath: String, project: String) throws -> DataSetList? {
    let inProject = "\(DataSet.home(of: project))/\(nameOrPath)"
    if !nameOrPath.contains("/"), Files.exists("\(inProject)/\(fileName)") {
      return try DataSetList(in: inProject, reference: nameOrPath)
    }
    guard Files.exists("\(nameOrPath)/\(fileName)") else { return nil }
    return try DataSetList(in: nameOrPath, reference: nameOrPath)
  }

  /// The data sets of a project that have a list.
  public static func names(project: String) throws -> [String] {
    let home = DataSet.home(of: project)
    guard Files.isFolder(home) else { return [] }
    return try Files.names(in: home).filter { Files.exists("\(home)/\($0)/\(fileName)") }
  }

  private init(in folder: String, reference: String) throws {
    self.folder = folder
    self.reference = reference
    name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    let path = "\(folder)/\(Self.fileName)"
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    var reader = DataSetListReader(file: path)
    let root = try LocatedNode(parsing: text, file: path)
    entries = reader.entries(of: root)
    download = reader.download(of: root)
    details = DataSetListReader.details(root)
    guard reader.faults.isEmpty else { throw Faults(reader.faults) }
  }
}
