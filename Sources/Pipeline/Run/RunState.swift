/// The moving parts of a run: what is known, what can start, what runs here and what elsewhere.
struct RunState {
  let surveyor: Surveyor
  var survey: Survey
  var ready: ReadyQueue
  /// The nodes that run here, with the right to compute them.
  private(set) var running: [Int: FileLock] = [:]
  /// The nodes that another process computes.
  private(set) var elsewhere: Set<Int> = []
  /// The nodes of which it was said that another process computes them.
  private var announced: Set<Int> = []
  /// How long steps took, now and before.
  var times: StepTimes
  private var failed: Set<Int> = []
  /// What needs a node, as often as it does.
  private let dependents: [[Int]]
  /// How many inputs of a node have no result.
  private var unmet: [Int]

  private var plan: Plan { surveyor.plan }

  init(surveyor: Surveyor, survey: Survey, times: StepTimes, only: Set<Int>?) {
    self.surveyor = surveyor
    self.survey = survey
    self.times = times
    ready = ReadyQueue(plan: surveyor.plan, times: times, only: only)
    var dependents = [[Int]](repeating: [], count: surveyor.plan.nodes.count)
    for (index, node) in surveyor.plan.nodes.enumerated() {
      for input in node.needs { dependents[input].append(index) }
    }
    self.dependents = dependents
    unmet = []
    refill()
  }

  /// Whether a node that is computed alone runs here: it may make more cells ready.
  var runsSingle: Bool { running.keys.contains { plan.nodes[$0].kind.lockstepWidth == 1 } }

  /// How many steps have no result and did not fail.
  var waiting: Int { survey.missing.count - failed.count }

  // MARK: Locks

  /// What came of the attempt to take a node.
  enum Claim {
    /// It is to be computed here; the lock is held.
    case mine
    /// Another process computes it.
    case elsewhere(isNews: Bool)
    /// Another process has stored it since we last looked.
    case stored
  }

  /// Tries to take the lock of a node that is ready.
  mutating func claim(_ node: Int) throws -> Claim {
    guard let fingerprint = survey.fingerprints[node] else {
      preconditionFailure("\(plan.nodes[node].id) is ready before its inputs are known")
    }
    guard let lock = try surveyor.store.lock(fingerprint) else {
      elsewhere.insert(node)
      return .elsewhere(isNews: announced.insert(node).inserted)
    }
    do {
      // Looked at again, now that nobody else can store it.
      if !survey.forced.keys.contains(node), let record = try surveyor.store.record(of: fingerprint)
      {
        lock.release()
        try finish(node, record)
        return .stored
      }
    } catch {
      lock.release()
      throw error
    }
    running[node] = lock
    return .mine
  }

  /// Puts what others compute back among the ready, to be tried again.
  mutating func retryElsewhere() {
    for node in elsewhere { ready.insert(node) }
    elsewhere = []
  }

  /// Frees the lock of a node that no longer runs.
  mutating func release(_ node: Int) { running.removeValue(forKey: node)?.release() }

  // MARK: Results

  /// Takes a node's result, and finds what has become ready or known by it.
  mutating func finish(_ node: Int, _ record: Record) throws {
    survey.records[node] = record
    survey.forced[node] = nil
    var done = [node]
    while let next = done.popLast() {
      for dependent in dependents[next] {
        unmet[dependent] -= 1
        guard unmet[dependent] == 0 else { continue }
        try surveyor.look(at: dependent, &survey)
        if survey.records[dependent] == nil {
          ready.insert(dependent)
        } else {
          done.append(dependent)
        }
      }
    }
  }

  /// Marks a node as failed, which is not tried again.
  mutating func fail(_ node: Int, _ reason: any Error & Sendable) {
    failed.insert(node)
    survey.failures.append(StepFailure(step: "\(plan.nodes[node].id)", reason: reason))
  }

  /// Forgets damaged results, so that they are computed again.
  mutating func forget(_ nodes: [Int]) throws {
    for node in nodes where running[node] == nil && survey.records[node] != nil {
      try surveyor.forget(node, &survey)
    }
    try surveyor.lookAtAll(&survey)
    refill()
  }

  /// Finds all nodes that can start.
  private mutating func refill() {
    unmet = plan.nodes.map { $0.needs.count { survey.records[$0] == nil } }
    ready.removeAll()
    for node in plan.nodes.indices
    where unmet[node] == 0 && survey.records[node] == nil && running[node] == nil
      && !failed.contains(node) && !elsewhere.contains(node)
    { ready.insert(node) }
  }
}
