/// Why a step would run, or that it need not.
public struct Explanation: Equatable, Sendable {
  /// The step.
  public let step: StepID
  /// Whether it would run.
  public let verdict: Verdict
  /// What is different from the earlier result; empty for what is up to date.
  public let changes: [Change]
  /// Which earlier result that is.
  public let basis: Basis

  /// Whether a step would run.
  public enum Verdict: String, Sendable {
    /// Its result is in the store.
    case upToDate
    /// It runs.
    case runs
    /// It runs unless its inputs come out as before.
    case mayRun
    /// Its record is in the store but not its files: it runs when a step needs them.
    case runsIfNeeded
  }

  /// The earlier result that a step is compared with.
  public enum Basis: Equatable, Sendable {
    /// None is known, or none is needed.
    case none
    /// That of the step's last run.
    case lastRun
    /// The last one of a step that had another name and is no longer there.
    case renamed(from: String)
    /// The most similar one of the same stage, since the journal does not know the step.
    case nearest
  }

  /// Whether it would run, or may.
  public var isStale: Bool { verdict != .upToDate }
}

/// One reason for a step to run.
public enum Change: Equatable, Sendable {
  /// No earlier result is known.
  case neverRan
  /// Its result is in the store, but the survey does not count it: it is to be computed again, or
  /// another process stored it meanwhile.
  case isStored
  /// The record is not there.
  case recordMissing(path: String)
  /// The record was found altered and set aside.
  case recordDamaged(path: String)
  /// A file of the result was found damaged, and the record set aside.
  case resultDamaged(path: String)
  /// A file of the result is damaged now.
  case file(path: String, damage: FileDamage)
  /// Fingerprints are written in another way.
  case format(old: String, new: String)
  /// The step is made by another stage.
  case stage(old: String, new: String)
  /// A parameter, by its path, has another value; nil where it has none.
  case parameter(name: String, old: String?, new: String?)
  /// The file of the data set has other contents.
  case source(name: String, path: String, old: ContentHash?, new: ContentHash)
  /// The content of an input is another one; nil where there was no such input.
  case input(name: String, from: StepID, old: ContentHash?, new: ContentHash, because: Cause)
  /// An input must be made again, and may come out as before; nil where there was no such input.
  case pendingInput(name: String, old: ContentHash?, from: Explanation)
  /// There is no such input any more.
  case removedInput(name: String)
  /// The sources are others.
  case code(scope: CodeScope, old: String, new: String)
  /// Compiler, flags or a library are others; nil where there was or is none.
  case environment(name: String, old: String?, new: String?)
  /// How the inputs are made is another one, on which random numbers and captions depend, with the
  /// steps that changed.
  case recipe(because: [Explanation])

  /// Whether it is about the step itself, not about what it needs.
  public var isOwn: Bool {
    switch self {
    case .input, .pendingInput, .recipe: false
    default: true
    }
  }
}

/// Why an input has another content than before.
public indirect enum Cause: Equatable, Sendable {
  /// The step that makes it ran again, with these changes.
  case ranAgain([Change])
  /// Another step makes it.
  case madeBy(StepID, before: StepID)
  /// The earlier content is no longer in the store.
  case unknown
}
