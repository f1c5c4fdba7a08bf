import Synchronization

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
