import Downloads
import Pipeline
import Synchronization

/// Shows how a fetch goes on standard error: a bar with bytes and remaining time on a terminal, a
/// line for each finished file elsewhere.
final class FetchProgress: Sendable {
  private struct State {
    var finished = 0
    /// Bytes of finished files.
    var finishedBytes = 0
    /// Those of them that this process had.
    var own = (files: 0, bytes: 0)
    /// Bytes of the file that is being had.
    var currentBytes = 0
    /// Bytes that earlier fetches have left, which say nothing of the speed.
    var inherited: Int?
    var inheritedBefore = 0
    var name = ""
    var lastDrawn = ContinuousClock.now - .seconds(1)
    var barIsShown = false
  }

  private let count: Int
  /// Nil where the list does not say how long each file is.
  private let totalBytes: Int?
  private let started = ContinuousClock.now
  private let isInteractive = Terminal.isInteractive
  private let state = Mutex(State())

  init(of entries: [DataSetList.Entry]) {
    count = entries.count
    let bytes = entries.compactMap(\.bytes)
    totalBytes = bytes.count == entries.count ? bytes.reduce(0, +) : nil
  }

  func begin(_ name: String) {
    state.withLock { state in
      state.name = name
      draw(&state)
    }
  }

  func show(_ event: DownloadEvent) {
    state.withLock { state in
      switch event {
      case .received(let bytes):
        state.inherited = state.inherited ?? bytes
        state.currentBytes = bytes
        draw(&state)
      case .retrying(let reason, let pause):
        let pause = ProgressBar.duration(pause / .seconds(1))
        line("\(state.name): \(reason); trying again in \(pause)", &state)
      case .startingOver(let reason):
        line("\(state.name): \(reason); starting over", &state)
      }
    }
  }

  func wait(for name: String) {
    state.withLock { line("waiting: another process fetches \(name)", &$0) }
  }

  /// Who had a file.
  enum Fetcher {
    case thisProcess
    case another
  }

  func finish(_ name: String, bytes: Int, by fetcher: Fetcher = .thisProcess) {
    state.withLock { state in
      state.finished += 1
      if fetcher == .thisProcess { state.own = (state.own.files + 1, state.own.bytes + bytes) }
      state.finishedBytes += bytes
      state.inheritedBefore += state.inherited ?? 0
      state.inherited = nil
      state.currentBytes = 0
      guard !isInteractive else { return draw(&state) }
      let number = String(state.finished)
      let how = fetcher == .another ? ", by another process" : ""
      let padding = String(repeating: " ", count: "\(count)".count - number.count)
      line("[\(padding)\(number)/\(count)] \(name) \(ByteCount(bytes))\(how)", &state)
    }
  }

  /// Takes the bar away, and says what was had.
  func end() {
    state.withLock { state in
      clear(&state)
      guard state.own.files > 0 else { return }
      let files = state.own.files == 1 ? "1 file" : "\(state.own.files) files"
      let elapsed = ProgressBar.duration((ContinuousClock.now - started) / .seconds(1))
      Terminal.complain("\(files) fetched, \(ByteCount(state.own.bytes)), \(elapsed)")
    }
  }

  private func line(_ text: String, _ state: inout State) {
    clear(&state)
    Terminal.complain(text)
  }

  private func clear(_ state: inout State) {
    if state.barIsShown { Terminal.write("\r\u{1B}[K") }
    state.barIsShown = false
  }

  private func draw(_ state: inout State) {
    guard isInteractive, ContinuousClock.now - state.lastDrawn > .milliseconds(100) else { return }
    state.lastDrawn = .now
    let bytes = state.finishedBytes + state.currentBytes
    let done =
      totalBytes.map { Double(bytes) / Double(max($0, 1)) }
      ?? Double(state.finished) / Double(max(count, 1))
    let columns = Terminal.columns
    let bar = ProgressBar.text(done, columns: columns)
    let amount =
      totalBytes.map { "\(ByteCount(bytes)) of \(ByteCount($0))" } ?? "\(ByteCount(bytes))"
    let text = "\(bar) \(amount)\(remaining(bytes, state))  \(state.name)"
    Terminal.write("\r\u{1B}[K" + text.prefix(columns - 1))
    state.barIsShown = true
  }

  /// From what this fetch has received, not from what it found.
  private func remaining(_ bytes: Int, _ state: State) -> String {
    let received = bytes - state.inheritedBefore - (state.inherited ?? 0)
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    guard let totalBytes, received > 0, elapsed > 0.5 else { return "" }
    let seconds = elapsed * Double(max(totalBytes - bytes, 0)) / Double(received)
    return ", \(ProgressBar.duration(seconds)) left"
  }
}
