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
    var line = StatusLine()
  }

  private let count: Int
  /// Nil where the list does not say how long each file is.
  private let totalBytes: Int?
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
        state.line.write("\(state.name): \(reason); trying again in \(pause)")
      case .startingOver(let reason):
        state.line.write("\(state.name): \(reason); starting over")
      }
    }
  }

  func wait(for name: String) {
    state.withLock { $0.line.write("waiting: another process fetches \(name)") }
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
      guard !state.line.isInteractive else { return draw(&state) }
      let how = fetcher == .another ? ", by another process" : ""
      state.line.write("\(name) \(ByteCount(bytes))\(how)", number: state.finished, of: count)
    }
  }

  /// Takes the bar away, and says what was had.
  func end() {
    state.withLock { state in
      state.line.clear()
      guard state.own.files > 0 else { return }
      let files = state.own.files == 1 ? "1 file" : "\(state.own.files) files"
      let elapsed = ProgressBar.duration(state.line.elapsed)
      Terminal.complain("\(files) fetched, \(ByteCount(state.own.bytes)), \(elapsed)")
    }
  }

  private func draw(_ state: inout State) {
    guard state.line.isDue else { return }
    let bytes = state.finishedBytes + state.currentBytes
    let done =
      totalBytes.map { Double(bytes) / Double(max($0, 1)) }
      ?? Double(state.finished) / Double(max(count, 1))
    let amount =
      totalBytes.map { "\(ByteCount(bytes)) of \(ByteCount($0))" } ?? "\(ByteCount(bytes))"
    state.line.draw(done, "\(amount)\(remaining(bytes, state))  \(state.name)")
  }

  /// From what this fetch has received, not from what it found.
  private func remaining(_ bytes: Int, _ state: State) -> String {
    let received = bytes - state.inheritedBefore - (state.inherited ?? 0)
    let elapsed = state.line.elapsed
    guard let totalBytes, received > 0, elapsed > 0.5 else { return "" }
    let seconds = elapsed * Double(max(totalBytes - bytes, 0)) / Double(received)
    return ", \(ProgressBar.duration(seconds)) left"
  }
}
