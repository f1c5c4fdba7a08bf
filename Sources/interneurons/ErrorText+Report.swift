import Reports

extension ErrorText {
  /// What keeps a page from being made of results that are there.
  init(of error: ReportError) {
    let hint = "`interneurons audit` checks the store"
    switch error {
    case .noFigure(let experiment):
      self.init(
        "a figure has no result in the store", facts: [("experiment", experiment)], hint: hint)
    case .unreadableFigure(let experiment, let reason):
      self.init(
        "a figure cannot be put into the page",
        facts: [("experiment", experiment), ("reason", reason)], hint: hint)
    }
  }
}
