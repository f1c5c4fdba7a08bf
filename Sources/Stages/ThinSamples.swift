import NumericalMethods
import Pipeline

/// Keeps some samples, evenly spaced in their list: enough for a scatter plot.
public struct ThinSamples: Stage {
  public static let id = "thin-samples"
  public static let summary = "A few of the samples, evenly spaced in their list."

  @Input public var of: Samples
  @Parameter(in: 1...1_000_000, "about so many are kept") public var count = 2000

  public init() {}

  public func run(_ context: Context) -> Samples {
    let settled = of.settled
    let n = settled.columns
    let kept = min(count, settled.rows)
    let values = (0..<kept).flatMap { index in
      let row = index * settled.rows / kept
      return settled.values[row * n..<(row + 1) * n]
    }
    return Samples(values: Matrix(rows: kept, columns: n, values: values))
  }
}
