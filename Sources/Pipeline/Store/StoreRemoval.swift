import Foundation

/// All that a program wrote into the folder of a store, to be taken away as a whole.
///
/// What has no name that a store gives is somebody else's and stays, and with it the folders that
/// hold it. Links are not followed. A store of another version is one too: its label says so.
public struct StoreRemoval: Sendable {
  /// The store's own files; its label last, so that what a killed removal leaves is still a store.
  public let files: [(path: String, bytes: Int)]
  /// What stays.
  public let foreign: [String]
  private let store: String
  private let folders: [String]

  /// Looks at a folder. One that is absent or empty has nothing to take away.
  ///
  /// - Throws: `PipelineError.notAStore` where no label says that it is a store.
  public init(of path: String) throws {
    store = path
    let names = try Self.contents(of: path)
    guard try names.isEmpty || Store.hasLabel(path) else {
      throw PipelineError.notAStore(path: path)
    }
    let entries = names.map { (name: $0, path: "\(path)/\($0)") }
    let plain = entries.filter { !Files.isFolder($0.path) }
    func isOwn(_ entry: (name: String, path: String)) -> Bool {
      Files.isFile(entry.path) && Store.isOwn(entry.name)
    }
    let own = plain.filter(isOwn).sorted { Self.rank($0.name) < Self.rank($1.name) }
    files = own.map { ($0.path, Files.length($0.path)) }
    foreign = plain.filter { !isOwn($0) }.map(\.path).sorted()
    // The deepest first.
    folders = entries.filter { Files.isFolder($0.path) && Self.isOwnFolder($0.name) }.map(\.path)
      .sorted(by: >)
  }

  /// Takes the files away, and the folders that are empty then.
  public func remove() throws {
    for file in files { try Files.remove(file.path) }
    for folder in folders + [store] { Files.removeIfEmpty(folder) }
  }

  /// All paths below a folder, in that folder, hidden ones among them.
  private static func contents(of folder: String) throws -> [String] {
    guard Files.exists(folder) else { return [] }
    guard Files.isFolder(folder) else { throw PipelineError.notAStore(path: folder) }
    // With the stroke, a link that is the store itself is followed.
    return try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/")
  }

  private static func isOwnFolder(_ name: String) -> Bool {
    let top = String(name.prefix { $0 != "/" })
    return ["blobs", "records", "steps", "damaged", "differing", "locks", FigureOwner.folder]
      .contains(top)
  }

  private static func rank(_ name: String) -> Int {
    name == "store.json" ? 2 : name.hasPrefix("records/") ? 0 : 1
  }
}

extension Store {
  /// Whether a store gives such a name to a file: `blobs/ab/abcd….npy`, `steps/12….json`.
  ///
  /// - Parameter name: The path within the store.
  fileprivate static func isOwn(_ name: String) -> Bool {
    let parts = name.split(separator: "/").map(String.init)
    guard let last = parts.last else { return false }
    func isHash(_ name: String) -> Bool {
      ContentHash(digits: String(name.prefix { $0 != "." && $0 != "-" })) != nil
    }
    let isTemporary = TemporaryFile.isOurs(last)
    switch (parts[0], parts.count) {
    case ("store.json", 1), ("times.txt", 1): return true
    case (_, 1):
      return isTemporary && (last.hasPrefix("store.json.") || last.hasPrefix("times.txt."))
    case ("blobs", 3), ("records", 3):
      return (isHash(last) && last.hasPrefix(parts[1])) || isTemporary
    case ("steps", 2), ("locks", 2), (FigureOwner.folder, 2): return isHash(last) || isTemporary
    case ("damaged", 2): return isHash(last) || last.hasPrefix("store.json")
    case ("differing", 3): return isHash(parts[1])
    default: return false
    }
  }

  /// Whether it is a file, and a store gives such a name to one.
  func isOwn(_ path: String) -> Bool {
    Files.isFile(path) && Self.isOwn(String(path.dropFirst(self.path.count + 1)))
  }

  /// Whether a folder says that it is a store, of whatever version: the label has a number for its
  /// format, and nothing else.
  static func hasLabel(_ path: String) throws -> Bool {
    guard let bytes = try Files.readIfFile("\(path)/store.json") else { return false }
    do {
      guard case .object(let label) = try JSONValue(parsing: bytes),
        case .string(let format)? = label["format"]
      else { return false }
      return label.count == 1 && Int(format) != nil
    } catch {
      // No JSON, so no label.
      return false
    }
  }
}
