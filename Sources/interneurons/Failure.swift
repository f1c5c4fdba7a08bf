import ArgumentParser
import Dispatch
import Drawing
import Foundation
import Pipeline
import Reports
import Synchronization

/// Turns an error into its text on standard error and the exit code of the command.
enum Failure {
  static func report(_ error: any Error) -> Outcome {
    switch error {
    case let outcome as Outcome:
      return outcome
    case let faults as Faults:
      Terminal.complain(faults.description)
      return .usage
    case let error as PipelineError:
      if case .stepsFailed(let failures, _) = error {
        for failure in failures {
          Terminal.complain(ErrorText(step: failure.step, reason: failure.reason))
        }
      }
      Terminal.complain(ErrorText(of: error))
      return outcome(of: error)
    case let failures as FetchFailures:
      for text in failures.texts { Terminal.complain(text) }
      return .stepFailed
    case let failure as UsageFailure:
      Terminal.complain(failure.text)
      return .usage
    case let error as ReportError:
      Terminal.complain(ErrorText(of: error))
      return .damagedStore
    case is CancellationError:
      Terminal.complain("interrupted: what was finished is stored")
      return Interrupt.outcome
    default:
      guard let text = ErrorText(ofOurs: error) else { return reportParsing(error) }
      Terminal.complain(text)
      return .stepFailed
    }
  }

  /// Requests for help are errors to the parser, but not to us.
  private static func reportParsing(_ error: any Error) -> Outcome {
    let code = Interneurons.exitCode(for: error)
    if code == .success {
      do {
        try Terminal.say(Interneurons.fullMessage(for: error))
        return .done
      } catch {
        return report(error)
      }
    }
    let text = Interneurons.fullMessage(for: error)
    // The parser begins with a capital what every other message begins without.
    let title = "Error: "
    Terminal.complain(
      text.hasPrefix(title) ? "error: \(text.dropFirst(title.count))" : text)
    return code == .validationFailure ? .usage : .internalError
  }

  private static func outcome(of error: PipelineError) -> Outcome {
    switch error {
    case .noSuchDataSet, .emptyDataSet, .notAStore, .storeFormat, .noSuchExperiment, .noSuchStep:
      return .usage
    case .system(_, _, ENOSPC), .system(_, _, EDQUOT), .diskFull:
      return .diskFull
    case .stepsFailed(let failures, _):
      let outcomes = failures.map { outcome(ofStep: $0.reason) }
      return outcomes.contains(.diskFull) ? .diskFull : .stepFailed
    case .notReproducible:
      return .notReproducible
    case .system, .notAFile, .readOnlyStore, .sourcesMissing, .sourceAltered:
      return .stepFailed
    case .damaged:
      return .damagedStore
    case .stepFailed(_, let reason, _):
      return outcome(ofStep: reason)
    }
  }

  private static func outcome(ofStep reason: any Error) -> Outcome {
    switch reason {
    case let reason as PipelineError: outcome(of: reason)
    case is CancellationError: Interrupt.outcome
    default: .stepFailed
    }
  }
}

/// The exit codes of the command.
enum Outcome: Int32, Error {
  case done = 0
  case stepFailed = 1
  case usage = 2
  case stale = 3
  case disagreement = 4
  case damagedStore = 5
  case notReproducible = 6
  case diskFull = 8
  case internalError = 70
  case interrupted = 130
  case terminated = 143
}

/// A wrong use of the command that no part below it can see; ends with exit code 2.
struct UsageFailure: Error {
  let text: ErrorText

  init(_ text: ErrorText) { self.text = text }

  init(
    _ message: String, _ facts: KeyValuePairs<String, any CustomStringConvertible> = [:],
    hint: String? = nil
  ) {
    text = ErrorText(message, facts, hint: hint)
  }
}

// MARK: - Signals

/// Ends a run in order when the user or the system asks for it.
///
/// The signals arrive on a queue of their own, so that computing threads cannot delay them.
enum Interrupt {
  private static let received = Mutex<Int32?>(nil)
  private static let sources = Mutex<[any DispatchSourceSignal]>([])

  /// Begins to listen, until the process ends; a signal cancels what takes this.
  static func cancellation() -> Cancellation {
    let cancellation = Cancellation()
    let queue = DispatchQueue(label: "interneurons.signals")
    sources.withLock { sources in
      sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { @Sendable in
          received.withLock { $0 = $0 ?? number }
          cancellation.cancel()
        }
        source.resume()
        return source
      }
    }
    return cancellation
  }

  /// The exit code of the signal that came.
  static var outcome: Outcome {
    received.withLock { $0 } == SIGTERM ? .terminated : .interrupted
  }
}
