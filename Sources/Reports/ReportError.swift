/// What can keep a page from being made of results that are there.
public enum ReportError: Error, Equatable, Sendable {
  /// A figure has no result in the store.
  case noFigure(experiment: String)
  /// A figure's files are not those that a page can show.
  case unreadableFigure(experiment: String, reason: String)
}
