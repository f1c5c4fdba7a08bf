import Foundation
import Pipeline
import Reports

/// What an audit has to tell, for people and for programs.
struct AuditReport {
  let scan: StoreScan
  let findings: [Finding]
  let repaired: RepairSummary?
  let recomputed: [Recomputed]?
  let seed: UInt64

  var damage: [Finding] { findings.filter { $0.severity == .damage } }

  var notices: [Finding] { findings.filter { $0.severity == .notice } }

  /// Damage comes first: what is damaged cannot be compared.
  var outcome: Outcome {
    if !damage.isEmpty { return .damagedStore }
    return recomputed?.allSatisfy(\.isReproduced) == false ? .notReproducible : .done
  }

  var hint: String? {
    guard !damage.isEmpty else { return nil }
    if scan.isOfAnotherVersion {
      return "no record can be read: the store may be of another version of this program; name "
        + "another folder with --store"
    }
    return repaired == nil
      ? "`interneurons audit --repair` sets damage aside and computes it again"
      : "something damages files while they are repaired; is the disk healthy?"
  }

  // MARK: For people

  var text: String {
    var lines = [
      "store \(scan.store.path): \(scan.fileCount) files, \(ByteCount(scan.byteCount)) read"
    ]
    if let repaired { lines += repaired.lines }
    lines += table("damage:", damage.map { [$0.words, $0.subject, $0.firstSteps] })
    lines += table("notices:", noticeRows) + recomputedLines
    lines.append("verdict: \(verdict)")
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    switch outcome {
    case .damagedStore:
      damage.count == 1 ? "1 file is damaged" : "\(damage.count) files are damaged"
    case .notReproducible:
      "not reproducible: \(recomputed?.count { !$0.isReproduced } ?? 0) of "
        + "\(recomputed?.count ?? 0) steps"
    default:
      recomputed.map { "nothing is damaged, \($0.count) of \($0.count) steps give the same bits" }
        ?? "nothing is damaged"
    }
  }

  private func table(_ title: String, _ rows: [[String]]) -> [String] {
    rows.isEmpty ? [] : [title] + TextTable(rows).lines
  }

  private var noticeRows: [[String]] {
    notices.grouped(by: \.words).map { words, group in
      let bytes = group.reduce(0) { $0 + $1.bytes }
      return [
        words, "\(group.count)", bytes > 0 ? "\(ByteCount(bytes))" : "",
        group.count == 1 ? group[0].subject : "\(group[0].subject), …",
      ]
    }
  }

  private var recomputedLines: [String] {
    guard let recomputed else { return [] }
    let rows = recomputed.map { step in
      [step.step, String(format: "%.3f s", step.recorded), step.words]
    }
    let details = recomputed.flatMap(\.details)
    return ["computed again (seed \(seed)):"] + TextTable(rows).lines + details
  }

  // MARK: For programs

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "store": .string(scan.store.path), "files": .integer(scan.fileCount),
      "bytes": .integer(scan.byteCount), "exitCode": .integer(Int(outcome.rawValue)),
      "damage": .array(damage.map(\.json)), "notices": .array(notices.map(\.json)),
    ]
    if let repaired { members["repaired"] = repaired.json }
    if let recomputed {
      members["seed"] = .string("\(seed)")
      members["recomputed"] = .array(recomputed.map(\.json))
    }
    return .object(members)
  }
}

// MARK: - Findings

extension Finding {
  /// What was found, in a few words.
  fileprivate var words: String {
    switch problem {
    case .altered: "altered contents"
    case .emptied: "emptied"
    case .truncated(let expected): "truncated: \(bytes) of \(expected) bytes"
    case .missing: "missing"
    case .notAFile(let found): "\(found), not a file"
    case .alteredRecord: "altered record"
    case .misplacedRecord: "record of another name"
    case .label(let found):
      found.map { "altered label: \($0.split(separator: "\n").joined())" } ?? "missing label"
    case .brokenFigure(let reason): "broken figure file: \(reason)"
    case .alteredFigure: "figure file is not that of its record"
    case .missingFigure: "figure file is missing"
    case .lineage: "figure tells other steps than its record"
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
    }
  }

