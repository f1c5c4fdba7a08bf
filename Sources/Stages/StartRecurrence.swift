import Circuits
import NumericalMethods
import Pipeline

/// The recurrence M₀ from which whitening networks start, the same for both (`InitialRecurrence`).
///
/// Where a network meets one photograph after the other, the first one's covariance counts.
public struct StartRecurrence: Stage {
  public static let id = "initial-recurrence"
  public static let summary = "The recurrence from which whitening networks start."
  public static let dependence = Dependence.recipe

  @Gathered(over: .imageIfAny) public var covariance: Cells<CovarianceMatrix, String?>
  @Parameter("what it is like") public var kind = InitialRecurrence.Kind.random
  @Parameter(in: 1e-9...1e9, "its size, in units of the signals or of the solution")
  public var scale = 1.0
  @Parameter(in: 1...1e6, "ratio of its largest and smallest eigenvalue")
  public var spread = 1.0
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> Recurrence {
    let target = try WhiteningTarget(covariance: covariance.artifacts[0].matrix)
    var stream = RandomStream(seed: context.streamSeed)
    let start = InitialRecurrence(kind, scale: scale, spread: spread)
    return Recurrence(matrix: start.matrix(for: target, from: &stream))
  }
}

extension InitialRecurrence.Kind: ParameterChoice {}

/// M, the recurrence of a whitening network: `recurrence.npy`, n × n and symmetric, in the unit of
/// the signals.
public struct Recurrence: Artifact {
  public static let kind = "recurrence"
  public static let legend = ["recurrence.npy": "M: n × n, in the unit of the signals"]

  /// M.
  public let matrix: Matrix

  init(matrix: Matrix) { self.matrix = matrix }

  public func files() -> [ArtifactFile] { [.matrix("recurrence.npy", matrix)] }

  public init(files: [ArtifactFile]) throws { matrix = try files.matrix("recurrence.npy") }
}
