import Drawing
import Pipeline
import Reports

/// The files of an experiment's figure where users look for them.
struct PublishedFigure {
  let folder: String
  let experiment: String
  let dataSet: String

  /// The chunk IEND, which is empty.
  private static let endOfPNG: [UInt8] =
    [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]

  /// Where a file of the artifact belongs: `figure-2.png` at `<folder>/<experiment>-2.png`.
  func path(of name: String) -> String {
    "\(folder)/\(experiment)\(name.trimmingPrefix("figure"))"
  }

  /// Whether a path is that of one of the files, of any page.
  func has(_ path: String) -> Bool {
    page(at: path) != nil || ["pdf", "json"].contains { path == "\(folder)/\(experiment).\($0)" }
  }

  /// The page whose picture belongs at a path.
  private func page(at path: String) -> Int? {
    let stem = "\(folder)/\(experiment)"
    guard path.hasPrefix(stem), path.hasSuffix(".png") else { return nil }
    let ending = path.dropFirst(stem.count).dropLast(4)
    guard !ending.isEmpty else { return 1 }
    // As it is written: -02 and -+2 are nobody's page.
    guard let page = Int(ending.dropFirst()), page > 1, ending == "-\(page)" else { return nil }
    return page
  }

  /// The experiment that a picture or a file of numbers says it is of, where it lies in its place.
  static func claimed(
    by bytes: [UInt8], at path: String, dataSet: String, except known: Set<String>
  ) -> [String] {
    let folder = Files.folder(of: path)
    let isKnown = known.contains {
      PublishedFigure(folder: folder, experiment: $0, dataSet: dataSet).has(path)
    }
    if isKnown { return [] }
    var origin: (figure: String, dataSet: String)?
    if path.hasSuffix(".png") {
      origin = FigureProvenance(ofPicture: bytes, path: path).map { ($0.figure, $0.dataSet) }
    } else if path.hasSuffix(".json") {
      origin = numbersOrigin(bytes)
    }
    guard let origin, origin.dataSet == dataSet else { return [] }
    let figure = PublishedFigure(folder: folder, experiment: origin.figure, dataSet: dataSet)
    return figure.has(path) ? [origin.figure] : []
  }

  /// What the numbers of a figure say that they are of; nil where they say nothing.
  private static func numbersOrigin(_ bytes: [UInt8]) -> (figure: String, dataSet: String)? {
    do {
      let value = try JSONValue(parsing: bytes)
      guard case .string(let figure)? = value["figure"], case .string(let name)? = value["dataSet"]
      else { return nil }
      return (figure, name)
    } catch {
      return nil
    }
  }

  /// Pictures in the folder that a figure with so many pages does not have, but for their names
  /// would: what it left behind when it had more. Nobody else's.
  func leftPages(beyond pages: Int) throws -> [String] {
    guard Files.isFolder(folder) else { return [] }
    return try Files.names(in: folder).compactMap { name -> String? in
      let path = "\(folder)/\(name)"
      guard let page = page(at: path), page > pages, let bytes = try Files.readIfFile(path)
      else { return nil }
      let origin = FigureProvenance(ofPicture: bytes, path: path)
      // A copy of another page under such a name is the user's.
      let isThePage = origin?.page == page && origin?.figure == experiment
      return isThePage && origin?.dataSet == dataSet ? path : nil
    }
  }

  /// The files as an audit compares them with the store: those of the pages that the first one knows
  /// of, and pages that others left behind.
  func audited() throws -> PublishedFigureFiles {
    let first = path(of: "figure.png")
    let origin = try Files.readIfFile(first).flatMap {
      FigureProvenance(ofPicture: $0, path: first)
    }
    let names = RenderedFigure.names(pages: origin?.pages ?? 1)
    let left = try leftPages(beyond: origin?.pages ?? 1)
    let paths =
      names.map { (name: $0, path: path(of: $0)) }
      + left.map { path in
        (name: "figure" + path.dropFirst("\(folder)/\(experiment)".count), path: path)
      }
    return PublishedFigureFiles(
      experiment: experiment, path: path,
      files: try paths.map { name, path in
        let bytes = try contents(at: path)
        return PublishedFile(
          name: name, path: path, content: bytes.map { ContentHash(of: $0) },
          bytes: bytes?.count ?? 0,
          testimony: bytes.map { testimony(of: $0, at: path) }
            ?? .broken(reason: "it is missing"))
      })
  }

