/// Counts of samples in bins of equal width.
///
/// Bin i holds lower + i·width ≤ s < lower + (i + 1)·width; the last one also s = upper. Samples
/// outside the range are counted, and are part of the total that ``densities`` divide by.
public struct Histogram: Codable, Equatable, Sendable {
  /// The left edge of the first bin.
  public let lower: Double
  /// The right edge of the last bin.
  public let upper: Double
  /// The number of samples in each bin.
  public private(set) var counts: [Int]
  /// The number of samples left of the first bin.
  public private(set) var below = 0
  /// The number of samples right of the last bin.
  public private(set) var above = 0

  /// Counts samples in `bins` bins between two edges.
  ///
  /// - Precondition: the range has a positive, finite length, and there is a bin.
  /// - Throws: ``StatisticsError/notFinite(index:value:)`` for a sample that no bin can hold.
  public init(
    _ samples: [Double], from lower: Double, to upper: Double, bins: Int
  ) throws(StatisticsError) {
    precondition(
      bins > 0 && lower < upper && (upper - lower).isFinite,
      "no histogram has \(bins) bins from \(lower) to \(upper)")
    try StatisticsError.check(samples, needed: 0)
    self.lower = lower
    self.upper = upper
    counts = [Int](repeating: 0, count: bins)
    let perUnit = Double(bins) / (upper - lower)
    for sample in samples {
      if sample < lower {
        below += 1
      } else if sample > upper {
        above += 1
      } else {
        counts[min(Int((sample - lower) * perUnit), bins - 1)] += 1
      }
    }
  }

  /// The width of a bin, in the samples' unit.
  public var width: Double { (upper - lower) / Double(counts.count) }

  /// The number of all samples, those outside the range included.
  public var total: Int { counts.reduce(below + above, +) }

  /// The density count / (total · width) in each bin, per unit of the samples; 0 without samples.
  public var densities: [Double] {
    let total = Double(total)
    return counts.map { total == 0 ? 0 : Double($0) / (total * width) }
  }
}
