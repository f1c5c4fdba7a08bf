import Foundation
import Pipeline
import Synchronization

/// Shows how a run goes on standard error: a bar with the remaining time on a terminal, a line for
/// each finished step elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var expected: Int
    var finished = 0
    var fractions: [Int: Double] = [:]
    var line = StatusLine()
  }

  private let plan: Plan
  private let reasons: [Int: String]
  private let state: Mutex<State>

  /// - Parameter reasons: Why each node runs.
  init(plan: Plan, missing: Int, reasons: [Int: String] = [:]) {
    self.plan = plan
    self.reasons = reasons
    state = Mutex(State(expected: missing))
  }

  func show(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .started(let node):
        state.fractions[node] = 0
        draw(&state)
      case .progressed(let node, let fraction):
        state.fractions[node] = fraction
        draw(&state)
      case .noted(let node, let text):
        state.line.write("note: \(plan.nodes[node].id): \(text)")
      case .finished(let node, let seconds):
        let reason = reasons[node].map { "  (\($0))" } ?? ""
        finish(node, ProgressBar.duration(seconds) + reason, &state)
      case .awaited(let node):
        state.line.write("waiting: \(plan.nodes[node].id) is being computed elsewhere")
      case .finishedElsewhere(let node): finish(node, "by another process", &state)
      case .differed(let node):
        finish(node, "NOT REPRODUCIBLE: other bytes than in the store", &state)
      case .failed(let node):
        state.fractions[node] = nil
        state.line.write("failed: \(plan.nodes[node].id)")
      }
    }
  }

  private func finish(_ node: Int, _ what: String, _ state: inout State) {
    state.finished += 1
    state.expected = max(state.expected, state.finished)
    state.fractions[node] = nil
    guard !state.line.isInteractive else { return draw(&state) }
    state.line.write(
      "\(plan.nodes[node].id) \(what)", number: state.finished, of: state.expected)
  }

  /// Takes the bar away.
  func end() {
    state.withLock { $0.line.clear() }
  }

  /// Says what was done, once.
  func summarize(ran: Int, written: Int) {
    let elapsed = ProgressBar.duration(state.withLock { $0.line.elapsed })
    let nodes = plan.nodes.count
    let files = written == 1 ? "1 file" : "\(written) files"
    Terminal.complain(
      ran == 0 && written == 0
        ? "nothing to do: all \(nodes) steps are stored, all figures are up to date"
        : "\(ran) of \(nodes) steps ran, \(files) written, \(elapsed)")
  }

  private func draw(_ state: inout State) {
    guard state.line.isDue else { return }
    let total = Double(max(state.expected, 1))
    let done = (Double(state.finished) + state.fractions.values.reduce(0, +)) / total
    let remaining =
      done > 0.02 ? ", \(ProgressBar.duration(state.line.elapsed * (1 - done) / done)) left" : ""
    let current = state.fractions.keys.min().map { "  \(plan.nodes[$0].id)" } ?? ""
    state.line.draw(done, "\(state.finished)/\(state.expected)\(remaining)\(current)")
  }
}

/// Lines on standard error about something that goes on; on a terminal the last one is a bar, which
/// changes in its place.
struct StatusLine {
  let isInteractive = Terminal.isInteractive
  private let started = ContinuousClock.now
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private var barIsShown = false

  /// Since the beginning, in seconds.
  var elapsed: Double { (ContinuousClock.now - started) / .seconds(1) }

  /// Whether the bar may be drawn: there is a terminal, and what it shows is no longer new.
  var isDue: Bool { isInteractive && ContinuousClock.now - lastDrawn > .milliseconds(100) }

  /// Draws a bar with a text in the place of the one before.
  mutating func draw(_ done: Double, _ text: String) {
    lastDrawn = .now
    let columns = Terminal.columns
    let bar = ProgressBar.text(done, columns: columns)
    Terminal.write("\r\u{1B}[K" + Terminal.shown("\(bar) \(text)").prefix(columns - 1))
    barIsShown = true
  }

  /// Writes a line that stays.
  mutating func write(_ text: String) {
    clear()
    Terminal.complain(text)
  }

  /// Writes a line about the next of several things.
  mutating func write(_ text: String, number: Int, of count: Int) {
    let padding = String(repeating: " ", count: "\(count)".count - "\(number)".count)
    write("[\(padding)\(number)/\(count)] \(text)")
  }

  /// Takes the bar away.
  mutating func clear() {
    if barIsShown { Terminal.write("\r\u{1B}[K") }
    barIsShown = false
  }
}

// MARK: - Reading a store

/// Shows how the reading of a store goes: a line that changes on a terminal, and elsewhere a line
/// every few seconds, so that a small store is read without a word.
final class ScanProgress: Sendable {
  private let isInteractive = Terminal.isInteractive
  private let state = Mutex((lastShown: ContinuousClock.now, isShown: false))

  func show(_ done: Int, of count: Int) {
    state.withLock { state in
      let pause: Duration = isInteractive ? .milliseconds(100) : .seconds(5)
      guard ContinuousClock.now - state.lastShown > pause else { return }
      state.lastShown = .now
      state.isShown = true
      let text = "reading the store: \(done) of \(count) files"
      if isInteractive { Terminal.write("\r\u{1B}[K\(text)") } else { Terminal.complain(text) }
    }
  }

  /// Takes the line away.
  func end() {
    let isShown = state.withLock { $0.isShown }
    if isInteractive, isShown { Terminal.write("\r\u{1B}[K") }
  }
}

/// How much is done, for people: a bar, and times.
enum ProgressBar {
  /// A bar that takes at most a third of a line.
  static func text(_ done: Double, columns: Int) -> String {
    let width = max(4, min(24, columns / 3))
    let filled = Int((Double(width) * min(done, 1)).rounded(.down))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}
