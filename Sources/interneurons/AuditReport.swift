import Foundation
import Pipeline

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
    lines += damageLines + noticeLines + recomputedLines
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

  private var damageLines: [String] {
    guard !damage.isEmpty else { return [] }
    let rows = damage.map { finding in
      [FindingText(finding).words, finding.subject, FindingText(finding).steps]
    }
    return ["damage:"] + TextTable(rows).lines
  }

  private var noticeLines: [String] {
    guard !notices.isEmpty else { return [] }
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for notice in notices {
      let words = FindingText(notice).words
      if groups[words] == nil { order.append(words) }
      groups[words, default: []].append(notice)
    }
    let rows = order.map { words -> [String] in
      let group = groups[words] ?? []
      let bytes = group.reduce(0) { $0 + $1.bytes }
      let example = group.first?.subject ?? ""
      return [
        words, "\(group.count)", bytes > 0 ? "\(ByteCount(bytes))" : "",
        group.count == 1 ? example : "\(example), …",
      ]
    }
    return ["notices:"] + TextTable(rows).lines
  }

  private var recomputedLines: [String] {
    guard let recomputed else { return [] }
    let rows = recomputed.map { step in
      [step.step, String(format: "%.3f s", step.recorded), RecomputedText(step).words]
    }
    let details = recomputed.flatMap { RecomputedText($0).details }
    return ["computed again (seed \(seed)):"] + TextTable(rows).lines + details
  }

  // MARK: For programs

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "store": .string(scan.store.path), "files": .integer(scan.fileCount),
      "bytes": .integer(scan.byteCount), "exitCode": .integer(Int(outcome.rawValue)),
      "damage": .array(damage.map { FindingText($0).json }),
      "notices": .array(notices.map { FindingText($0).json }),
    ]
    if let repaired { members["repaired"] = repaired.json }
    if let recomputed {
      members["seed"] = .string("\(seed)")
      members["recomputed"] = .array(recomputed.map { RecomputedText($0).json })
    }
    return .object(members)
  }
}