  /// The contents of a file; a folder in its place is as good as an empty one.
  private func contents(at path: String) throws -> [UInt8]? {
    switch try Files.look(at: path) {
    case .file(let bytes): bytes
    case .noFile: []
    case .nothing: nil
    }
  }

  /// What a file tells of itself: its form, and how it was made where it carries that.
  func testimony(of bytes: [UInt8], at path: String) -> PublishedFile.Testimony {
    if bytes.isEmpty { return .broken(reason: "it is empty, or no file") }
    if path.hasSuffix(".json") { return numbers(bytes) }
    if let flaw = Self.flaw(ofForm: bytes, path) { return .broken(reason: flaw) }
    do {
      guard let origin = try FigureTexts.byKey(in: bytes, path: path)["Interneurons"] else {
        return .broken(reason: "it does not say how it was made")
      }
      let provenance = try FigureProvenance(parsing: origin, path: path)
      return testimony(
        figure: provenance.figure, dataSet: provenance.dataSet,
        lineage: .array(provenance.lineage))
    } catch let DrawingError.damagedPNG(reason, offset) {
      return .broken(reason: "\(reason), at byte \(offset)")
    } catch {
      return .broken(reason: "it does not say how it was made in a form that can be read")
    }
  }

  /// Every chunk of a PNG file has a checksum, which its texts are read with; of a PDF file only the
  /// ends are looked at.
  private static func flaw(ofForm bytes: [UInt8], _ path: String) -> String? {
    if path.hasSuffix(".png") {
      return bytes.suffix(12) == endOfPNG[...]
        ? nil : "it does not end with the end of a PNG file"
    }
    let end = bytes.suffix(8).filter { $0 != 0x0A && $0 != 0x0D }
    let isWhole =
      bytes.starts(with: Array("%PDF-".utf8)) && end.suffix(5) == Array("%%EOF".utf8)[...]
    return isWhole ? nil : "it is no whole PDF file"
  }

  private func numbers(_ bytes: [UInt8]) -> PublishedFile.Testimony {
    guard let origin = Self.numbersOrigin(bytes) else {
      return .broken(reason: "it does not say in JSON of which figure it is")
    }
    return testimony(figure: origin.figure, dataSet: origin.dataSet, lineage: nil)
  }

  private func testimony(figure: String, dataSet: String, lineage: JSONValue?)
    -> PublishedFile.Testimony
  {
    figure == experiment && dataSet == self.dataSet
      ? .whole(lineage: lineage)
      : .broken(reason: "it is of the figure \(figure), data set \(dataSet)")
  }
}

// MARK: - Publishing

extension Record {
  /// How many pages a figure has whose record this is.
  var pages: Int { files.count { $0.name.hasSuffix(".png") } }
}

extension Workspace {
  /// Where the figures of the data set belong in the project.
  var figureFolder: String { project.figureFolder(of: dataSet.name) }

  /// The files of an experiment's figure, in another folder where one is named.
  func publishedFigure(of manifest: Manifest, in folder: String? = nil) -> PublishedFigure {
    PublishedFigure(
      folder: folder ?? figureFolder, experiment: manifest.name, dataSet: dataSet.name)
  }

  /// A folder for the figures of all manifests, or of some. Names of further pages are not among
  /// its files: how many there will be is not known yet.
  func outputFolder(_ folder: String, of experiments: [String]? = nil) -> OutputFolder {
    let files = manifests.filter { experiments?.contains($0.name) ?? true }.flatMap { manifest in
      let figure = publishedFigure(of: manifest, in: folder)
      return ["png", "pdf", "json"].map { figure.path(of: "figure.\($0)") }
    }
    return OutputFolder(path: folder, workspace: self, files: files)
  }

  /// Writes the figures whose files differ; nobody else's file is replaced.
  ///
  /// - Parameter experiments: Whose figures; nil for all.
  /// - Returns: Where each file is, and how many were written.
  func publish(_ survey: Survey, to folder: String, of experiments: [String]? = nil) throws -> (
    paths: [String], changed: Int
  ) {
    var changed = 0
    var published: [String] = []
    for manifest in manifests where experiments?.contains(manifest.name) ?? true {
      guard let node = plan.figure(of: manifest.name), let record = survey.records[node]
      else { continue }
      let figure = publishedFigure(of: manifest, in: folder)
      published += record.files.map { figure.path(of: $0.name) }
      if try !record.files.allSatisfy({ try isPublished($0, at: figure.path(of: $0.name)) }) {
        for file in try store.files(of: record) {
          let path = figure.path(of: file.name)
          if try Files.readIfFile(path) == file.bytes { continue }
          // What a killed run left goes away before the first file comes.
          if changed == 0 { try Files.sweepTemporaries(in: folder) }
          try OwnFile.makeWay(at: path)
          try Files.write(file.bytes, to: path)
          changed += 1
        }
      }
      for path in try figure.leftPages(beyond: record.pages) {
        try Files.remove(path)
        changed += 1
      }
    }
    if !published.isEmpty { outputFolder(folder, of: experiments).noteOwner() }
    return (published, changed)
  }

