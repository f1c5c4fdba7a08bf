/// What can go wrong between manifests, data and store, outside of the manifests themselves.
public enum PipelineError: Error, Equatable, Sendable {
  /// No data set of that name and no folder at that path.
  case noSuchDataSet(String, known: [String])
  /// A folder without a single usable file.
  case emptyDataSet(folder: String, fileExtension: String)
  /// Files that the data set lists are not there; `fetched` is how the user names the data set where
  /// its list says where to get them.
  case sourcesMissing([String], listed: Int, dataSet: String, fetched: String?)
  /// A source file has other contents than its data set lists, or than it had when the run began.
  case sourceAltered(path: String, expected: ContentHash, found: ContentHash)
  /// The system refused a file operation.
  case system(operation: String, path: String, code: Int32)
  /// A folder, a pipe or the like where a file should be.
  case notAFile(path: String, found: String)
  /// A disk, or the share of it that the user may fill, has no room for a file; in bytes.
  case diskFull(operation: String, path: String, code: Int32, needed: Int, free: Int)
  /// A store that lacks results and cannot be written.
  case readOnlyStore(path: String, code: Int32, missing: Int)
  /// A folder that holds files but is no store.
  case notAStore(path: String)
  /// A store that another version of this program made.
  case storeFormat(path: String, found: String, expected: String)
  /// A file of the store has not the contents that its name or record promises.
  case damaged(path: String, reason: String)
  /// No experiment of that name.
  case noSuchExperiment(String, suggestion: String)
  /// No step of that id.
  case noSuchStep(String, suggestion: String)
  /// A step failed; nothing of it was stored.
  case stepFailed(step: String, reason: any Error & Sendable, waiting: Int)
  /// Steps failed, and everything that does not need them ran.
  case stepsFailed([StepFailure], waiting: Int)
  /// Steps that were computed again gave other bytes than the store holds.
  case notReproducible([Difference])

  public static func == (first: PipelineError, second: PipelineError) -> Bool {
    String(describing: first) == String(describing: second)
  }
}

/// A step that failed, and why.
public struct StepFailure: Sendable {
  /// The step's id.
  public let step: String
  /// What it threw.
  public let reason: any Error & Sendable
}

/// A result that came out differently when it was computed again.
public struct Difference: Sendable {
  /// The step's id.
  public let step: String
  /// The files that differ: what the store holds, and where the new contents lie.
  public let files: [(stored: String, new: String)]
}
