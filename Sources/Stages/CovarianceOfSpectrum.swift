import Circuits
import NumericalMethods
import Pipeline

/// A covariance with given variances along its principal axes, which are random or the coordinates'.
public struct CovarianceOfSpectrum: Stage {
  public static let id = "covariance-of-spectrum"
  public static let summary = "A covariance with chosen variances along its principal axes."
  public static let dependence = Dependence.recipe

  @Parameter(each: 1e-12...1e12, "along the principal axes") public var variances = [
    1.0, 2, 3, 4, 5,
  ]
  @Parameter("the principal axes") public var axes = Axes.random
  @Parameter("changes all random numbers") public var seed = 1

  /// The principal axes.
  public enum Axes: String, ParameterChoice {
    /// A random rotation.
    case random
    /// Those of the coordinates.
    case coordinates
  }

  public init() {}

  public func run(_ context: Context) throws -> CovarianceMatrix {
    let n = variances.count
    guard n > 0 else { throw StageError.emptySpectrum }
    var half = Matrix(rows: n, columns: n)
    for i in 0..<n { half[i, i] = 1 }
    if axes == .random {
      var stream = RandomStream(seed: context.streamSeed)
      half = Matrix.randomOrthogonal(order: n, from: &stream)
    }
    for i in 0..<n {
      for j in 0..<n { half[i, j] *= variances[j].squareRoot() }
    }
    return try CovarianceMatrix(
      LinearAlgebra.gram(half, transposing: .second), relativeRidge: 0)
  }
}
