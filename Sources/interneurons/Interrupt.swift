import Dispatch
import Foundation
import Pipeline
import Synchronization

/// Ends a run in order when the user or the system asks for it.
///
/// The signals arrive on a queue of their own, so that computing threads cannot delay them.
final class Interrupt: Sendable {
  private static let received = Mutex<Int32?>(nil)
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// Begins to listen; a signal cancels the run.
  init(cancelling cancellation: Cancellation) {
    let queue = DispatchQueue(label: "interneurons.signals")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { @Sendable in
        Self.received.withLock { $0 = $0 ?? number }
        cancellation.cancel()
      }
      source.resume()
      return source
    }
    self.sources = Mutex(sources)
  }

  /// The exit code of the signal that came.
  static var outcome: Outcome {
    received.withLock { $0 } == SIGTERM ? .terminated : .interrupted
  }
}
