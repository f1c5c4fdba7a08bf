import NumericalMethods

/// Mutual information between the coordinates of pairs, after binning.
///
///     plug-in:       I = Σ (n_ij/n) ln(n n_ij / (n_i n_j))
///     Miller–Madow:  I − (m_xy − m_x − m_y + 1)/(2n)
///
/// | symbol        | here         | shape | unit       |
/// |---------------|--------------|-------|------------|
/// | x, y          | `pairs`      | n × 2 | any        |
/// | w             | `binWidth`   | scalar | that of x |
/// | n_ij          | –            | pairs in bin (floor(x/w), floor(y/w)) = (i, j) | 1 |
/// | m_xy, m_x, m_y | `jointBins`, `firstBins`, `secondBins` | occupied bins | 1 |
/// | I             | `value`      | scalar | nat       |
///
/// The plug-in estimate is biased upwards by about the term that Miller and Madow take away; see
/// ``floor(pairs:binWidth:estimator:draws:stream:)``. The corrected estimate can be negative.
///
/// Source: science A4; the shaping paper bins with w = 0.5 and takes every 10th pair. Accuracy: a
/// rounding of 10⁻¹³ nat; but a value on the edge of a bin may fall to either side. The sum runs
/// over the bins in their order, with a logarithm of our own: the same bits on every processor.
/// Cost: 2 ms for 261,120 pairs.
public struct MutualInformation: Codable, Equatable, Sendable {
  /// How the mutual information is estimated.
  public enum Estimator: String, CaseIterable, Codable, Sendable {
    /// Plug-in from items 0, 10, 20, … of the list of pairs, as published.
    case pluginEvery10th = "plugin-every-10th"
    /// Plug-in from all pairs.
    case plugin
    /// From all pairs, with the bias removed to first order in 1/n.
    case millerMadow = "miller-madow"
  }

  /// The estimate, in nats.
  public private(set) var value: Double
  /// How it was made.
  public let estimator: Estimator
  /// n, the number of pairs that were used.
  public let pairs: Int
  /// m_xy, the number of occupied bins.
  public let jointBins: Int
  /// m_x, the number of occupied bins of the first coordinate.
  public let firstBins: Int
  /// m_y, the number of occupied bins of the second coordinate.
  public let secondBins: Int

  /// The bin width of the paper, in standard deviations.
  public static let publishedBinWidth = 0.5
}

// MARK: - Estimates

extension MutualInformation {
  /// Estimates the mutual information between the columns of an n × 2 matrix.
  ///
  /// - Precondition: there are two columns, and the bin width is positive and finite.
  /// - Throws: ``StatisticsError`` without pairs, or where a value is not finite.
  public init(
    of pairs: Matrix, estimator: Estimator, binWidth: Double = publishedBinWidth
  ) throws(StatisticsError) {
    let step = estimator == .pluginEvery10th ? 10 : 1
    self.init(try BinnedPairs(pairs, binWidth: binWidth, step: step), estimator: estimator)
  }

  /// All estimates, in the order of their cases; the bins of all pairs are filled once.
  ///
  /// - Precondition: there are two columns, and the bin width is positive and finite.
  /// - Throws: ``StatisticsError`` without pairs, or where a value is not finite.
  public static func estimates(
    of pairs: Matrix, binWidth: Double = publishedBinWidth
  ) throws(StatisticsError) -> [MutualInformation] {
    let all = try BinnedPairs(pairs, binWidth: binWidth)
    let some = try BinnedPairs(pairs, binWidth: binWidth, step: 10)
    return Estimator.allCases.map {
      MutualInformation($0 == .pluginEvery10th ? some : all, estimator: $0)
    }
  }

