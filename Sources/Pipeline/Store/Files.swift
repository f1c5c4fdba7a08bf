#if canImport(Glibc)
  import Glibc
#endif

/// The file operations that a store needs: whole files, written so that a crash leaves the old file
/// or the new one, never a part.
public enum Files {
  /// Whether anything is at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a folder is at a path.
  public static func isFolder(_ path: String) -> Bool {
    status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// What the system knows of a path; nil where nothing is.
  static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// A name in a folder.
  public struct Name: Sendable {
    /// The name; what of it is not UTF-8 stands as `\xE9`, and then nothing can be opened by it.
    public let shown: String
    /// Why no file may have it; nil where one may.
    public let problem: String?

    init(_ bytes: [UInt8]) {
      let text = ShownText(bytes)
      shown = text.shown
      problem = text.fault == nil ? Self.problem(of: shown) : "its name is not UTF-8; rename it"
    }

    /// Why nothing may have a name: lists, pages and terminals could not show it.
    static func problem(of name: String) -> String? {
      name.hasControls ? "its name has control characters; rename it" : nil
    }
  }

  /// The names in a folder in the order of their bytes, without hidden ones.
  public static func names(in folder: String) throws -> [String] {
    try namesToCheck(in: folder).map(\.shown)
  }

  /// The names in a folder like ``names(in:)``, with what is wrong with them.
  public static func namesToCheck(in folder: String) throws -> [Name] {
    try entries(of: folder).filter { $0.first != UInt8(ascii: ".") }.map(Name.init)
  }

  /// The names in a folder like ``names(in:)``, and the hidden ones.
  public static func allNames(in folder: String) throws -> [String] {
    try entries(of: folder).map { Name($0).shown }
  }

  private static func entries(of folder: String) throws -> [[UInt8]] {
    guard let stream = opendir(folder) else { throw failure("list", folder) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    // The system tells the end from a failure by this alone.
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        Array(bytes.prefix { $0 != 0 })
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw failure("list", folder) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The names in a folder; none where there is no folder.
  static func namesIfThere(in folder: String) throws -> [String] {
    isFolder(folder) ? try names(in: folder) : []
  }

  /// All files below a folder, hidden ones too, in the order of their names; none where there is
  /// no folder.
  static func files(below folder: String) throws -> [String] {
    guard isFolder(folder) else { return [] }
    return try allNames(in: folder).flatMap { name in
      let path = "\(folder)/\(name)"
      return isFolder(path) ? try files(below: path) : [path]
    }
  }

  /// The contents of a file.
  public static func read(_ path: String) throws(PipelineError) -> [UInt8] {
    // Without waiting: a pipe would make us wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENXIO { throw .notAFile(path: path, found: "a socket") }
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("inspect", path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notAFile(path: path, found: "a folder")
    case S_IFIFO: throw .notAFile(path: path, found: "a pipe")
    default: throw .notAFile(path: path, found: "a device")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// The text of a file that a person wrote.
  ///
  /// - Throws: `PipelineError`, or `Faults` with the place of what is not UTF-8.
  public static func text(of path: String) throws -> String {
    let text = ShownText(try read(path))
    guard let place = text.fault else { return text.shown }
    throw Faults([
      Fault(file: path, place: place, message: "this is not UTF-8; save the file as UTF-8")
    ])
  }

  /// What is at a path.
  public enum Found: Sendable {
    /// A file, with its contents.
    case file([UInt8])
    /// Something else: "a folder".
    case noFile(String)
    /// Nothing, or another process has taken it away.
    case nothing
  }

  /// Finds what is at a path in one look: before a second one, another process may have changed it.
  public static func look(at path: String) throws(PipelineError) -> Found {
    do {
      return .file(try read(path))
    } catch {
      switch error {
      case .system(_, _, ENOENT), .system(_, _, ENOTDIR): return .nothing
      case .notAFile(_, let found): return .noFile(found)
      default: throw error
      }
    }
  }

  /// The contents of a file; nil where there is none, or something that is no file.
  public static func readIfFile(_ path: String) throws(PipelineError) -> [UInt8]? {
    if case .file(let bytes) = try look(at: path) { bytes } else { nil }
  }

  /// The contents of a file; nil where nothing is.
  static func readIfThere(_ path: String) throws(PipelineError) -> [UInt8]? {
    switch try look(at: path) {
    case .file(let bytes): return bytes
    case .noFile(let found): throw .notAFile(path: path, found: found)
    case .nothing: return nil
    }
  }

  /// Whether a file is at a path, and not a folder, a pipe or the like; links are not followed.
  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes a file: to a temporary name beside it, synced, renamed over it. Makes missing folders.
  ///
  /// The folder is not synced, which would take four times as long: a power failure can lose the
  /// new name, never leave it with other contents, and what is lost is computed again.
  public static func write(_ bytes: [UInt8], to path: String) throws(PipelineError) {
    do throws(PipelineError) {
      try makeFolder(folder(of: path))
      let temporary = try TemporaryFile.make(for: path)
      defer { temporary.end() }
      do throws(PipelineError) {
        try temporary.write(bytes)
        try temporary.rename(to: path)
      } catch {
        temporary.discard()
        throw error
      }
    } catch {
      throw error.withNumbers(needed: bytes.count, for: path)
    }
  }

  /// Takes away the temporary files in a folder whose writers are gone; none of anyone else.
  public static func sweepTemporaries(in folder: String) throws {
    for name in try namesIfThere(in: folder) where TemporaryFile.isOurs(name) {
      try TemporaryFile.sweep("\(folder)/\(name)")
    }
  }

  /// Makes a folder and those above it.
  public static func makeFolder(_ path: String) throws(PipelineError) {
    if isFolder(path) || path.isEmpty { return }
    try makeFolder(folder(of: path))
    if mkdir(path, 0o777) == 0 { return }
    // Another process may have made it meanwhile; a file of that name is another matter.
    guard errno == EEXIST, isFolder(path) else { throw failure("make the folder", path) }
  }

  /// Moves a file; the folder of its new place is made.
  public static func move(_ path: String, to newPath: String) throws(PipelineError) {
    try makeFolder(folder(of: newPath))
    guard rename(path, newPath) == 0 else { throw failure("rename", path) }
  }

  /// A path at which nothing is yet: the given one, or the first of those with a number behind it.
  public static func unused(_ path: String) -> String {
    var (free, number) = (path, 1)
    while exists(free) {
      number += 1
      free = "\(path)-\(number)"
    }
    return free
  }

  /// The length of a file; 0 where there is none.
  static func length(_ path: String) -> Int { status(of: path).map { Int($0.st_size) } ?? 0 }

  /// Takes a file away, if it is still there.
  public static func remove(_ path: String) throws(PipelineError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
  }

  /// Takes a folder away that holds nothing.
  static func removeIfEmpty(_ path: String) { rmdir(path) }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func failure(_ operation: String, _ path: String) -> PipelineError {
    .system(operation: operation, path: path, code: errno)
  }
}

// MARK: - Temporary files

/// A file that is being written beside the place where it belongs.
///
/// Its writer holds a lock on it until it has its final name. So a temporary file whose lock is free
/// has lost its writer, and whoever finds it may take it away.
struct TemporaryFile {
  private static let ending = ".tmp"
  let path: String
  private let descriptor: Int32

  /// Makes the file for what belongs at a path.
  static func make(for path: String) throws(PipelineError) -> TemporaryFile {
    while true {
      let name = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max))\(ending)"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw Files.failure("create", path) }
      // Where the file system cannot lock, nobody can take the lock to sweep the file either.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      var status = stat()
      // Someone who sweeps may have come between our making and our locking the file.
      if isLocked, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        return TemporaryFile(path: name, descriptor: descriptor)
      }
      close(descriptor)
    }
  }

  /// Writes all bytes and waits until they are on the disk.
  fileprivate func write(_ bytes: [UInt8]) throws(PipelineError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Files.failure("write", path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw Files.failure("sync", path) }
  }

  /// Gives the file its final name.
  fileprivate func rename(to newPath: String) throws(PipelineError) {
    guard Glibc.rename(path, newPath) == 0 else { throw Files.failure("rename", path) }
  }

  /// Takes away what was not renamed.
  func discard() { unlink(path) }

  /// Ends the writing, and with it the lock.
  func end() { close(descriptor) }

  /// Whether a temporary file is there whose writer is gone.
  static func hasLostItsWriter(_ path: String) throws(PipelineError) -> Bool {
    guard Files.isFile(path) else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return false }
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Takes a temporary file away if its writer is gone.
  fileprivate static func sweep(_ path: String) throws(PipelineError) {
    guard Files.isFile(path) else { return }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    // Its writer has renamed it meanwhile.
    if descriptor < 0, errno == ENOENT { return }
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    guard unlink(path) == 0 || errno == ENOENT else { throw Files.failure("remove", path) }
  }

  /// Whether a name is of the form that ``make(for:)`` gives: `NAME.PROCESS-NUMBER.tmp`.
  static func isOurs(_ name: String) -> Bool {
    guard name.hasSuffix(ending) else { return false }
    let parts = name.dropLast(ending.count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let writer = parts.last?.split(separator: "-"), writer.count == 2
    else { return false }
    return writer.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
  }
}

// MARK: - A full disk

extension PipelineError {
  /// The same error, with what a reader needs to know where a disk is full: how many bytes the file
  /// at a path needs, and how many are free.
  fileprivate func withNumbers(needed: Int, for path: String) -> PipelineError {
    guard case .system(let operation, _, let code) = self, code == ENOSPC || code == EDQUOT else {
      return self
    }
    var folder = Files.folder(of: path)
    while !Files.exists(folder), folder != "/", folder != "." { folder = Files.folder(of: folder) }
    var disk = statvfs()
    guard statvfs(folder, &disk) == 0 else { return self }
    return .diskFull(
      operation: operation, path: path, code: code, needed: needed,
      free: Int(disk.f_bavail) * Int(disk.f_frsize))
  }
}
