/// What is known about the nodes of a plan: their fingerprints and records.
public struct Survey: Sendable {
  /// The fingerprint of every node whose inputs are known.
  public internal(set) var fingerprints: [Fingerprint?]
  /// The record of every node whose result the store holds.
  public internal(set) var records: [Record?]
  /// The nodes that this run computed.
  public internal(set) var ran: Set<Int> = []
  /// The steps that failed, where a run went on without them.
  public internal(set) var failures: [StepFailure] = []
  /// The results that came out differently when they were computed again.
  public internal(set) var differences: [Difference] = []
  /// The nodes that are still to be computed again, with their stored records once these are found.
  var forced: [Int: Record?]

  init(count: Int, forced: Set<Int> = []) {
    fingerprints = Array(repeating: nil, count: count)
    records = Array(repeating: nil, count: count)
    self.forced = Dictionary(uniqueKeysWithValues: forced.map { ($0, nil) })
  }

  /// The nodes without a result.
  public var missing: [Int] { records.indices.filter { records[$0] == nil } }
}
