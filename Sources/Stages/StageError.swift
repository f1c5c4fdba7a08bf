import Photographs

/// Why a stage cannot do with its inputs what its parameters ask.
public enum StageError: Error, Equatable, Sendable {
  /// A photograph that cannot be used.
  case photograph(path: String, PhotographError)
  /// A pyramid has no such band.
  case noSuchBand(scale: Int, scales: Int, orientation: Int, orientations: Int)
  /// A band without any variation.
  case constantBand(value: Double)
  /// Samples of another dimension than the stage takes.
  case wrongDimension(found: Int, expected: Int)
  /// Fewer interneurons than primary neurons, and no leak: the responses would not be determined.
  case tooFewInterneurons(interneurons: Int, primaryNeurons: Int)
}
