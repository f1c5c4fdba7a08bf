/// Spearman's rank correlation: Pearson's correlation of ranks.
///
///     ρ = Σ (R − R̄)(S − S̄) / √(Σ (R − R̄)² Σ (S − S̄)²)
///
/// Equal values share the mean of their ranks. From −1 to 1; nothing for fewer than two values or
/// where one list is constant. Accuracy: a few 2⁻⁵². Cost: two sorts.
///
/// - Precondition: the lists have as many values, none of them NaN.
public func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  precondition(
    first.count == second.count, "\(first.count) values cannot pair with \(second.count)")
  let (r, s) = (meanRanks(first), meanRanks(second))
  let mean = Double(first.count + 1) / 2
  var (product, firstSquare, secondSquare) = (0.0, 0.0, 0.0)
  for (a, b) in zip(r, s) {
    product += (a - mean) * (b - mean)
    firstSquare += (a - mean) * (a - mean)
    secondSquare += (b - mean) * (b - mean)
  }
  guard firstSquare > 0, secondSquare > 0 else { return nil }
  return product / (firstSquare * secondSquare).squareRoot()
}

/// The rank of each value, from 1; equal values share the mean of theirs.
private func meanRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    // Ranks start + 1 … end.
    for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}
