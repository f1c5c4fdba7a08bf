import Foundation

/// Named source files: those that a `dataset.yaml` lists, or all of one extension in a folder.
public struct DataSet: Sendable {
  /// The name, which is the folder's.
  public let name: String
  /// The files in the order of the list, or of their names.
  public let items: [Item]
  /// Names of files in the folder that are not used.
  public let ignored: [String]
  /// What its list says of all files, by key: title, license, source, terms.
  public let details: [String: String]

  /// One file.
  public struct Item: Equatable, Sendable {
    /// The id, which for a plain folder is the file name without its extension.
    public let id: String
    /// Where it is.
    public let path: String
    /// Its contents when the data set was opened.
    public let hash: ContentHash
    /// What the list says of it, by key: title, license, source, pixels.
    public let details: [String: String]

    /// A file whose contents are known.
    public init(id: String, path: String, hash: ContentHash, details: [String: String] = [:]) {
      self.id = id
      self.path = path
      self.hash = hash
      self.details = details
    }
  }

  /// A data set from its parts.
  public init(
    name: String, items: [Item], ignored: [String] = [], details: [String: String] = [:]
  ) {
    self.name = name
    self.items = items
    self.ignored = ignored
    self.details = details
  }

  /// Opens `data/<name>` of a project, or any folder.
  ///
  /// - Throws: `PipelineError`, or `Faults` in its `dataset.yaml`.
  public static func open(_ nameOrPath: String, project: String, fileExtension: String) throws
    -> DataSet
  {
    let home = project == "." ? "data" : "\(project)/data"
    let inProject = "\(home)/\(nameOrPath)"
    if !nameOrPath.contains("/"), Files.exists("\(inProject)/dataset.yaml") {
      return try listed(in: inProject)
    }
    guard Files.isFolder(nameOrPath) else {
      let known = try Files.isFolder(home) ? Files.names(in: home) : []
      throw PipelineError.noSuchDataSet(nameOrPath, known: known)
    }
    let folder = nameOrPath
    if Files.exists("\(folder)/dataset.yaml") { return try listed(in: folder) }
    return try unlisted(in: folder, home: home, fileExtension: fileExtension)
  }

  private static func unlisted(in folder: String, home: String, fileExtension: String) throws
    -> DataSet
  {
    let names = try Files.names(in: folder)
    let ending = ".\(fileExtension)"
    let chosen = names.filter { $0.lowercased().hasSuffix(ending) }
    guard !chosen.isEmpty else {
      throw PipelineError.emptyDataSet(folder: folder, fileExtension: fileExtension)
    }
    try checkDistinct(chosen, ending: ending, in: folder)
    let items = try chosen.map { name in
      let path = "\(folder)/\(name)"
      return Item(
        id: String(name.dropLast(ending.count)), path: path,
        hash: ContentHash(of: try Files.read(path)))
    }
    let name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    guard !Files.exists("\(home)/\(name)/dataset.yaml") else {
      throw Faults([
        Fault(
          file: folder, place: nil,
          message: "its name is that of a data set of the project, whose figures it would replace; "
            + "give the folder another name")
      ])
    }
    let ignored = names.filter { !chosen.contains($0) }
    return DataSet(name: name, items: items, ignored: ignored)
  }

  /// `a.png` and `a.PNG` would both be the photograph `a`.
  private static func checkDistinct(_ names: [String], ending: String, in folder: String) throws {
    let named = Dictionary(grouping: names) { String($0.dropLast(ending.count)) }
    let faults = named.filter { $0.value.count > 1 }.map { id, names in
      Fault(
        file: folder, place: nil,
        message: "\(names.joined(separator: " and ")) are both the photograph '\(id)'")
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }

  private static func listed(in folder: String) throws -> DataSet {
    let list = "\(folder)/dataset.yaml"
    var reader = DataSetReader(folder: folder, file: list)
    let entries = reader.entries(
      of: try LocatedNode(
        parsing: String(decoding: try Files.read(list), as: UTF8.self), file: list))
    guard reader.faults.isEmpty else { throw Faults(reader.faults) }
    let name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    let items = try entries.map { entry in
      let path = "\(folder)/\(entry.file)"
      guard Files.exists(path) else {
        throw PipelineError.sourceMissing(path: path, dataSet: name)
      }
      let found = ContentHash(of: try Files.read(path))
      guard found == entry.hash else {
        throw PipelineError.sourceAltered(path: path, expected: entry.hash, found: found)
      }
      return Item(id: entry.id, path: path, hash: found, details: entry.details)
    }
    return DataSet(name: name, items: items, details: reader.details)
  }
}

/// Reads the list of a `dataset.yaml`.
private struct DataSetReader {
  let folder: String
  let file: String
  var faults: [Fault] = []
  /// What is said of all files.
  private(set) var details: [String: String] = [:]

  struct Entry {
    let id: String
    let file: String
    let hash: ContentHash
    let details: [String: String]
  }

  private static let keys: Set = ["name", "title", "photographs", "license", "source", "terms"]
  private static let required = ["file", "id", "sha256"]
  private static let optional = ["bytes", "license", "pixels", "source", "title"]

  init(folder: String, file: String) {
    self.folder = folder
    self.file = file
  }

  mutating func entries(of root: LocatedNode) -> [Entry] {
    for entry in root.entries ?? [] where !Self.keys.contains(entry.key) {
      fault(entry.place, Spelling.unknown("key", entry.key, among: Self.keys))
    }
    details = Self.details(root)
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
    return entries
  }

  private mutating func entry(of node: LocatedNode) -> Entry? {
    var texts: [String: LocatedNode] = [:]
    for entry in node.entries ?? [] {
      if !(Self.required + Self.optional).contains(entry.key) {
        fault(entry.place, Spelling.unknown("key", entry.key, among: Self.required + Self.optional))
      }
      texts[entry.key] = entry.value
    }
    let missing = Self.required.filter { texts[$0]?.text == nil }
    guard missing.isEmpty, let id = texts["id"]?.text, let file = texts["file"]?.text,
      let digits = texts["sha256"]
    else {
      fault(node.place, "a photograph needs \(missing.joined(separator: ", "))")
      return nil
    }
    guard let hash = ContentHash(digits: digits.text ?? "") else {
      fault(digits.place, "\(digits.kindName) is not 64 hexadecimal digits")
      return nil
    }
    return Entry(id: id, file: file, hash: hash, details: Self.details(node))
  }

  /// What is there to be read by people.
  private static func details(_ node: LocatedNode) -> [String: String] {
    let texts = (node.entries ?? []).compactMap { entry in
      entry.value.text.map { (entry.key, $0) }
    }
    return Dictionary(texts) { first, _ in first }
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: file, place: place, message: message))
  }
}
