import NumericalMethods
import Pipeline
import Statistics

/// How convergence times grow with the initial weights: lines through T against m₀ and against
/// ln m₀, by least squares, as far as times were measured.
public struct FitScalingLaw: Stage {
  public static let id = "fit-scaling-law"
  public static let summary = "Convergence time against initial weights: linear or logarithmic."

  @Input public var of: ConvergenceTimes
  @Parameter(in: 0.5...0.999, "of the slopes' intervals") public var confidence = 0.95

  public init() {}

  public func run(_ context: Context) throws -> ScalingLaw {
    let rows = of.rows.filter { $0.measured != nil }
    let times = rows.map { $0.measured ?? 0 }
    let starts = rows.map(\.start)
    return ScalingLaw(
      network: of.network, eigenvalue: of.eigenvalue, tolerance: of.tolerance,
      starts: [starts.min() ?? 0, starts.max() ?? 0],
      linear: try LinearFit(x: starts, y: times, confidence: confidence),
      logarithmic: try LinearFit(
        x: starts.map(portableLog), y: times, confidence: confidence),
      confidence: confidence)
  }
}

/// Two laws for the same convergence times.
public struct ScalingLaw: RecordArtifact {
  public static let kind = "scaling-law"
  public static let legend = describing(
    "lines through T against m₀ and against ln m₀, T in units of 1/η")

  /// Which network.
  public let network: NetworkName
  /// c.
  public let eigenvalue: Double
  /// ε.
  public let tolerance: Double
  /// The smallest and the largest m₀.
  public let starts: [Double]
  /// T ≈ a + b m₀.
  public let linear: LinearFit
  /// T ≈ a + b ln m₀.
  public let logarithmic: LinearFit
  /// The probability of the slopes' intervals.
  public let confidence: Double

  /// The law that the network is expected to follow.
  public var own: LinearFit { network == .direct ? linear : logarithmic }

  /// What that law is linear in.
  public var variable: String { network == .direct ? "m₀" : "ln m₀" }
}
