import Pipeline
import Statistics

/// Counts samples in bins of equal width.
public struct HistogramOfSamples: Stage {
  public static let id = "histogram"
  public static let summary = "Counts of samples in bins of equal width."

  @Input public var of: Samples
  @Parameter(in: 0.1...100, "bins lie between minus and plus this") public var range = 6.0
  @Parameter(in: 0.001...10, "of a bin") public var width = 0.01

  public init() {}

  public func run(_ context: Context) throws -> CountedSamples {
    try of.check(dimension: 1)
    let histogram = try Histogram(of.settled.values, from: -range, to: range, bins: bins())
    return CountedSamples(histogram: histogram, densities: histogram.densities)
  }

  /// How many bins fill the range, save rounding of decimal fractions.
  private func bins() throws -> Int {
    let bins = (2 * range / width).rounded()
    guard bins >= 1, abs(bins * width - 2 * range) <= 1e-9 * range else {
      throw StageError.unevenBins(range: range, width: width)
    }
    return Int(bins)
  }
}

/// A histogram of samples, those outside of its range counted too.
public struct CountedSamples: RecordArtifact {
  public static let kind = "histogram"
  public static let legend = describing(
    "edges in standard deviations, counts; densities per standard deviation")

  /// Edges and counts.
  public let histogram: Histogram
  /// The density in each bin, per unit of the samples; those outside of the range count too.
  public let densities: [Double]
}
