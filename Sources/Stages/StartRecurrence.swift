import Circuits
import NumericalMethods
import Pipeline

/// The recurrence M₀ from which whitening networks start, the same for both (`InitialRecurrence`).
///
/// Of several covariances, as where a network meets one photograph after the other, the first counts.
public struct StartRecurrence: Stage {
  public static let id = "initial-recurrence"
  public static let summary = "The recurrence from which whitening networks start."
  public static let dependence = Dependence.recipe

  @Gathered public var covariance: [Gathered<CovarianceMatrix>.Cell]
  @Parameter("what it is like") public var kind = InitialRecurrence.Kind.random
  @Parameter(in: 1e-9...1e9, "its size, in units of the signals or of the solution")
  public var scale = 1.0
  @Parameter(in: 1...1e6, "ratio of its largest and smallest eigenvalue")
  public var spread = 1.0
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> Recurrence {
    guard let first = covariance.first?.value else {
      throw StageError.nothingGathered("covariance")
    }
    let target = try WhiteningTarget(covariance: first.matrix)
    var stream = RandomStream(seed: context.streamSeed)
    let start = InitialRecurrence(kind, scale: scale, spread: spread)
    return Recurrence(matrix: start.matrix(for: target, from: &stream))
  }
}

extension InitialRecurrence.Kind: ParameterChoice {}
