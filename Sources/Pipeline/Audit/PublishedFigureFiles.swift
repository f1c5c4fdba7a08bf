/// The files of one figure, the picture first.
public struct PublishedFigureFiles: Sendable {
  /// The name of the experiment.
  public let experiment: String
  /// In the order of the artifact's files.
  public let files: [PublishedFile]

  /// The files of a figure.
  public init(experiment: String, files: [PublishedFile]) {
    self.experiment = experiment
    self.files = files
  }
}
