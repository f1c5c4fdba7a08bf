/// What is known about the nodes of a plan: their fingerprints and records.
public struct Survey: Sendable {
  /// The fingerprint of every node whose inputs are known.
  public internal(set) var fingerprints: [Fingerprint?]
  /// The record of every node whose result the store holds.
  public internal(set) var records: [Record?]
  /// The nodes that this run computed.
  public internal(set) var ran: Set<Int> = []

  init(count: Int) {
    fingerprints = Array(repeating: nil, count: count)
    records = Array(repeating: nil, count: count)
  }

  /// The nodes without a result.
  public var missing: [Int] { records.indices.filter { records[$0] == nil } }
}

/// What happens while a plan runs; nodes by their index in the plan.
public enum RunEvent: Sendable {
  /// A node begins to run.
  case started(Int)
  /// A part of a running node's work is done.
  case progressed(Int, fraction: Double)
  /// A stage says something about the data.
  case noted(Int, String)
  /// A node's result is stored.
  case finished(Int, seconds: Double)
  /// A node failed.
  case failed(Int)
}
