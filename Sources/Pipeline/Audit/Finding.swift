/// Something that an audit has to say about one file or one step.
public struct Finding: Equatable, Sendable {
  /// The path of the file, or the id of the step.
  public let subject: String
  /// What was found.
  public let problem: Problem
  /// The length of the file; 0 where there is none.
  public let bytes: Int
  /// The steps whose present result it is, or belongs to.
  public var steps: [String] = []

  /// Whether something is wrong, or only worth knowing.
  public enum Severity: String, Sendable {
    /// A file is not what was written; nothing may use it.
    case damage
    /// Nothing that could become wrong: what is kept, left over, or not yet made.
    case notice
  }

  /// What was found.
  public enum Problem: Equatable, Sendable {
    // Damage.

    /// Contents are not those of the file's name.
    case altered
    /// Nothing is left of a file.
    case emptied
    /// A file is shorter than its record says.
    case truncated(expected: Int)
    /// A file that a record names is not there.
    case missing
    /// A folder, a pipe or the like where a file of the store should be.
    case notAFile(found: String)
    /// A record whose bytes are not those that were written.
    case alteredRecord
    /// A record that lies under the name of another.
    case misplacedRecord
    /// The label of the store is not the one that this program writes; nil where there is none.
    case label(found: String?)
    /// A published file is broken, or belongs to another figure.
    case brokenFigure(reason: String)
    /// A published file is not the one that belongs to its picture's record.
    case alteredFigure
    /// A file of a figure is missing, of which others are there.
    case missingFigure
    /// A picture says that it was made otherwise than its record says.
    case lineage

    // Notices.

    /// A record that no manifest and no figure of this checkout reaches.
    case orphanRecord(OrphanReason)
    /// A file that no record names.
    case orphanBlob
    /// A damaged file that was set aside.
    case quarantined
    /// What came out differently when it was computed again.
    case differing
    /// A file that no part of a store is.
    case foreign
    /// A temporary file whose writer is gone.
    case leftOver
    /// A journal that cannot be read; explanations are less certain without it.
    case unreadableJournal
    /// A step without a result.
    case neverRan
    /// A figure that was not written yet.
    case unwrittenFigure
    /// A figure of an earlier result of this store.
    case earlierFigure
    /// A whole figure that no record of this store made: of another machine, or of other code.
    case figureFromElsewhere(sameLineage: Bool)
    /// A data set with figures whose photographs or manifests cannot be read here.
    case unreadableDataSet
  }

  /// Why nothing reaches a record.
  public enum OrphanReason: String, Sendable {
    /// Other sources made it.
    case otherCode
    /// Another compiler, library or processor made it.
    case otherEnvironment
    /// No manifest asks for it any more.
    case notAskedFor
  }

  /// A finding.
  public init(_ problem: Problem, _ subject: String, bytes: Int = 0) {
    self.subject = subject
    self.problem = problem
    self.bytes = bytes
  }

  /// Whether something is wrong.
  public var severity: Severity {
    switch problem {
    case .altered, .emptied, .truncated, .missing, .notAFile, .alteredRecord, .misplacedRecord,
      .label, .brokenFigure, .alteredFigure, .missingFigure, .lineage:
      .damage
    case .orphanRecord, .orphanBlob, .quarantined, .differing, .foreign, .leftOver,
      .unreadableJournal, .neverRan, .unwrittenFigure, .earlierFigure, .figureFromElsewhere,
      .unreadableDataSet:
      .notice
    }
  }

  /// Whether the file lies in `figures/`.
  public var concernsFigure: Bool {
    switch problem {
    case .brokenFigure, .alteredFigure, .missingFigure, .lineage: true
    default: false
    }
  }
}
