/// What lies in the folder of a store, by what it should be.
struct StoreFiles: Sendable {
  /// The files to be read.
  private(set) var all: [File] = []
  /// What is no part of the store, or lies beside it.
  private(set) var others: [Finding] = []
  private let store: Store

  /// A file with what its name promises.
  struct File: Sendable {
    let path: String
    let kind: Kind
  }

  /// What a file should be.
  enum Kind: Sendable {
    case blob(ContentHash)
    case record(ContentHash)
    case journal
  }

  private static let ownFiles: Set = ["store.json", "times.txt"]
  private static let ownFolders: Set = [
    "blobs", "records", "steps", "damaged", "differing", "locks", FigureOwner.folder,
  ]

  init(of store: Store) throws {
    self.store = store
    for name in Files.isFolder(store.path) ? try Files.allNames(in: store.path) : [] {
      let path = "\(store.path)/\(name)"
      let isOwn =
        Files.isFolder(path) ? Self.ownFolders.contains(name) : Self.ownFiles.contains(name)
      if !isOwn { try addOther(path, .foreign) }
    }
    // Against the order of writing, contents, record, journal: whatever a run that goes on meanwhile
    // has stored, what it refers to is in the list.
    let journals = "\(store.path)/steps"
    for name in Files.isFolder(journals) ? try Files.allNames(in: journals) : [] {
      let path = "\(journals)/\(name)"
      if TemporaryFile.isOurs(path) {
        try addOther(path, .leftOver)
      } else {
        all.append(File(path: path, kind: .journal))
      }
    }
    try addSharded("records") { name in Store.fingerprint(ofRecordAt: name).map { .record($0) } }
    try addSharded("blobs") { name in
      ContentHash(digits: String(name.prefix { $0 != "." })).map { .blob($0) }
    }
    for path in try files(below: "damaged") { try addOther(path, .quarantined) }
    for path in try files(below: "differing") { try addOther(path, .differing) }
  }

  /// What lies in folders that are named by the first two digits of its names; whatever else a
  /// folder is there than one of these is read as the file that it should be, and found damaged.
  private mutating func addSharded(_ kinds: String, _ kind: (String) -> Kind?) throws {
    let top = "\(store.path)/\(kinds)"
    for folder in Files.isFolder(top) ? try Files.allNames(in: top) : [] {
      guard folder.count == 2, Files.isFolder("\(top)/\(folder)") else {
        try addOthers("\(top)/\(folder)")
        continue
      }
      for name in try Files.allNames(in: "\(top)/\(folder)") {
        let path = "\(top)/\(folder)/\(name)"
        if name.hasPrefix(folder), let kind = kind(name), !TemporaryFile.isOurs(name) {
          all.append(File(path: path, kind: kind))
        } else {
          try addOthers(path)
        }
      }
    }
  }

  /// A foreign file, or those in a foreign folder.
  private mutating func addOthers(_ path: String) throws {
    for file in Files.isFolder(path) ? try Files.files(below: path) : [path] {
      try addOther(file, .foreign)
    }
  }

  private mutating func addOther(_ path: String, _ problem: Finding.Problem) throws {
    let isTemporary = !Files.isFolder(path) && TemporaryFile.isOurs(Files.name(of: path))
    // One that is being written is no news.
    if isTemporary, try !TemporaryFile.hasLostItsWriter(path) { return }
    others.append(Finding(isTemporary ? .leftOver : problem, path, bytes: Files.length(path)))
  }

  private func files(below folder: String) throws -> [String] {
    try Files.files(below: "\(store.path)/\(folder)")
  }
}

extension Store {
  /// What is wrong with the label that makes a folder a store: every byte must be as it was written.
  /// Nil also where nothing is.
  func labelDamage() throws -> Finding? {
    guard Files.isFolder(path) else { return nil }
    // First what is written last.
    let isBegun = ["blobs", "records"].contains { Files.exists("\(path)/\($0)") }
    switch try Files.look(at: labelFile) {
    case .nothing: return isBegun ? Finding(.label(found: nil), labelFile) : nil
    case .noFile: return Finding(.label(found: "no file"), labelFile)
    case .file(let bytes):
      guard try bytes != Self.label() else { return nil }
      let text = String(decoding: bytes.prefix(60), as: UTF8.self)
      return Finding(.label(found: text), labelFile, bytes: bytes.count)
    }
  }
}
