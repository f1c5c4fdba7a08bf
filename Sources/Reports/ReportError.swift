/// What cannot be told of finished experiments.
public enum ReportError: Error, Equatable, Sendable {
  /// The numbers behind a figure cannot be read.
  case unreadableFigure(experiment: String)
}
