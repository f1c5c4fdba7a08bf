import Foundation
import Pipeline

/// A result of the store, found by digits of a hash: that of one of its files or of its record.
struct StoredObject {
  private let store: Store
  private let records: [Store.Found]
  /// What was found: the records that it is or that contain it, and the file if it is one.
  private let makers: [Store.Found]
  private let file: Record.StoredFile?

  /// - Throws: `UsageFailure` where nothing, or more than one thing, has a hash that begins so.
  init(digits: String, in store: Store) throws {
    self.store = store
    let records = try store.allRecords()
    self.records = records
    let named = records.filter { "\($0.fingerprint)".hasPrefix(digits) }
    var files: [ContentHash: Record.StoredFile] = [:]
    for file in records.flatMap(\.record.files) where "\(file.sha256)".hasPrefix(digits) {
      files[file.sha256] = file
    }
    let candidates =
      named.map { (key: "record", value: "\($0.fingerprint)") }
      + files.keys.map { (key: "file", value: "\($0)") }
    guard candidates.count <= 1 else {
      throw UsageFailure(
        ErrorText(
          "several hashes of the store begin with '\(digits)'",
          facts: candidates.sorted(by: <), hint: "write more of the digits"))
    }
    guard !candidates.isEmpty else {
      throw UsageFailure(
        "no hash of the store begins with '\(digits)'", ["store": store.path],
        hint: "`interneurons show STEP` names the files of a step; "
          + "a step is written EXPERIMENT/STEP")
    }
    let file = files.values.first
    self.file = file
    makers =
      file.map { file in
        records.filter { $0.record.files.contains { $0.sha256 == file.sha256 } }
      } ?? named
  }

  var description: Description {
    get throws {
      var lines: [String] = []
      var objects: [JSONValue] = []
      for maker in makers {
        let files = try FileSummary.all(of: maker.record, in: store)
        let lineage = lineage(of: maker.record)
        let steps = try journaled(maker.fingerprint)
        let record = maker.record
        lines += ["record \(maker.fingerprint)", "  artifact: \(record.artifact)"]
        lines += Description.section("steps", steps)
        lines += Description.section("depends on", Array(record.fingerprint.dropFirst()))
        lines += Description.section("files", files.flatMap(\.lines))
        lines += ["  seconds: \(String(format: "%.3f", record.seconds))"]
        lines += Description.section("notes", record.notes)
        lines += Description.section("lineage", lineage)
        objects.append([
          "fingerprint": "\(maker.fingerprint)", "artifact": .string(record.artifact),
          "steps": .strings(steps), "dependsOn": .strings(record.fingerprint.dropFirst()),
          "files": .array(files.map(\.json)), "seconds": .number(record.seconds),
          "notes": .strings(record.notes), "lineage": .strings(lineage),
        ])
      }
      if let file { lines.insert("file \(file.sha256) is \(store.path(of: file))", at: 0) }
      return Description(lines: lines, json: objects.count == 1 ? objects[0] : .array(objects))
    }
  }

  /// The steps whose last result it is.
  private func journaled(_ fingerprint: ContentHash) throws -> [String] {
    try RunJournal.all(in: store).flatMap { journal in
      journal.steps.filter { $0.value == fingerprint }.keys.map { "\($0) (\(journal.dataSet))" }
    }.sorted()
  }

  /// The records that made the inputs of a record, and so on, down to contents that no record made:
  /// the photographs.
  private func lineage(of record: Record) -> [String] {
    let makers = Dictionary(grouping: records) { $0.record.content.description }
    var lines: [String] = []
    var seen: Set<String> = []
    func visit(_ record: Record) {
      for (name, hash) in FingerprintParts(lines: record.fingerprint).inputs.sorted(by: <)
      where seen.insert(hash).inserted {
        // Several records can have the same content; the newest stands for them.
        let maker = makers[hash]?.max { $0.modified < $1.modified }
        guard let maker else {
          lines.append("\(name): SHA-256 \(hash) (made by no record: a photograph, or gone)")
          continue
        }
        let stage = FingerprintParts(lines: maker.record.fingerprint).stage
        lines.append("\(name): \(stage), record \(maker.fingerprint)")
        visit(maker.record)
      }
    }
    visit(record)
    return lines
  }
}
