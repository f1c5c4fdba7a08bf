/// Checks the published files of a figure against the records of the store.
///
/// A figure's own record is the one whose picture or PDF it is, byte for byte; the other files must be
/// that record's. A picture that no record made, and that is whole, comes from another machine or from
/// other code: nothing here can vouch for its companions, and nothing is wrong with it.
struct FigureAudit {
  let figure: PublishedFigureFiles
  /// The record of the manifest's figure as it is now.
  let current: Record?
  /// How the manifest's figure is made now.
  let lineage: JSONValue
  /// All records with the artifact of a figure.
  let records: [Record]

  func findings() -> [Finding] {
    let files = figure.files
    guard let picture = files.first else { return [] }
    guard files.contains(where: { $0.content != nil }) else {
      return [Finding(.unwrittenFigure, picture.path)]
    }
    // Picture and document are drawn together; numbers alone may be those of another style.
    let owner = picture.flaw != nil ? nil : self.owner(of: [0, 1])
    if owner != nil { return findings(of: owner) }
    if picture.content != nil, picture.flaw == nil { return findingsElsewhere() }
    return findings(of: self.owner(of: Array(files.indices)) ?? current)
  }

  /// The record that made a file of the figure; the present one if it is among several.
  fileprivate func owner(of places: [Int]) -> Record? {
    ([current].compactMap(\.self) + records).first { record in
      places.contains { place in
        record.files.indices.contains(place)
          && record.files[place].sha256 == figure.files[place].content
      }
    }
  }

  /// What is wrong where the record is known that the files belong to, or none is.
  private func findings(of owner: Record?) -> [Finding] {
    var findings: [Finding] = []
    for (place, file) in figure.files.enumerated() {
      let expected = owner?.files.first { $0.name == file.name }?.sha256
      if file.content == nil {
        findings.append(Finding(.missingFigure, file.path))
      } else if let reason = file.flaw, file.content != expected || place == 0 {
        findings.append(Finding(.brokenFigure(reason: reason), file.path, bytes: file.bytes))
      } else if owner != nil, file.content != expected {
        findings.append(Finding(.alteredFigure, file.path, bytes: file.bytes))
      } else if place == 0, owner != nil, owner == current, file.lineage != lineage {
        // A picture of the present record must tell the steps that the manifest plans.
        findings.append(Finding(.lineage, file.path, bytes: file.bytes))
      }
    }
    let names = Set(figure.files.map(\.name))
    findings += (owner?.files ?? []).filter { !names.contains($0.name) }.map { file in
      Finding(.missingFigure, figure.path(file.name))
    }
    let isEarlier = owner != nil && owner != current && findings.isEmpty
    if isEarlier, let picture = figure.files.first {
      findings.append(Finding(.earlierFigure, picture.path, bytes: picture.bytes))
    }
    return findings
  }

  private func findingsElsewhere() -> [Finding] {
    figure.files.compactMap { file in
      guard let content = file.content else { return Finding(.missingFigure, file.path) }
      if let reason = file.flaw {
        return Finding(.brokenFigure(reason: reason), file.path, bytes: file.bytes)
      }
      // Numbers come out the same where only the style of the picture is another.
      if records.contains(where: { $0.files.contains { $0.sha256 == content } }) { return nil }
      let isSame = (file.lineage ?? figure.files.first?.lineage) == lineage
      return Finding(.figureFromElsewhere(sameLineage: isSame), file.path, bytes: file.bytes)
    }
  }
}

// MARK: - Without a plan

/// A damaged figure of a data set that is not here: its files' form, their own checksums and the
/// record that made one of them tell so without a plan.
public struct DamagedFigure: Sendable {
  /// What is wrong.
  public let findings: [Finding]
  private let path: @Sendable (_ name: String) -> String
  /// The record that made it, where the store has one with all its files.
  private let record: Record?

  /// Nil where nothing is wrong.
  public init?(_ figure: PublishedFigureFiles, in scan: StoreScan) {
    let records = scan.records.sorted { "\($0.key)" < "\($1.key)" }.map(\.value)
    let audit = FigureAudit(figure: figure, current: nil, lineage: .null, records: records)
    findings = audit.findings().filter { $0.severity == .damage }
    guard !findings.isEmpty else { return nil }
    path = figure.path
    record = audit.owner(of: Array(figure.files.indices)).flatMap { scan.isWhole($0) ? $0 : nil }
  }

  /// Whether the store still has it as it was.
  public var isRestorable: Bool { record != nil }

  /// Writes again what the store still has of it; tells where.
  public func restore(from store: Store) throws -> [String] {
    guard let record else { return [] }
    return try store.files(of: record).compactMap { file in
      let path = path(file.name)
      if try Files.readIfFile(path) == file.bytes { return nil }
      try Files.write(file.bytes, to: path)
      return path
    }
  }
}

// MARK: - Published files

/// The files of one figure, the picture first.
public struct PublishedFigureFiles: Sendable {
  /// The name of the experiment.
  public let experiment: String
  /// The files that are there, or should be: picture, document, numbers, then further pages.
  public let files: [PublishedFile]
  /// Where a file of the artifact belongs.
  let path: @Sendable (_ name: String) -> String

  /// The files of a figure.
  public init(
    experiment: String, path: @escaping @Sendable (_ name: String) -> String,
    files: [PublishedFile]
  ) {
    self.experiment = experiment
    self.path = path
    self.files = files
  }
}

/// A file in `figures/`, as an audit found it.
public struct PublishedFile: Sendable {
  /// Its name in the artifact.
  public let name: String
  /// Where it belongs.
  public let path: String
  /// Its contents; nil where it is not there.
  public let content: ContentHash?
  /// Its length.
  public let bytes: Int
  /// What the file tells of itself.
  public let testimony: Testimony

  /// What a file tells of itself, without a store.
  public enum Testimony: Equatable, Sendable {
    /// Its form is whole; a picture carries the steps that made it.
    case whole(lineage: JSONValue?)
    /// It is cut, does not fit its own checksums, or belongs to another figure.
    case broken(reason: String)
  }

  /// A file.
  public init(
    name: String, path: String, content: ContentHash?, bytes: Int, testimony: Testimony
  ) {
    self.name = name
    self.path = path
    self.content = content
    self.bytes = bytes
    self.testimony = testimony
  }

  fileprivate var flaw: String? {
    if case .broken(let reason) = testimony { reason } else { nil }
  }

  fileprivate var lineage: JSONValue? {
    if case .whole(let lineage) = testimony { lineage } else { nil }
  }
}
