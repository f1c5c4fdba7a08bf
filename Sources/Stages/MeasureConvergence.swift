import Circuits
import NumericalMethods
import Pipeline
import RealModule

/// How long a mode takes to converge, for initial weights over several decades: measured on the mean
/// flow of a network with one neuron, and by the formulas (science B).
///
/// A start within ε of √c takes no time.
public struct MeasureConvergence: Stage {
  public static let id = "convergence-times"
  public static let summary = "Convergence times against initial weights, measured and by formula."

  @Parameter("direct or interneurons") public var network = NetworkName.interneurons
  @Parameter(in: 1e-9...1e9, "c, the variance of the signals") public var eigenvalue = 1.0
  @Parameter(each: 1e-6...1e9, "m₀") public var starts = [10, 100, 1000, 1e4, 1e5]
  @Parameter(in: 1e-9...1e6, "ε, the distance from √c") public var tolerance = 0.01

  public init() {}

  public func run(_ context: Context) throws -> ConvergenceTimes {
    guard tolerance < eigenvalue.squareRoot() else {
      throw StageError.toleranceTooLarge(tolerance: tolerance, solution: eigenvalue.squareRoot())
    }
    let rows = try starts.enumerated().map { index, start in
      let row = try row(network.mode(start), start, context)
      context.progress(Double(index + 1) / Double(starts.count))
      return row
    }
    return ConvergenceTimes(
      network: network, eigenvalue: eigenvalue, tolerance: tolerance, rows: rows,
      curve: curve(of: network.mode(eigenvalue)))
  }

  /// The formula between the smallest and the largest start, at even steps of the logarithm.
  private func curve<Network: WhiteningNetwork>(of network: Network) -> ConvergenceTimes.Curve {
    let (least, most) = (starts.min() ?? 1, starts.max() ?? 1)
    let root = eigenvalue.squareRoot()
    // Near the solution the time falls to 0.
    let near = [-1.0, -1 + 1e-9, 0, 1 - 1e-9, 1].map { root + $0 * tolerance }
    let even = (0...600).map { least * Double.pow(most / least, Double($0) / 600) }
    let dense = (even + near.filter { (least...most).contains($0) }).sorted()
    return ConvergenceTimes.Curve(
      starts: dense,
      times: dense.map {
        Network.convergenceTime(from: $0, eigenvalue: eigenvalue, tolerance: tolerance)
      })
  }

  private func row<Network: WhiteningNetwork>(
    _ network: Network, _ start: Double, _ context: Context
  ) throws -> ConvergenceTimes.Row {
    let formula = Network.convergenceTime(
      from: start, eigenvalue: eigenvalue, tolerance: tolerance)
    let flow = WhiteningFlow(
      from: network, to: try WhiteningTarget(covariance: .scalar(eigenvalue)),
      by: .adaptive(tolerance: 1e-10),
      until: WhiteningCriterion(measure: .recurrenceError, threshold: tolerance),
      endsOnceMet: true)
    let course = try flow.run(recording: [2 * formula + 1], checkpoint: context.checkpoint).course
    return ConvergenceTimes.Row(
      start: start, measured: course.convergenceTime, formula: formula)
  }
}

/// Convergence times of one mode.
public struct ConvergenceTimes: RecordArtifact {
  public static let kind = "convergence-times"
  public static let legend = describing(
    "starts m₀ in the unit of the signals, times in units of 1/η")

  /// Which network.
  public let network: NetworkName
  /// c.
  public let eigenvalue: Double
  /// ε.
  public let tolerance: Double
  /// One for each start.
  public let rows: [Row]
  /// The formula between the starts.
  public let curve: Curve

  /// Times against starts.
  public struct Curve: Codable, Equatable, Sendable {
    /// m₀, ascending.
    public let starts: [Double]
    /// In units of 1/η.
    public let times: [Double]
  }

  /// The time from one start, in units of 1/η.
  public struct Row: Codable, Equatable, Sendable {
    /// m₀.
    public let start: Double
    /// On the mean flow; none where it did not converge.
    public let measured: Double?
    /// By the formula.
    public let formula: Double
  }
}
