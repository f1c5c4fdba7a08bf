import NumericalMethods
import Pipeline

/// The covariance of signals, with the ridge that was added to it.
///
/// `matrix.npy` has the covariance, ridge included; `covariance.json` what was added and how well it
/// can be inverted.
public struct CovarianceMatrix: Artifact {
  public static let kind = "covariance"
  public static let legend = [
    "covariance.json": "ridge and eigenvalues in the signals' unit squared; condition, a ratio",
    "matrix.npy": "n × n, ridge included, in the signals' unit squared",
  ]

  /// C, n × n.
  public let matrix: Matrix
  /// Ridge and condition.
  public let summary: Summary

  /// Ridge and condition of a covariance.
  public struct Summary: Codable, Equatable, Sendable {
    /// The variance that was added in every direction, in the signals' unit squared.
    public let ridge: Double
    /// The same as a fraction of the signals' mean variance.
    public let relativeRidge: Double
    /// The ratio of the largest and the smallest eigenvalue.
    public let condition: Double
    /// The eigenvalues, ascending.
    public let eigenvalues: [Double]
  }

  /// A covariance plus a ridge.
  ///
  /// - Throws: `LinearAlgebraError` where the sum is singular to the rounding of sums of samples.
  init(_ covariance: Matrix, relativeRidge: Double) throws {
    let n = covariance.rows
    let meanVariance = (0..<n).reduce(0) { $0 + covariance[$1, $1] } / Double(n)
    let ridge = relativeRidge * meanVariance
    var matrix = covariance
    for i in 0..<n { matrix[i, i] += ridge }
    let decomposition = try SymmetricEigendecomposition(matrix)
    let condition = decomposition.reciprocalCondition
    guard condition >= Self.smallestReciprocalCondition else {
      throw StageError.singularCovariance(order: n, reciprocalCondition: condition)
    }
    self.matrix = matrix
    summary = Summary(
      ridge: ridge, relativeRidge: relativeRidge, condition: 1 / condition,
      eigenvalues: decomposition.values)
  }

  /// 1/condition below which the smallest eigenvalue is the rounding of the sums over samples.
  private static let smallestReciprocalCondition = 1e-12

  public func files() throws -> [ArtifactFile] {
    [try .record("covariance.json", summary), .matrix("matrix.npy", matrix)]
  }

  public init(files: [ArtifactFile]) throws {
    summary = try files.record("covariance.json")
    matrix = try files.matrix("matrix.npy")
  }
}
