/// A wrong use of the command that no part below it can see; ends with exit code 2.
struct UsageFailure: Error {
  let text: ErrorText

  init(_ text: ErrorText) { self.text = text }
}
