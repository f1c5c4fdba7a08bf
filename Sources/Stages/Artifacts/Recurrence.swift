import NumericalMethods
import Pipeline

/// M, the recurrence of a whitening network: `recurrence.npy`, n × n and symmetric, in the unit of
/// the signals.
public struct Recurrence: Artifact {
  public static let kind = "recurrence"
  public static let legend = [
    "recurrence.npy":
      "M: n × n, in the unit of the signals"
  ]

  /// M.
  public let matrix: Matrix

  init(matrix: Matrix) { self.matrix = matrix }

  public func files() -> [ArtifactFile] {
    let array = NumPyArray(shape: [matrix.rows, matrix.columns], values: matrix.values)
    return [ArtifactFile(name: "recurrence.npy", bytes: array.bytes)]
  }

  public init(files: [ArtifactFile]) throws {
    matrix = try Matrix(parsing: files.bytes(of: "recurrence.npy"))
  }
}
