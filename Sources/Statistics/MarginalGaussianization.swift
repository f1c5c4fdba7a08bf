import NumericalMethods

/// Every coordinate of samples mapped by its ranks to a standard normal one.
///
///     y_ij = Φ⁻¹((k_ij + ½)/n),   k_ij the rank of x_ij among x_1j … x_nj, from 0 to n − 1
///
/// | symbol | here      | shape | unit                           |
/// |--------|-----------|-------|--------------------------------|
/// | x      | `samples` | n × N | any, each coordinate in its own |
/// | y      | result    | n × N | standard deviations            |
///
/// Equal values of a coordinate are ranked in the order of their rows (−0 equals 0), so that each
/// coordinate of the result has the same n values, whose distribution is N(0, 1) to half a step:
/// its Kolmogorov distance is 1/(2n). Many equal values therefore become different ones in an order
/// that means nothing; ``EmpiricalTransport`` shares ranks instead and is a function of x.
///
/// Source: science C4. Accuracy: that of `StandardNormal.quantile(_:)`; ranks are
/// exact, and the bits are the same on every processor. Cost: a radix sort for each coordinate;
/// 30 ms for 261,120 × 2.
///
/// - Throws: ``StatisticsError`` for fewer than two samples, or where a number is not finite or a
///   coordinate is constant.
public func marginalGaussianization(ofRows samples: Matrix) throws(StatisticsError) -> Matrix {
  try StatisticsError.check(samples.values, needed: 0)
  try checkRanks(ofRows: samples)
  var result = samples
  var scores = NormalScores(count: samples.rows)
  scores.replaceColumns(of: &result)
  return result
}

/// Refuses samples with a coordinate that ranks cannot tell apart.
func checkRanks(ofRows samples: Matrix) throws(StatisticsError) {
  let (n, columns) = (samples.rows, samples.columns)
  guard n >= 2 else { throw .tooFew(samples: n, needed: 2) }
  for column in 0..<columns {
    let first = samples[0, column]
    guard (1..<n).contains(where: { samples[$0, column] != first }) else {
      throw .constant(value: first, samples: n)
    }
  }
}

/// The n normal quantiles that ranks are mapped to, and the memory to find ranks.
struct NormalScores {
  /// Φ⁻¹((k + ½)/n), k = 0 … n − 1: increasing, and exactly symmetric about 0.
  let quantiles: [Double]
  private var order: RankOrder

  init(count n: Int) {
    var quantiles = [Double](repeating: 0, count: n)
    for k in 0..<n / 2 {
      quantiles[k] = StandardNormal.quantile((Double(k) + 0.5) / Double(n))
      quantiles[n - 1 - k] = -quantiles[k]
    }
    self.quantiles = quantiles
    order = RankOrder(count: n)
  }

  /// Replaces every element by the quantile of its rank in its column.
  mutating func replaceColumns(of samples: inout Matrix) {
    let columns = samples.columns
    for column in 0..<columns {
      order.sort(column: column, of: samples)
      samples.values.withUnsafeMutableBufferPointer { values in
        for (row, quantile) in zip(order.rows, quantiles) {
          values[row * columns + column] = quantile
        }
      }
    }
  }
}

// MARK: - Ranks

/// Rows in the order of a column's values, equal values in the order of their rows.
///
/// By a radix sort of the upper halves of the doubles' bits, eight bits at a time from the lowest:
/// each pass keeps the order of the one before where its digits are equal, and the first finds rows
/// in their order. The few neighbors that agree in the upper half, to a part of 10⁶, are then sorted
/// by their whole value by the standard library. That would take three times as long for all of them,
/// and a rotation-based Gaussianization does little else.
struct RankOrder {
  /// Upper half of the key and row of rank 0, 1, …, a half of a word each.
  private var items: [UInt64]
  private var spare: [UInt64]

  /// - Precondition: the number of a row has 32 bits.
  init(count: Int) {
    precondition(count <= Int(UInt32.max), "\(count) samples are too many to rank")
    items = [UInt64](repeating: 0, count: count)
    spare = items
  }

  /// The rows of rank 0, 1, …
  var rows: some Sequence<Int> { items.lazy.map(Self.row) }

  /// Puts the rows of as many finite samples in the order of a column.
  mutating func sort(column: Int, of samples: Matrix) {
    precondition(
      samples.rows == items.count, "\(samples.rows) rows in the place of \(items.count)")
    samples.values.withUnsafeBufferPointer { values in
      let columns = samples.columns
      for row in items.indices {
        let key = Self.key(values[row * columns + column])
        items[row] = key & ~UInt64(UInt32.max) | UInt64(row)
      }
      for shift in stride(from: UInt64(32), to: 64, by: 8) { sortByDigit(at: shift) }
      sortRuns { item in Self.key(values[Self.row(item) * columns + column]) }
    }
  }

  private static func row(_ item: UInt64) -> Int { Int(item & UInt64(UInt32.max)) }

  /// An integer that grows with a finite value and does not tell −0 from 0.
  ///
  /// Positive doubles are ordered as their bits are; negative ones the other way around, and below.
  static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern  // −0 + 0 is 0
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  /// Puts items in the order of eight of their bits, those with the same in the order that they have.
  private mutating func sortByDigit(at shift: UInt64) {
    var next = [Int](repeating: 0, count: 256)
    next.withUnsafeMutableBufferPointer { next in
      for item in items { next[Int(item >> shift & 255)] += 1 }
      var sum = 0
      for digit in next.indices { (next[digit], sum) = (sum, sum + next[digit]) }
      spare.withUnsafeMutableBufferPointer { spare in
        for item in items {
          let digit = Int(item >> shift & 255)
          spare[next[digit]] = item
          next[digit] += 1
        }
      }
    }
    swap(&items, &spare)
  }

  /// Sorts items that agree in the upper half of their keys by their keys, then by their rows.
  private mutating func sortRuns(_ key: (UInt64) -> UInt64) {
    var start = 0
    while start < items.count {
      var end = start + 1
      while end < items.count, items[end] >> 32 == items[start] >> 32 { end += 1 }
      if end > start + 1 {
        // Rows ascend from the start, so that items stand for them.
        items[start..<end].sort { (key($0), $0) < (key($1), $1) }
      }
      start = end
    }
  }
}
