/// How long steps took when they last ran: a hint for the order of work, which enters no result.
///
/// The time of a step that never ran is that of the newest step of its stage.
struct StepTimes: Equatable {
  /// Seconds by recipe, or by stage.
  private var seconds: [String: Double] = [:]

  /// More are forgotten: what a project needs is a tenth of it.
  private static let most = 20_000

  init() {}

  /// Reads lines `SECONDS NAME`; what is no such line tells nothing.
  init(parsing text: String) {
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

  func seconds(of node: Plan.Node) -> Double {
    seconds[node.recipe.short] ?? seconds[node.kind.id] ?? 0
  }

  mutating func add(_ value: Double, of node: Plan.Node) {
    if seconds.count >= Self.most { seconds = [:] }
    seconds[node.recipe.short] = value
    seconds[node.kind.id] = value
  }
}
