import Pipeline

extension ErrorText {
  /// The text of what a stage threw.
  init(ofReason reason: any Error) {
    switch reason {
    case let error as PipelineError: self.init(of: error)
    default: self.init("\(reason)")
    }
  }
}