  /// Whether a file is as it is in the store, whose files a run has checked already.
  private func isPublished(_ file: Record.StoredFile, at path: String) throws -> Bool {
    guard let published = try Files.readIfFile(path) else { return false }
    return try Files.readIfFile(store.path(of: file)) == published
  }
}

// MARK: - Provenance

/// What a figure's picture and document carry.
enum FigureTexts {
  /// The texts of a PNG or PDF file, of several with one key the last; none of another file.
  ///
  /// - Throws: `DrawingError` for a damaged PNG file.
  static func byKey(in bytes: [UInt8], path: String) throws -> [String: String] {
    let ending = path.lowercased()
    let texts =
      if ending.hasSuffix(".png") {
        try PNGText.read(bytes)
      } else {
        ending.hasSuffix(".pdf") ? PDFText.read(bytes) : []
      }
    return Dictionary(texts.map { ($0.key, $0.text) }) { $1 }
  }
}

/// How a figure was made, as its PNG and PDF files carry it: a list of steps, inputs by their position.
struct FigureProvenance {
  let figure: String
  let dataSet: String
  let lineage: [JSONValue]
  /// Which page of the figure the picture is, from 1.
  let page: Int
  /// How many pages the figure has.
  let pages: Int

  /// What a picture says of itself; nil where it is none, is damaged or says nothing.
  init?(ofPicture bytes: [UInt8], path: String) {
    do {
      guard let origin = try FigureTexts.byKey(in: bytes, path: path)["Interneurons"] else {
        return nil
      }
      try self.init(parsing: origin, path: path)
    } catch {
      return nil
    }
  }

  /// - Throws: `UsageFailure` where the text is not one that this program writes.
  init(parsing text: String, path: String) throws {
    let origin: JSONValue
    do {
      origin = try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw Self.unreadable(path, "it is no JSON")
    }
    guard case .string(let figure)? = origin["figure"],
      case .string(let dataSet)? = origin["dataSet"], case .array(let lineage)? = origin["lineage"]
    else { throw Self.unreadable(path, "it lacks figure, dataSet or lineage") }
    self.figure = figure
    self.dataSet = dataSet
    self.lineage = lineage
    page = if case .integer(let page)? = origin["page"], page > 0 { page } else { 1 }
    pages = if case .integer(let pages)? = origin["pages"], pages > 0 { pages } else { 1 }
  }

  private static func unreadable(_ path: String, _ reason: String) -> UsageFailure {
    UsageFailure(
      "the picture's provenance cannot be read", ["file": path, "reason": reason],
      hint: "another version of this program, or another program, may have written it")
  }

  /// Each photograph with its digest.
  var photographLines: [String] { photographs.map { "\($0.id): SHA-256 \($0.digest)" }.distinct }

  /// The digests of the photographs.
  var photographDigests: [String] { photographs.map(\.digest) }

  private var photographs: [(id: String, digest: String)] {
    lineage.flatMap { step -> [(id: String, digest: String)] in
      guard case .object(let inputs)? = step["inputs"] else { return [] }
      return inputs.sorted { $0.key < $1.key }.compactMap { _, input in
        guard case .string(let id)? = input["id"], case .string(let hash)? = input["sha256"]
        else { return nil }
        return (id, hash)
      }
    }
  }

  /// Each stage with how often it ran and with which parameters, from the photographs on.
  func stageLines() throws -> [String] {
    try lineage.grouped { $0["stage"] }.flatMap { stage, alike -> [String] in
      guard case .string(let stage)? = stage else { return [] }
      let title = alike.count == 1 ? stage : "\(stage) ×\(alike.count)"
      let parameters = try MergedParameters(alike.map { $0["parameters"] ?? [:] })
      return [title]
        + parameters.entries.map { "  \($0.name): \($0.values.joined(separator: " | "))" }
    }
  }
}
