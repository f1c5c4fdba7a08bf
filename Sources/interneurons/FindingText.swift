import Pipeline

/// A finding of an audit in words.
struct FindingText {
  private let finding: Finding

  init(_ finding: Finding) { self.finding = finding }

  /// What was found, in a few words.
  var words: String {
    switch finding.problem {
    case .altered: "altered contents"
    case .emptied: "emptied"
    case .truncated(let expected): "truncated: \(finding.bytes) of \(expected) bytes"
    case .missing: "missing"
    case .alteredRecord: "altered record"
    case .misplacedRecord: "record of another name"
    case .label(let found):
      found.map { "altered label: \($0.split(separator: "\n").joined())" } ?? "missing label"
    case .brokenFigure(let reason): "broken figure file: \(reason)"
    case .alteredFigure: "figure file is not that of its record"
    case .missingFigure: "figure file is missing"
    case .lineage: "figure tells other steps than its record"
    default: notice
    }
  }

  private var notice: String {
    switch finding.problem {
    case .orphanRecord(.otherCode): "records of other code"
    case .orphanRecord(.otherEnvironment): "records of another environment"
    case .orphanRecord(.notAskedFor): "records that no manifest asks for"
    case .orphanBlob: "contents that no manifest asks for"
    case .quarantined: "set aside in damaged/"
    case .differing: "kept in differing/"
    case .foreign: "no files of a store"
    case .leftOver: "left over by killed processes"
    case .unreadableJournal: "journals that cannot be read"
    case .neverRan: "steps without a result"
    case .unwrittenFigure: "figures not written"
    case .earlierFigure: "figures of an earlier result"
    case .figureFromElsewhere(true): "figure files of another machine or other code"
    case .figureFromElsewhere(false): "figure files made in another way"
    case .unreadableDataSet: "figures of data sets that are not here"
    default: words
    }
  }

  /// The steps that have it, the first by name.
  var steps: String {
    guard let first = finding.steps.first else { return "" }
    return finding.steps.count == 1 ? first : "\(first) and \(finding.steps.count - 1) more"
  }

  /// The problem as one word, for programs.
  private var kind: String {
    let text = "\(finding.problem)"
    return String(text.prefix { $0 != "(" })
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind), "what": .string(words), "subject": .string(finding.subject),
      "bytes": .integer(finding.bytes),
    ]
    if !finding.steps.isEmpty { members["steps"] = .array(finding.steps.map { .string($0) }) }
    return .object(members)
  }
}
