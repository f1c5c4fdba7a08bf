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
    guard let bytes = try Files.readIfThere(path(of: entry)) else { return .absent }
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
    return try Files.namesIfThere(in: home).filter { Files.exists("\(home)/\($0)/\(fileName)") }
  }

  private init(in folder: String, reference: String) throws {
    self.folder = folder
    self.reference = reference
    name = try DataSet.name(of: folder)
    let path = "\(folder)/\(Self.fileName)"
    let text = try Files.text(of: path)
    var reader = DataSetListReader(file: path)
    let root = try LocatedNode(parsing: text, file: path)
    entries = reader.entries(of: root)
    download = reader.download(of: root)
    details = DataSetListReader.details(root)
    guard reader.faults.isEmpty else { throw Faults(reader.faults) }
  }
}

// MARK: - Reading the list

/// Reads the parts of a `dataset.yaml` and collects what is wrong with them.
private struct DataSetListReader {
  private let file: String
  private(set) var faults: [Fault] = []

  private static let keys = [
    "download", "license", "name", "photographs", "source", "terms", "title",
  ]
  private static let required = ["file", "id", "sha256"]
  private static let optional = [
    "bytes", "license", "pixels", "settings", "source", "title", "used",
  ]

  init(file: String) { self.file = file }

  mutating func download(of root: LocatedNode) -> LocatedNode? {
    guard let node = root.entries?.first(where: { $0.key == "download" })?.value else { return nil }
    guard let address = node.text, !address.isEmpty else {
      fault(node.place, "'download': \(node.kindName) is not an address")
      return nil
    }
    return node
  }

  /// What is there to be read by people.
  static func details(_ node: LocatedNode) -> [String: String] {
    let texts = (node.entries ?? []).compactMap { entry in
      entry.value.text.map { (entry.key, $0) }
    }
    return Dictionary(texts) { first, _ in first }
  }

  mutating func entries(of root: LocatedNode) -> [DataSetList.Entry] {
    for entry in root.entries ?? [] where !Self.keys.contains(entry.key) {
      fault(entry.place, Spelling.unknown("key", entry.key, among: Self.keys))
    }
    guard let list = root.entries?.first(where: { $0.key == "photographs" }),
      case .sequence(let nodes) = list.value.content, !nodes.isEmpty
    else {
      fault(root.place, "the key 'photographs' must list the files")
      return []
    }
    let entries = nodes.compactMap { entry(of: $0) }
    var seen: Set<String> = []
    for (node, entry) in zip(nodes, entries) where !seen.insert(entry.id).inserted {
      fault(node.place, "a second photograph '\(entry.id)'")
    }
    if faults.isEmpty, !entries.contains(where: \.isUsed) {
      fault(list.place, "no photograph of the list is used")
    }
    return entries
  }

  private mutating func entry(of node: LocatedNode) -> DataSetList.Entry? {
    var values: [String: LocatedNode] = [:]
    for entry in node.entries ?? [] {
      if !(Self.required + Self.optional).contains(entry.key) {
        fault(entry.place, Spelling.unknown("key", entry.key, among: Self.required + Self.optional))
      }
      values[entry.key] = entry.value
    }
    let missing = Self.required.filter { values[$0]?.text == nil }
    guard missing.isEmpty, let id = values["id"]?.text, let name = values["file"],
      let file = name.text, let digits = values["sha256"]
    else {
      fault(node.place, "a photograph needs \(missing.joined(separator: ", "))")
      return nil
    }
    guard let hash = ContentHash(digits: digits.text ?? "") else {
      fault(digits.place, "\(digits.kindName) is not 64 lowercase hexadecimal digits")
      return nil
    }
    for node in [values["id"], name] {
      guard let node, let problem = Files.Name.problem(of: node.text ?? "") else { continue }
      fault(node.place, "\(node.kindName): \(problem)")
    }
    return DataSetList.Entry(
      id: id, file: file, place: name.place, hash: hash,
      bytes: values["bytes"].flatMap { read(Int.self, $0, key: "bytes") },
      isUsed: values["used"].flatMap { read(Bool.self, $0, key: "used") } ?? true,
      settings: values["settings"].map { settings($0) } ?? [], details: Self.details(node))
  }

  private mutating func settings(_ node: LocatedNode) -> [Manifest.Setting] {
    guard let entries = node.entries else {
      fault(node.place, "'settings' must map keys of the stage that reads the file to values")
      return []
    }
    return entries.map {
      Manifest.Setting(key: $0.key, place: $0.place, value: $0.value, origin: file)
    }
  }

  private mutating func read<Value: ParameterValue>(
    _ type: Value.Type, _ node: LocatedNode, key: String
  ) -> Value? {
    do {
      return try Value(reading: node)
    } catch {
      fault(error.place, "'\(key)': \(error.message)")
      return nil
    }
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: file, place: place, message: message))
  }
}
