import NumericalMethods

/// Numbers of pairs in square bins, of which only the occupied ones are kept.
///
/// Bin (i, j) holds the pairs with floor(x/w) = i and floor(y/w) = j, w the bin width.
struct BinnedPairs: Equatable, Sendable {
  /// An occupied bin: its count, and those of its row and column.
  struct Bin: Equatable, Sendable {
    let joint: Int
    let first: Int
    let second: Int
  }

  /// n, the number of pairs.
  let pairs: Int
  /// The occupied bins, by their first and then their second index.
  let bins: [Bin]
  /// The number of occupied bins of the first coordinate.
  let firstBins: Int
  /// The number of occupied bins of the second coordinate.
  let secondBins: Int

  /// Tables of counts up to this size are filled, larger ones are replaced by sorting: 8 MB.
  static let largestTable = 1 << 20

  /// Counts every `step`th of the pairs.
  ///
  /// - Throws: ``StatisticsError`` for a value that is not finite, or no pair.
  init(
    _ pairs: Matrix, binWidth: Double, step: Int = 1, largestTable: Int = largestTable
  ) throws(StatisticsError) {
    let indices = try Self.indices(of: pairs, binWidth: binWidth, step: step)
    var counts = Self.table(of: indices, largest: largestTable) ?? Self.runs(of: indices)
    counts.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    let firstCounts = Self.marginal(counts.map { ($0.first, $0.count) })
    let secondCounts = Self.marginal(
      counts.map { ($0.second, $0.count) }.sorted { $0.0 < $1.0 })
    bins = counts.map { bin in
      Bin(
        joint: bin.count, first: firstCounts[bin.first] ?? 0,
        second: secondCounts[bin.second] ?? 0)
    }
    self.pairs = indices.count
    firstBins = firstCounts.count
    secondBins = secondCounts.count
  }

  /// The indices of a bin, as doubles so that no value is too large, and a count.
  private struct Count {
    let first: Double
    let second: Double
    let count: Int
  }

  private static func indices(
    of pairs: Matrix, binWidth: Double, step: Int
  ) throws(StatisticsError) -> [SIMD2<Double>] {
    precondition(pairs.columns == 2, "\(pairs.rows) × \(pairs.columns) are no pairs")
    precondition(
      binWidth > 0 && binWidth.isFinite && step > 0,
      "no bins of width \(binWidth) for every \(step)th pair")
    try StatisticsError.check(pairs.values, needed: 2)
    var indices = [SIMD2<Double>]()
    indices.reserveCapacity((pairs.rows + step - 1) / step)
    pairs.values.withUnsafeBufferPointer { values in
      for row in stride(from: 0, to: pairs.rows, by: step) {
        let pair = SIMD2(values[2 * row], values[2 * row + 1])
        indices.append((pair / binWidth).rounded(.down))
      }
    }
    return indices
  }

  /// Counts by a table from the smallest to the largest indices; nothing if that is too large.
  private static func table(of indices: [SIMD2<Double>], largest: Int) -> [Count]? {
    var (low, high) = (indices[0], indices[0])
    for index in indices {
      low = pointwiseMin(low, index)
      high = pointwiseMax(high, index)
    }
    let extent = high - low + 1
    // Written so that infinities, of values above 2¹⁰²³ bin widths, are refused.
    guard extent.x * extent.y <= Double(largest) else { return nil }
    let columns = Int(extent.y)
    var table = [Int32](repeating: 0, count: Int(extent.x) * columns)
    for index in indices {
      let cell = index - low
      table[Int(cell.x) * columns + Int(cell.y)] += 1
    }
    var counts = [Count]()
    for (cell, count) in table.enumerated() where count > 0 {
      let (first, second) = cell.quotientAndRemainder(dividingBy: columns)
      counts.append(
        Count(first: low.x + Double(first), second: low.y + Double(second), count: Int(count)))
    }
    return counts
  }

  /// Counts by sorting.
  private static func runs(of indices: [SIMD2<Double>]) -> [Count] {
    let sorted = indices.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    var counts = [Count]()
    var start = 0
    for end in 1...sorted.count where end == sorted.count || sorted[end] != sorted[start] {
      counts.append(
        Count(first: sorted[start].x, second: sorted[start].y, count: end - start))
      start = end
    }
    return counts
  }

  private static func marginal(_ counts: [(Double, Int)]) -> [Double: Int] {
    counts.reduce(into: [:]) { $0[$1.0, default: 0] += $1.1 }
  }
}
