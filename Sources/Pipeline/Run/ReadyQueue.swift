/// The nodes whose inputs are there and whose results are not, in the order in which to start them.
///
/// First comes the node with the longest chain of work from its start to the end of the plan, by the
/// times of earlier runs; among equals, the first in the plan.
struct ReadyQueue {
  /// Nodes of one group can be computed together; nil for those that are computed alone.
  private let groups: [Int?]
  private let widths: [Int]
  private let ranks: [Double]
  private let only: Set<Int>?
  private var singles: [Int] = []
  private var cells: [Int] = []

  /// A group from which to take nodes, and how many.
  struct Choice {
    fileprivate let group: Int?
    let count: Int
  }

  /// What nodes that can be computed together have in common.
  private struct Likeness: Hashable {
    let kind: String
    let parameters: [String: JSONValue]
  }

  /// An empty queue for the nodes of a plan, or for some of them.
  init(plan: Plan, times: StepTimes, only: Set<Int>? = nil) {
    self.only = only
    groups = Self.groups(of: plan)
    widths = plan.nodes.map(\.kind.lockstepWidth)
    // What needs a node stands behind it in the plan.
    var ranks = plan.nodes.map { times.seconds(of: $0) }
    let own = ranks
    for node in plan.nodes.indices.reversed() {
      for input in plan.nodes[node].needs {
        ranks[input] = max(ranks[input], own[input] + ranks[node])
      }
    }
    self.ranks = ranks
  }

  private static func groups(of plan: Plan) -> [Int?] {
    var known: [Likeness: Int] = [:]
    return plan.nodes.map { node in
      guard node.kind.lockstepWidth > 1 else { return nil }
      let parameters = node.parameters.filter { $0.key != "seed" }
      let likeness = Likeness(kind: node.kind.id, parameters: parameters)
      let group = known[likeness] ?? known.count
      known[likeness] = group
      return group
    }
  }

  /// Adds a node, unless it is one that may not run.
  mutating func insert(_ node: Int) {
    guard only?.contains(node) != false else { return }
    if groups[node] == nil { place(node, in: &singles) } else { place(node, in: &cells) }
  }

  mutating func removeAll() {
    singles = []
    cells = []
  }

  /// Where to take what is started next.
  ///
  /// Cells that can be computed together wait until no other node is left to start or running, so
  /// that their group fills up, and are shared between the jobs: near the end, groups are smaller so
  /// that every job has one.
  func choose(jobs: Int, mayGrow: Bool) -> Choice? {
    if !singles.isEmpty { return Choice(group: nil, count: 1) }
    guard let first = cells.first, !mayGrow else { return nil }
    let share = (cells.count + jobs - 1) / jobs
    return Choice(group: groups[first], count: min(widths[first], share))
  }

  /// Takes the next node of a choice; nil when none is left.
  mutating func take(from choice: Choice) -> Int? {
    if choice.group == nil { return singles.isEmpty ? nil : singles.removeFirst() }
    guard let place = cells.firstIndex(where: { groups[$0] == choice.group }) else { return nil }
    return cells.remove(at: place)
  }

  private func precedes(_ first: Int, _ second: Int) -> Bool {
    ranks[first] == ranks[second] ? first < second : ranks[first] > ranks[second]
  }

  private func place(_ node: Int, in list: inout [Int]) {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if precedes(list[middle], node) { low = middle + 1 } else { high = middle }
    }
    list.insert(node, at: low)
  }
}

// MARK: - Times of earlier runs

/// How long steps took when they last ran: a hint for the order of work, which enters no result.
///
/// The time of a step that never ran is that of the newest step of its stage.
struct StepTimes: Equatable {
  /// Seconds by recipe, or by stage.
  private var seconds: [String: Double] = [:]

  /// More are forgotten: what a project needs is a tenth of it.
  private static let most = 20_000

  /// Reads lines `SECONDS NAME`; what is no such line tells nothing.
  init(parsing text: String = "") {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let value = Double(words[0]), value.isFinite, value >= 0 else {
        continue
      }
      seconds[String(words[1])] = value
    }
  }

  var text: String {
    seconds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
  }

  fileprivate func seconds(of node: Plan.Node) -> Double {
    seconds[node.recipe.short] ?? seconds[node.kind.id] ?? 0
  }

  mutating func add(_ value: Double, of node: Plan.Node) {
    if seconds.count >= Self.most { seconds = [:] }
    seconds[node.recipe.short] = value
    seconds[node.kind.id] = value
  }
}

extension Store {
  private var timesFile: String { "\(path)/times.txt" }

  /// How long steps took, as far as it is known.
  func times() throws -> StepTimes {
    StepTimes(parsing: String(decoding: try Files.readIfFile(timesFile) ?? [], as: UTF8.self))
  }

  /// Keeps how long steps took. Two runs that end at once may lose the one's times: a hint.
  func keep(_ times: StepTimes) throws {
    try Files.write(Array(times.text.utf8), to: timesFile)
  }
}
