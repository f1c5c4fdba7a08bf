import Foundation
import Pipeline

/// A folder into which figures or a report are written, checked before anything is computed.
///
/// Three rules keep what is the user's: nothing goes where input comes from; no file is replaced
/// that this program did not write; and the figures in the project's `figures/` of one folder of
/// photographs are not replaced by those of another one of the same name. A folder that was moved or
/// whose photographs were edited, all of them too, is still the same one; where the store does not
/// know whose the figures are, one photograph in common decides.
struct OutputFolder {
  let path: String
  let workspace: Workspace
  /// The files that will be written.
  let files: [String]

  /// - Throws: `UsageFailure` where one of the rules would be broken, or nothing could be written.
  func check() throws {
    try checkWritable()
    try checkIsNoSource()
    for file in files where try !OwnFile.isOurs(file) {
      throw UsageFailure(
        "this file was not written by this program, and would be replaced", ["file": file],
        hint: "move it away, or name another folder with --out")
    }
    try checkOwner()
  }

  private func checkWritable() throws {
    var above = path
    while !Files.exists(above), Files.folder(of: above) != above {
      above = Files.folder(of: above)
    }
    let reason =
      !Files.isFolder(above)
      ? "it is a file" : access(above, W_OK) != 0 ? "it may not be written into" : nil
    guard let reason else { return }
    throw UsageFailure(
      "nothing can be written there", ["folder": path, above: reason],
      hint: "name another folder with --out")
  }

  // MARK: Input

  private func checkIsNoSource() throws {
    let real = RealPath.ofFuture(path)
    let reason =
      sources.contains(real)
      ? "the photographs are read from there"
      : RealPath.of("\(workspace.project.prefix)experiments") == real
        ? "it holds the experiments"
        : Files.exists("\(real)/dataset.yaml") ? "it is a data set" : nil
    if let reason {
      throw UsageFailure(
        "output may not go where input comes from", ["folder": path, "reason": reason],
        hint: "name another folder with --out")
    }
    guard let kept = reasonToKeepOut(of: real) else { return }
    throw UsageFailure(
      "output may not go there", ["folder": path, "reason": kept],
      hint: "name another folder with --out")
  }

  /// Folders of ours in which other files would be taken for what they are not.
  private func reasonToKeepOut(of real: String) -> String? {
    let store = RealPath.ofFuture(workspace.store.path)
    if real == store || real.hasPrefix("\(store)/") { return "it belongs to the store" }
    let figures = RealPath.ofFuture("\(workspace.project.prefix)figures")
    let isOfADataSet = Files.folder(of: real) == figures
    return isOfADataSet && real != RealPath.ofFuture(workspace.figureFolder)
      ? "it is for the figures of the data set '\(real.dropFirst(figures.count + 1))'" : nil
  }

  /// The folders of the photographs, and of the files that they are links to.
  private var sources: Set<String> {
    let files = workspace.dataSet.items.map(\.path)
    let folders = files.map { Files.folder(of: $0) }.distinct.compactMap { RealPath.of($0) }
    return Set(folders + files.compactMap { RealPath.of($0).map { Files.folder(of: $0) } })
  }

  // MARK: Owner

  /// Whose figures the store says the folder holds; nil outside of `figures/`, where the user says
  /// what may be replaced.
  private var owner: (note: FigureOwner, photographs: String)? {
    guard let figures = RealPath.of(path), figures == RealPath.of(workspace.figureFolder),
      let first = workspace.dataSet.items.first,
      let photographs = RealPath.of(Files.folder(of: first.path))
    else { return nil }
    return (FigureOwner(ofFigures: figures, in: workspace.store), photographs)
  }

  /// - Throws: `UsageFailure` where the files in the way are another folder's.
  private func checkOwner() throws {
    guard let owner, files.contains(where: Files.exists) else { return }
    let known = try checkRecordedOwner()
    if known == owner.photographs { return }
    let shown = try photographsOfFigures()
    let present = Set(workspace.dataSet.items.map { "\($0.hash)" })
    if !shown.isEmpty, shown.isDisjoint(with: present) { throw ofAnother(owner.photographs, known) }
  }

  /// Whom the store knows as the owner.
  ///
  /// - Throws: `UsageFailure` where it is another folder. One that is gone was moved, or given
  ///   another name.
  @discardableResult
  func checkRecordedOwner() throws -> String? {
    guard files.contains(where: Files.exists), let owner, let known = try owner.note.read()
    else { return nil }
    guard known == owner.photographs || !Files.isFolder(known) else {
      throw ofAnother(owner.photographs, known)
    }
    return known
  }

  /// The digests of the photographs that the pictures in the way name.
  private func photographsOfFigures() throws -> Set<String> {
    let origins = try files.filter { $0.hasSuffix(".png") }.compactMap { path in
      try Files.readIfFile(path).flatMap { FigureProvenance(ofPicture: $0, path: path) }
    }
    return Set(
      origins.filter { $0.dataSet == workspace.dataSet.name }.flatMap(\.photographDigests))
  }

  private func ofAnother(_ photographs: String, _ known: String?) -> UsageFailure {
    UsageFailure(
      "the figures there are of another folder with the same name",
      [
        "figures": path, "made of": known ?? "a folder with none of these photographs",
        "would be replaced by those of": photographs,
      ],
      hint: "name another folder with --out, give one of the two another name, or remove the old "
        + "figures")
  }

  /// Notes whose the figures are now.
  func noteOwner() {
    guard let owner else { return }
    do {
      try owner.note.note(owner.photographs)
    } catch {
      // As with every hint: a full disk must not hide how the run ended.
    }
  }
}

/// Paths without links, dots and doubled strokes.
enum RealPath {
  /// The path of what exists; nil where nothing does.
  static func of(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The path of what may not exist yet, once all of its folders are made.
  static func ofFuture(_ path: String) -> String {
    let start = path.hasPrefix("/") ? "/" : of(".") ?? "/"
    return path.split(separator: "/").reduce(start) { real, part in
      switch part {
      case ".": return real
      case "..": return Files.folder(of: real)
      default:
        let next = real == "/" ? "/\(part)" : "\(real)/\(part)"
        return of(next) ?? next
      }
    }
  }
}

// MARK: - Our own files

/// How files that this program writes are told from all others.
enum OwnFile {
  /// Whether a file may be replaced: nothing is there, or an empty file, or one of ours.
  ///
  /// A file of ours that is damaged is still one: what is asked for are words that stand in it, not
  /// that every byte is right.
  static func isOurs(_ path: String) throws -> Bool {
    switch try Files.look(at: path) {
    case .nothing: return true
    case .noFile: return false
    case .file(let contents):
      // Data finds a word forty times as fast as an array does.
      let bytes = Data(contents)
      return bytes.isEmpty
        || words(of: path).allSatisfy { bytes.range(of: Data($0.utf8)) != nil }
    }
  }

  /// All of these are in a file of ours with this ending.
  private static func words(of path: String) -> [String] {
    if path.hasSuffix(".png") { return ["Interneurons\0"] }
    if path.hasSuffix(".pdf") { return ["/Creator (Interneurons)"] }
    if path.hasSuffix(".json") { return ["\"dataSet\"", "\"figure\""] }
    return ["content=\"interneurons report\""]
  }

  /// Moves a file that is not ours to another name, where it is in the way.
  ///
  /// What is in the way is found before a run; this is for what came during it.
  static func makeWay(at path: String) throws {
    guard try !isOurs(path) else { return }
    let place = Files.unused("\(path).kept")
    try Files.move(path, to: place)
    Terminal.complain("notice: \(path) was not written by this program, and is now \(place)")
  }
}
