import Foundation

/// Which result each step of an experiment had when it was last run: a hint for explanations.
///
/// Records do not hold the names of steps, so that figures share results; so what a step depended on
/// the last time is kept beside them, in `steps/`. Nothing in it enters a result. Where it is absent
/// or unreadable, explanations compare with the most similar record instead, and say so.
public struct RunJournal: Codable, Equatable, Sendable {
  /// The name of the data set.
  public let dataSet: String
  /// The name of the experiment.
  public let experiment: String
  /// The digest of the fingerprint of each step, by its id.
  public private(set) var steps: [String: ContentHash]

  /// The journal of an experiment on a data set; nil where there is none that can be read.
  public static func read(_ experiment: String, dataSet: String, in store: Store) throws
    -> RunJournal?
  {
    let path = path(of: experiment, dataSet: dataSet, in: store)
    guard let bytes = try Files.readIfFile(path), let journal = try decoded(bytes) else {
      return nil
    }
    return journal.experiment == experiment && journal.dataSet == dataSet ? journal : nil
  }

  /// The journal of an experiment, empty where others were kept and so it never ran; nil where the
  /// store has none at all, or none that can be read, so that nothing is known.
  static func known(_ experiment: String, dataSet: String, in store: Store) throws -> RunJournal? {
    let isThere = Files.exists(path(of: experiment, dataSet: dataSet, in: store))
    if try isThere || all(in: store).isEmpty {
      return try read(experiment, dataSet: dataSet, in: store)
    }
    return RunJournal(dataSet: dataSet, experiment: experiment, steps: [:])
  }

  /// All journals of a store that can be read.
  public static func all(in store: Store) throws -> [RunJournal] {
    let folder = "\(store.path)/steps"
    return try Files.namesIfThere(in: folder).compactMap { name in
      try Files.readIfFile("\(folder)/\(name)").flatMap(decoded)
    }
  }

  /// The journal that belongs at a path, as it was written; nil for any other bytes.
  static func journal(in bytes: [UInt8], at path: String) throws -> RunJournal? {
    guard let journal = try decoded(bytes) else { return nil }
    let isWhole =
      try journal.bytes() == bytes
      && path.hasSuffix("/\(name(of: journal.experiment, dataSet: journal.dataSet))")
    return isWhole ? journal : nil
  }

  /// Forgets results that are taken away on purpose.
  static func forget(_ results: Set<ContentHash>, in store: Store) throws {
    for journal in try all(in: store) where !results.isDisjoint(with: journal.steps.values) {
      var kept = journal
      kept.steps = journal.steps.filter { !results.contains($0.value) }
      try kept.write(to: store)
    }
  }

  private func bytes() throws -> [UInt8] {
    Array(try JSONValue(encoding: self).text(indented: true).utf8) + [0x0A]
  }

  private static func decoded(_ bytes: [UInt8]) throws -> RunJournal? {
    do {
      return try JSONDecoder().decode(RunJournal.self, from: Data(bytes))
    } catch is DecodingError {
      return nil
    }
  }

  /// Notes the results that the steps of a plan have now; writes nothing where nothing changed.
  ///
  /// Steps that are no longer planned are forgotten once all that are planned have a result.
  public static func note(_ survey: Survey, of plan: Plan, dataSet: String, in store: Store) throws
  {
    // A store that holds nothing is not begun for a hint.
    guard Files.exists(store.labelFile) else { return }
    for (experiment, cells) in Dictionary(grouping: plan.cells, by: \.experiment) {
      let earlier = try read(experiment, dataSet: dataSet, in: store)
      var steps: [String: ContentHash] = [:]
      for cell in cells {
        guard survey.records[cell.node] != nil else { continue }
        steps["\(cell)"] = survey.fingerprints[cell.node]?.hash
      }
      if steps.count < cells.count {
        steps.merge(earlier?.steps ?? [:]) { new, _ in new }
      }
      let journal = RunJournal(dataSet: dataSet, experiment: experiment, steps: steps)
      if journal != earlier { try journal.write(to: store) }
    }
  }

  private func write(to store: Store) throws {
    try Files.write(bytes(), to: Self.path(of: experiment, dataSet: dataSet, in: store))
  }

  /// The name of a data set is that of any folder, so it is no part of the path.
  private static func path(of experiment: String, dataSet: String, in store: Store) -> String {
    "\(store.path)/steps/\(name(of: experiment, dataSet: dataSet))"
  }

  private static func name(of experiment: String, dataSet: String) -> String {
    "\(ContentHash(of: "\(experiment)\n\(dataSet)")).json"
  }
}
