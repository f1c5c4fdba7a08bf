/// The name of one cell of an experiment: `shaping-fig3/train[K=3,image=camera,offset=2]`.
public struct StepID: Hashable, Sendable, CustomStringConvertible {
  /// The experiment's name.
  public let experiment: String
  /// The step's name in the manifest.
  public let step: String
  /// The swept labels with their values.
  public let labels: Labels

  /// The id of a cell.
  public init(experiment: String, step: String, labels: Labels = [:]) {
    self.experiment = experiment
    self.step = step
    self.labels = labels
  }

  /// The id as text, labels in alphabetical order.
  public var description: String {
    guard !labels.isEmpty else { return "\(experiment)/\(step)" }
    let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(experiment)/\(step)[\(labels.joined(separator: ","))]"
  }
}
