/// Sets aside what an audit found damaged, so that it counts as absent and is computed again.
public struct Repair: Sendable {
  /// The files that were set aside: where they were.
  public let setAside: [String]
  /// The damaged files that no manifest makes again.
  public let lost: [String]

  /// Sets aside every damaged file, and the records whose files are damaged or missing.
  ///
  /// - Throws: `PipelineError.storeFormat` where nothing shows that the store is one of this version.
  public init(of audit: StoreAudit, in scan: StoreScan) throws {
    let store = scan.store
    for case .label(let found?) in audit.damage.map(\.problem) where scan.isOfAnotherVersion {
      throw PipelineError.storeFormat(path: store.path, found: found, expected: Store.format)
    }
    var setAside: [String] = []
    // Records first: one that names a missing file would be believed until it is used.
    for (hash, record) in scan.records.sorted(by: { "\($0.key)" < "\($1.key)" })
    where !scan.isWhole(record) {
      setAside += try store.quarantine(store.path(ofRecord: hash))
    }
    for finding in audit.damage { setAside += try store.quarantine(finding.subject) }
    if Files.isFolder(store.path) { try store.writeLabel() }
    self.setAside = setAside
    lost = audit.damage.filter { finding in
      finding.steps.isEmpty && !finding.concernsFigure && finding.subject != store.labelFile
    }.map(\.subject)
  }
}

extension Store {
  /// Moves a file to `damaged/`, from wherever it is; tells its path if it was there.
  func quarantine(_ path: String) throws -> [String] {
    guard Files.exists(path) else { return [] }
    let isOurs = path.hasPrefix("\(self.path)/")
    let name = path.split(separator: "/").suffix(isOurs ? 1 : 3).joined(separator: "-")
    let place = "\(self.path)/damaged/\(name)"
    if isOurs {
      try Files.move(path, to: place)
    } else {
      // Figures may lie on another file system than the store.
      try Files.write(try Files.read(path), to: place)
      try Files.remove(path)
    }
    return [path]
  }
}
