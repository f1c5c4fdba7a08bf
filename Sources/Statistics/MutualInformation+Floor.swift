import NumericalMethods

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
    return zip(last, sums).map { $0.with(value: $1 / Double(draws)) }
  }
}