  /// The plug-in estimate with `equalMassBins` bins along each axis that hold as many pairs each: item
  /// of rank k = 0 … n − 1 is in bin ⌊(k + ½) m/n⌋. A monotone map of a coordinate changes nothing.
  ///
  /// - Precondition: there are two columns and a bin.
  /// - Throws: ``StatisticsError`` for fewer than two pairs, or where a value is not finite or a
  ///   coordinate is constant.
  public init(of pairs: Matrix, equalMassBins bins: Int) throws(StatisticsError) {
    try StatisticsError.check(pairs.values, needed: 2)
    try checkRanks(ofRows: pairs)
    var places = pairs
    var order = RankOrder(count: pairs.rows)
    for column in 0..<pairs.columns {
      order.sort(column: column, of: pairs)
      for (rank, row) in order.rows.enumerated() {
        places[row, column] = Double((2 * rank + 1) * bins / (2 * pairs.rows))
      }
    }
    self.init(try BinnedPairs(places, binWidth: 1), estimator: .plugin)
  }

  private init(_ binned: BinnedPairs, estimator: Estimator) {
    let n = Double(binned.pairs)
    let sum = binned.bins.reduce(0) { sum, bin in
      let (joint, first, second) = (Double(bin.joint), Double(bin.first), Double(bin.second))
      return sum + joint * portableLog(n * joint / (first * second))
    }
    let bias =
      estimator == .millerMadow
      ? Double(binned.bins.count - binned.firstBins - binned.secondBins + 1) / (2 * n) : 0
    self.init(
      value: sum / n - bias, estimator: estimator, pairs: binned.pairs,
      jointBins: binned.bins.count, firstBins: binned.firstBins, secondBins: binned.secondBins)
  }
}

// MARK: - Floor

extension MutualInformation {
  /// What an estimator gives, on average, for two independent standard normal variables.
  ///
  /// The mean estimate of `draws` lists of independent pairs, a sub-stream each. No estimate of
  /// dependence below this can be told from none. With bin width 0.5 the plug-in estimate's exact
  /// expectation is 4.08·10⁻³ nat for 26,112 pairs and 5.14·10⁻⁴ for 261,120 (counts are binomial;
  /// see the tests); single lists spread by a tenth of that. Of Miller and Madow's it is 1.0·10⁻³
  /// and 1.0·10⁻⁴: their correction supposes filled bins.
  ///
  /// - Parameters:
  ///   - pairs: the number of pairs in a list; the estimator may use every 10th of them.
  ///   - binWidth: in standard deviations.
  ///   - estimator: the estimator whose floor is asked for.
  ///   - draws: the number of lists.
  ///   - stream: the random stream; only sub-streams of it are used.
  /// - Precondition: there is a pair and a list, and the stream can have sub-streams.
  public static func floor(
    pairs: Int, binWidth: Double = publishedBinWidth, estimator: Estimator = .plugin,
    draws: Int = 8, stream: RandomStream
  ) throws(StatisticsError) -> Double {
    let floors = try floors(pairs: pairs, binWidth: binWidth, draws: draws, stream: stream)
    return floors.reduce(0) { $1.estimator == estimator ? $1.value : $0 }
  }

  /// The floors of all estimators, in the order of their cases; the numbers of bins are those of the
  /// last list.
  public static func floors(
    pairs: Int, binWidth: Double = publishedBinWidth, draws: Int, stream: RandomStream
  ) throws(StatisticsError) -> [MutualInformation] {
    precondition(pairs > 0 && draws > 0, "no floor of \(draws) lists of \(pairs) pairs")
    var last: [MutualInformation] = []
    var sums = [Double](repeating: 0, count: Estimator.allCases.count)
    for draw in 0..<draws {
      var stream = stream.substream(UInt64(draw))
      let values = (0..<2 * pairs).map { _ in stream.normal() }
      last = try estimates(
        of: Matrix(rows: pairs, columns: 2, values: values), binWidth: binWidth)
      for (index, estimate) in last.enumerated() { sums[index] += estimate.value }
    }
    for index in last.indices { last[index].value = sums[index] / Double(draws) }
    return last
  }
}

// MARK: - Bins

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
