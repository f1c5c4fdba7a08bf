import Downloads
import Foundation
import Pipeline

/// Gets files of a list, one after the other, and puts each where it belongs once it is right.
struct Fetcher {
  let list: DataSetList
  /// Nil where nothing is wanted.
  let source: FetchSource?
  /// Where what was received of an unfinished file lies.
  let folder: String
  let retries: Int
  /// Whether files with a listed name and other contents are replaced.
  let replace: Bool
  let cancellation: Cancellation

  /// What came of it.
  struct Result {
    /// The new files.
    var paths: [String] = []
    var problems: [FetchProblem] = []
    var wasInterrupted = false
  }

  /// - Throws: `PipelineError` of the file system, after which going on makes no sense; what was put
  ///   in its place before stays.
  func run(_ entries: [DataSetList.Entry]) async throws -> Result {
    guard let source, !entries.isEmpty else { return Result() }
    // A process that was killed may have left a temporary file.
    try Files.sweepTemporaries(in: list.folder)
    let progress = FetchProgress(of: entries)
    defer { progress.end() }
    switch source {
    case .folder(let folder): return try copy(entries, from: folder, progress)
    case .address(let base):
      let result = try await download(entries, from: base, progress)
      // It may hold what others still receive.
      rmdir(self.folder)
      return result
    }
  }

  // MARK: From a folder

  private func copy(_ entries: [DataSetList.Entry], from folder: String, _ progress: FetchProgress)
    throws -> Result
  {
    var result = Result()
    var absent: [String] = []
    for entry in entries {
      if cancellation.isCancelled {
        result.wasInterrupted = true
        break
      }
      let path = "\(folder)/\(entry.file)"
      guard Files.exists(path) else {
        absent.append(entry.file)
        continue
      }
      let bytes = try Files.read(path)
      let found = ContentHash(of: bytes)
      guard found == entry.hash else {
        result.problems.append(
          .otherInFolder(path: path, entry: entry, found: found, bytes: bytes.count))
        continue
      }
      result.paths.append(try put(bytes, for: entry))
      progress.finish(entry.file, bytes: bytes.count)
    }
    if !absent.isEmpty { result.problems.append(.notInFolder(names: absent, folder: folder)) }
    return result
  }

  // MARK: From an address

  private func download(
    _ entries: [DataSetList.Entry], from base: URL, _ progress: FetchProgress
  ) async throws -> Result {
    let downloader = Downloader(folder: folder, pauses: RetryPauses(count: retries)) {
      [cancellation] in cancellation.isCancelled
    }
    var result = Result()
    for (index, entry) in entries.enumerated() {
      do {
        result.paths += try await get(entry, below: base, downloader, progress).map { [$0] } ?? []
      } catch is CancellationError {
        result.wasInterrupted = true
        return result
      } catch let error as DownloadError {
        if case .system(let operation, let path, let code) = error {
          throw PipelineError.system(operation: operation, path: path, code: code)
        }
        result.problems.append(.download(error, entry: entry))
        guard case .unreachable = error else { continue }
        let rest = entries.count - index - 1
        if rest > 0 { result.problems.append(.notTried(count: rest)) }
        return result
      }
    }
    return result
  }

  /// The path of the new file; nil where another process has put it there meanwhile.
  private func get(
    _ entry: DataSetList.Entry, below base: URL, _ downloader: Downloader,
    _ progress: FetchProgress
  ) async throws -> String? {
    progress.begin(entry.file)
    let lock = try await lock(entry, progress)
    defer { lock.release() }
    if try list.state(of: entry) == .right {
      progress.finish(entry.file, bytes: entry.bytes ?? 0, by: .another)
      return nil
    }
    let wanted = WantedFile(
      address: FetchSource.address(of: entry.file, below: base), sha256: "\(entry.hash)",
      bytes: entry.bytes)
    let received = try await downloader.get(wanted) { progress.show($0) }
    let bytes = try Files.read(received)
    let path = try put(bytes, for: entry)
    unlink(received)
    progress.finish(entry.file, bytes: bytes.count)
    return path
  }

  /// Two fetches of one file would write into each other's.
  private func lock(_ entry: DataSetList.Entry, _ progress: FetchProgress) async throws -> FileLock
  {
    let path = "\(folder)/\(entry.hash).lock"
    var isTold = false
    while true {
      if cancellation.isCancelled { throw CancellationError() }
      if let lock = try FileLock.take(path) { return lock }
      if !isTold { progress.wait(for: entry.file) }
      isTold = true
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Puts a file where it belongs: whole, or not at all.
  private func put(_ bytes: [UInt8], for entry: DataSetList.Entry) throws -> String {
    let path = list.path(of: entry)
    var found = ContentHash(of: bytes)
    // The user may have put one there since we looked.
    if found == entry.hash, !replace, case .other(let other, _) = try list.state(of: entry) {
      found = other
    }
    guard found == entry.hash else {
      throw PipelineError.sourceAltered(path: path, expected: entry.hash, found: found)
    }
    try Files.write(bytes, to: path)
    return path
  }
}

/// Where the files of a list come from.
enum FetchSource {
  /// A folder.
  case folder(String)
  /// An address that a file's name is appended to; it ends with a slash.
  case address(URL)

  /// What the user names, or else the list.
  ///
  /// - Throws: `UsageFailure`, or `Faults` in the list.
  init(named name: String?, for list: DataSetList) throws {
    if let name {
      self = try Self.named(name)
      return
    }
    guard let download = list.download else {
      throw UsageFailure(
        "the data set '\(list.name)' does not say where its files can be had", ["list": list.path],
        hint: "name a folder or an address with --from, or add the key 'download' to the list")
    }
    guard let url = Self.url(download.text ?? "") else {
      throw Faults([
        Fault(
          file: list.path, place: download.place,
          message: "'download': \(download.kindName) is not an address that begins with http")
      ])
    }
    self = .address(url)
  }

  /// The address of a file.
  fileprivate static func address(of file: String, below base: URL) -> URL {
    base.appending(path: file, directoryHint: .notDirectory)
  }

  private static func named(_ name: String) throws -> FetchSource {
    if let url = url(name) { return .address(url) }
    if name.contains("://") {
      throw UsageFailure(
        "this is not an address to fetch from", ["--from": name],
        hint: "write http://HOST/FOLDER/ or https://HOST/FOLDER/, or the path of a folder")
    }
    guard Files.isFolder(name) else {
      throw UsageFailure(
        "there is no such folder", ["--from": name],
        hint: "an address begins with http:// or https://")
    }
    return .folder(name)
  }

  private static func url(_ text: String) -> URL? {
    guard let url = URL(string: text.hasSuffix("/") ? text : text + "/"),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = url.host(), !host.isEmpty
    else { return nil }
    return url
  }
}
