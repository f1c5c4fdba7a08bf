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
    /// What the list gives the stage that reads the file; keys of a manifest's step.
    public let settings: [Manifest.Setting]
    /// What the list says of it to people, by key: title, license, source, pixels.
    public let details: [String: String]

    /// A file whose contents are known.
    public init(
      id: String, path: String, hash: ContentHash, settings: [Manifest.Setting] = [],
      details: [String: String] = [:]
    ) {
      self.id = id
      self.path = path
      self.hash = hash
      self.settings = settings
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

  /// The ids of files with equal contents, where several have them.
  public var sameContents: [[String]] {
    var seen: Set<ContentHash> = []
    return items.map(\.hash).filter { seen.insert($0).inserted }
      .map { hash in items.filter { $0.hash == hash }.map(\.id) }.filter { $0.count > 1 }
  }

  /// Opens `data/<name>` of a project, or any folder.
  ///
  /// - Throws: `PipelineError`, or `Faults` in its `dataset.yaml`.
  public static func open(_ nameOrPath: String, project: String, fileExtension: String) throws
    -> DataSet
  {
    let home = home(of: project)
    if let list = try DataSetList.find(nameOrPath, project: project) { return try listed(list) }
    guard Files.isFolder(nameOrPath) else {
      throw PipelineError.noSuchDataSet(nameOrPath, known: try Files.namesIfThere(in: home))
    }
    return try unlisted(in: nameOrPath, home: home, fileExtension: fileExtension)
  }

  /// The folder of a project's data sets.
  static func home(of project: String) -> String { project == "." ? "data" : "\(project)/data" }

  private static func unlisted(in folder: String, home: String, fileExtension: String) throws
    -> DataSet
  {
    let name = try name(of: folder)
    let all = try Files.namesToCheck(in: folder)
    let names = all.map(\.shown)
    let ending = ".\(fileExtension)"
    let chosen = names.filter { $0.lowercased().hasSuffix(ending) }
    guard !chosen.isEmpty else {
      throw PipelineError.emptyDataSet(folder: folder, fileExtension: fileExtension)
    }
    try checkNames(all.filter { $0.shown.lowercased().hasSuffix(ending) }, in: folder)
    try checkDistinct(chosen, ending: ending, in: folder)
    let items = try chosen.map { name in
      let path = "\(folder)/\(name)"
      return Item(
        id: String(name.dropLast(ending.count)), path: path,
        hash: ContentHash(of: try Files.read(path)))
    }
    guard !Files.exists("\(home)/\(name)/\(DataSetList.fileName)") else {
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

  /// The name of a folder, which its figures' folder is to have.
  ///
  /// - Throws: `Faults` for the root, which has none, and for a name that could not be shown.
  static func name(of folder: String) throws -> String {
    let name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
    let problem =
      ["", "/", ".", ".."].contains(name)
      ? "a data set is called like its folder, and this one has no name; "
        + "put the photographs into a folder that has one"
      : Files.Name.problem(of: name)
    guard let problem else { return name }
    throw Faults([Fault(file: folder, place: nil, message: problem)])
  }

  /// What cannot be opened or shown is said before anything is computed.
  private static func checkNames(_ names: [Files.Name], in folder: String) throws {
    let faults = names.compactMap { name in
      name.problem.map { Fault(file: "\(folder)/\(name.shown)", place: nil, message: $0) }
    }
    guard faults.isEmpty else { throw Faults(faults) }
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

  private static func listed(_ list: DataSetList) throws -> DataSet {
    let used = list.entries.filter(\.isUsed)
    let states = try used.map { try list.state(of: $0) }
    let missing = zip(used, states).filter { $1 == .absent }.map { list.path(of: $0.0) }
    guard missing.isEmpty else {
      throw PipelineError.sourcesMissing(
        missing, listed: used.count, dataSet: list.name,
        fetched: list.download == nil ? nil : list.reference)
    }
    let items = try zip(used, states).map { entry, state in
      let path = list.path(of: entry)
      if case .other(let found, _) = state {
        throw PipelineError.sourceAltered(path: path, expected: entry.hash, found: found)
      }
      return Item(
        id: entry.id, path: path, hash: entry.hash, settings: entry.settings,
        details: entry.details)
    }
    return DataSet(name: list.name, items: items, details: list.details)
  }
}
