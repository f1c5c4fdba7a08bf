import ArgumentParser
import Drawing
import Foundation
import Pipeline
import Reports

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
          let text = ErrorText(step: failure.step, reason: failure.reason, waiting: 0)
          Terminal.complain(text.description)
        }
      }
      Terminal.complain(ErrorText(of: error).description)
      return outcome(of: error)
    case let failures as FetchFailures:
      for text in failures.texts { Terminal.complain(text.description) }
      return failures.outcome
    case let failure as UsageFailure:
      Terminal.complain(failure.text.description)
      return .usage
    case ReportError.unreadableFigure(let experiment):
      Terminal.complain(
        ErrorText(
          "the numbers of a figure cannot be read", facts: [("experiment", experiment)],
          hint: "`interneurons run --force \(experiment)/figure` makes them again"
        ).description)
      return .damagedStore
    case let error as DrawingError:
      Terminal.complain(ErrorText(of: error).description)
      return .stepFailed
    case is CancellationError:
      Terminal.complain("interrupted: what was finished is stored")
      return Interrupt.outcome
    default:
      return reportParsing(error)
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
    case .system(_, _, ENOSPC), .system(_, _, EDQUOT):
      return .diskFull
    case .diskFull:
      return .diskFull
    case .stepsFailed(let failures, _):
      let outcomes = failures.map { outcome(ofStep: $0.reason) }
      return outcomes.contains(.diskFull) ? .diskFull : .stepFailed
    case .notReproducible:
      return .notReproducible
    case .system, .readOnlyStore, .sourcesMissing, .sourceAltered:
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
