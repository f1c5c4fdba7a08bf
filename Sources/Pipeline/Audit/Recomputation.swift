import Foundation

/// Computes stored steps again, from the inputs that the store holds, and compares every bit.
///
/// New results are not stored; what differs is kept in the folder `differing/` of the store.
public struct Recomputation: Sendable {
  private let audited: AuditedPlan
  private let scan: StoreScan
  /// What will be computed again, the longest first.
  public let nodes: [Int]

  /// Chooses the steps: of a node's experiments, those whose result and inputs are whole.
  public init(
    of audited: AuditedPlan, in scan: StoreScan, size: RecomputationSize, seed: UInt64
  ) {
    self.audited = audited
    self.scan = scan
    func isWhole(_ node: Int) -> Bool {
      audited.survey.records[node].map(scan.isWhole) ?? false
    }
    let whole = audited.plan.nodes.indices.filter { node in
      isWhole(node) && audited.plan.nodes[node].needs.allSatisfy(isWhole)
    }
    nodes = RecomputationSample.nodes(
      of: size, among: whole, in: audited.survey, seed: seed)
  }

  /// Runs; results in the order of the nodes.
  ///
  /// - Throws: `CancellationError` when interrupted; `PipelineError` where the disk refuses.
  public func run(
    jobs: Int, cancellation: Cancellation, report: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> [Recomputed] {
    guard !nodes.isEmpty else { return [] }
    var ready = ReadyQueue(plan: audited.plan, times: try scan.store.times())
    for node in nodes { ready.insert(node) }
    var outcomes: [Int: Recomputed] = [:]
    try await withThrowingTaskGroup(of: [Execution<[ArtifactFile]>.Result].self) { group in
      var busy = 0
      while true {
        while busy < jobs, !cancellation.isCancelled,
          let choice = ready.choose(jobs: jobs, mayGrow: false)
        {
          let nodes = (0..<choice.count).compactMap { _ in ready.take(from: choice) }
          busy += 1
          let execution = Execution(
            plan: audited.plan, store: scan.store, cancellation: cancellation,
            records: audited.survey.records, nodes: nodes, report: report
          ) { computed in
            report(.finished(computed.node, seconds: computed.seconds))
            return computed.files
          }
          group.addTask { await execution.run() }
        }
        guard let results = try await group.next() else { break }
        busy -= 1
        for result in results {
          outcomes[result.node] = try compare(result)
          // Damaged meanwhile, or not tried because of such a one.
          if outcomes[result.node] == nil, case .dropped = result.outcome {
            ready.insert(result.node)
          }
        }
      }
    }
    if cancellation.isCancelled { throw CancellationError() }
    return nodes.compactMap { outcomes[$0] }
  }

  private func compare(_ result: Execution<[ArtifactFile]>.Result) throws -> Recomputed? {
    guard let record = audited.survey.records[result.node] else { return nil }
    let outcome: Recomputed.Outcome
    switch result.outcome {
    case .failed(let error):
      if error is CancellationError { return nil }
      if error.isFullDisk { throw error }
      outcome = .failed(error)
    case .done(let files):
      let differences = try differences(of: files, from: record)
      outcome = differences.isEmpty ? .reproduced : .differs(differences)
    case .damagedInputs, .dropped: return nil
    }
    return Recomputed(
      step: "\(audited.plan.nodes[result.node].id)", recorded: record.seconds, outcome: outcome)
  }

  private func differences(of files: [ArtifactFile], from record: Record) throws
    -> [FileDifference]
  {
    try scan.store.setApart(files, from: record).compactMap { stored, new, path in
      guard let stored = stored.map(scan.store.path(of:)) else { return nil }
      return FileDifference(
        name: new.name, stored: stored, new: path,
        contents: ContentsDifference(
          of: new.name, stored: try Files.read(stored), new: new.bytes))
    }
  }
}

// MARK: - Results

/// A step that was computed again.
public struct Recomputed: Sendable {
  /// The step's id.
  public let step: String
  /// How long it took when it was stored.
  public let recorded: Double
  /// What came of it.
  public let outcome: Outcome

  /// What can come of it.
  public enum Outcome: Sendable {
    /// The same bytes.
    case reproduced
    /// Other bytes; both are kept.
    case differs([FileDifference])
    /// The step failed, though its result is stored.
    case failed(any Error & Sendable)
  }

  /// Whether the stored bytes came out again.
  public var isReproduced: Bool {
    if case .reproduced = outcome { true } else { false }
  }
}

// MARK: - Which steps

/// How many of the stored steps an audit computes again.
public enum RecomputationSize: Equatable, Sendable {
  /// So many, long steps with more probability than short ones.
  case some(Int)
  /// All of them.
  case all
}

/// A choice of steps to compute again: without replacement, each with a weight of its recorded
/// seconds; the same seed and store give the same choice.
///
/// Every step has a uniform number u of its own, made of the seed and its fingerprint, and the steps
/// with the largest u^(1/w) are chosen, which draws them one after the other with probabilities in
/// proportion to w. Source: Efraimidis & Spirakis 2006. A step that is added moves no other's number.
private enum RecomputationSample {
  /// Steps that took no measurable time must be drawn as well; in seconds.
  private static let leastWeight = 0.001

  /// The nodes, the longest first.
  static func nodes(
    of size: RecomputationSize, among nodes: [Int], in survey: Survey, seed: UInt64
  ) -> [Int] {
    let keyed = nodes.compactMap { node -> (node: Int, key: Double, seconds: Double)? in
      guard let hash = survey.fingerprints[node]?.hash, let record = survey.records[node] else {
        return nil
      }
      let weight = max(record.seconds, leastWeight)
      return (node, log(uniform(seed, hash)) / weight, record.seconds)
    }
    let ordered = keyed.sorted { ($0.key, $1.node) > ($1.key, $0.node) }
    let chosen =
      switch size {
      case .all: ordered
      case .some(let count): Array(ordered.prefix(count))
      }
    return chosen.sorted { ($0.seconds, $1.node) > ($1.seconds, $0.node) }.map(\.node)
  }

  /// In (0, 1): 53 bits of a digest, and half a step.
  private static func uniform(_ seed: UInt64, _ fingerprint: ContentHash) -> Double {
    let bits = ContentHash(of: "\(seed) \(fingerprint)").bytes.prefix(8)
      .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (Double(bits >> 11) + 0.5) * 0x1p-53
  }
}