  /// The steps that have it, the first by name.
  fileprivate var firstSteps: String {
    guard let first = steps.first else { return "" }
    return steps.count == 1 ? first : "\(first) and \(steps.count - 1) more"
  }

  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(problem.kind), "what": .string(words),
      "subject": .string(subject),
      "bytes": .integer(bytes),
    ]
    if !steps.isEmpty { members["steps"] = .strings(steps) }
    return .object(members)
  }
}

extension Finding.Problem {
  /// Its word in JSON, which programs read: it stays when a case gets another name.
  var kind: String {
    switch self {
    case .altered: "altered"
    case .emptied: "emptied"
    case .truncated: "truncated"
    case .missing: "missing"
    case .notAFile: "notAFile"
    case .alteredRecord: "alteredRecord"
    case .misplacedRecord: "misplacedRecord"
    case .label: "label"
    case .brokenFigure: "brokenFigure"
    case .alteredFigure: "alteredFigure"
    case .missingFigure: "missingFigure"
    case .lineage: "lineage"
    case .orphanRecord: "orphanRecord"
    case .orphanBlob: "orphanBlob"
    case .quarantined: "quarantined"
    case .differing: "differing"
    case .foreign: "foreign"
    case .leftOver: "leftOver"
    case .unreadableJournal: "unreadableJournal"
    case .neverRan: "neverRan"
    case .unwrittenFigure: "unwrittenFigure"
    case .earlierFigure: "earlierFigure"
    case .figureFromElsewhere: "figureFromElsewhere"
    case .unreadableDataSet: "unreadableDataSet"
    }
  }
}

// MARK: - Steps computed again

extension Recomputed {
  /// What came of it, in a few words.
  fileprivate var words: String {
    switch outcome {
    case .reproduced: "same bits"
    case .differs(let files): "DIFFERS in \(files.map(\.name).joined(separator: ", "))"
    case .failed: "FAILED, although a result is stored"
    }
  }

  /// Where the first difference is and how large the largest, with the files that were kept.
  fileprivate var details: [String] {
    switch outcome {
    case .reproduced: []
    case .differs(let files): files.flatMap(details)
    case .failed(let reason):
      ErrorText(step: step, reason: reason).description
        .split(separator: "\n").map { "  \($0)" }
    }
  }

  private func details(of file: FileDifference) -> [String] {
    let contents = file.contents
    var lines = ["  \(step): \(file.name)"]
    lines.append("    first difference at \(contents.place): \(contents.stored) → \(contents.new)")
    if let count = contents.count { lines.append("    places that differ: \(count)") }
    if let ulps = contents.largestUlps { lines.append("    largest difference: \(ulps) ulps") }
    return lines + ["    stored: \(file.stored)", "    new: \(file.new)"]
  }

  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "step": .string(step), "seconds": .number(recorded), "reproduced": .boolean(isReproduced),
    ]
    switch outcome {
    case .reproduced: break
    case .differs(let files): members["files"] = .array(files.map(json))
    case .failed(let reason): members["error"] = .string(ErrorText(ofReason: reason).message)
    }
    return .object(members)
  }

  private func json(of file: FileDifference) -> JSONValue {
    let contents = file.contents
    var members: [String: JSONValue] = [
      "name": .string(file.name), "stored": .string(file.stored), "new": .string(file.new),
      "at": .string(contents.place), "storedValue": .string(contents.stored),
      "newValue": .string(contents.new),
    ]
    if let count = contents.count { members["places"] = .integer(count) }
    // As text: it may be larger than any integer that a reader of JSON takes.
    if let ulps = contents.largestUlps { members["largestUlps"] = .string("\(ulps)") }
    return .object(members)
  }
}
