import NumericalMethods
import RealModule
import Testing

@testable import Statistics

/// The estimators on tables that are known, and their bias against its exact expectation.
@Suite struct MutualInformationTests {
  /// Rounding of sums of a few hundred terms below 10 nat.
  let rounding = 1e-13

  static func normals(_ pairs: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(key: [21, seed])
    return Matrix(rows: pairs, columns: 2, values: (0..<2 * pairs).map { _ in stream.normal() })
  }

  @Test func tableOfFourBins() throws {
    // Counts 3 and 1 over 1 and 3: I = 2·(3/8) ln(3/2) + 2·(1/8) ln(1/2).
    let list: [(Double, Double, Int)] = [(0, 0, 3), (0.6, 0.2, 1), (0.1, -0.5, 1), (0.99, -0.4, 3)]
    let values = list.flatMap { x, y, count in
      (0..<count).flatMap { _ in [x, y] }
    }
    let pairs = Matrix(rows: 8, columns: 2, values: values)
    let estimate = try MutualInformation(of: pairs, estimator: .plugin)
    expectAgreement(
      estimate.value, 0.75 * Double.log(1.5) - 0.25 * Double.log(2), allowed: rounding)
    #expect(estimate.jointBins == 4 && estimate.firstBins == 2 && estimate.secondBins == 2)
    let corrected = try MutualInformation(of: pairs, estimator: .millerMadow)
    expectAgreement(corrected.value, estimate.value - 1.0 / 16, allowed: rounding)
    // Near miss: rounding to the nearest bin, or bits instead of nats.
    #expect(!agrees(estimate.value * Double.log2(Double.exp(1)), estimate.value, allowed: rounding))
    let wider = try MutualInformation(of: pairs, estimator: .plugin, binWidth: 1)
    #expect(!agrees(wider.value, estimate.value, allowed: rounding))
  }

  @Test func identicalCoordinatesShareTheirEntropy() throws {
    let values = (0..<40).flatMap { [Double($0 % 8), Double($0 % 8)] }
    let estimate = try MutualInformation(
      of: Matrix(rows: 40, columns: 2, values: values), estimator: .plugin)
    expectAgreement(estimate.value, Double.log(8), allowed: rounding)
  }

  @Test func everyTenthPairStartsWithTheFirst() throws {
    let pairs = Self.normals(2005, seed: 1)
    let tenth = (0..<201).flatMap { [pairs[10 * $0, 0], pairs[10 * $0, 1]] }
    let some = try MutualInformation(of: pairs, estimator: .pluginEvery10th)
    let alone = try MutualInformation(
      of: Matrix(rows: 201, columns: 2, values: tenth), estimator: .plugin)
    #expect(some.value == alone.value && some.pairs == 201)
    #expect(try MutualInformation(of: pairs, estimator: .plugin).value != some.value)
  }

  @Test func tableAndSortingAgreeToTheBit() throws {
    var pairs = Self.normals(5000, seed: 2)
    let table = try BinnedPairs(pairs, binWidth: 0.5)
    #expect(try BinnedPairs(pairs, binWidth: 0.5, largestTable: 1) == table)
    // Values that no table could hold.
    pairs[17, 0] = 1e300
    pairs[18, 1] = -.greatestFiniteMagnitude
    let far = try BinnedPairs(pairs, binWidth: 0.5)
    #expect(far.pairs == 5000 && far.firstBins > 10 && far != table)
  }

  @Test func allEstimatesAtOnce() throws {
    let pairs = Self.normals(3000, seed: 3)
    let estimates = try MutualInformation.estimates(of: pairs)
    #expect(estimates.map(\.estimator.rawValue) == ["plugin-every-10th", "plugin", "miller-madow"])
    for estimate in estimates {
      #expect(try MutualInformation(of: pairs, estimator: estimate.estimator) == estimate)
    }
  }

  /// E[c ln c] for a binomial c, within 12 standard deviations of its mean.
  static func expectedLogarithm(trials n: Int, probability p: Double) -> Double {
    let (mean, spread) = (Double(n) * p, (Double(n) * p * (1 - p)).squareRoot())
    let reach = Int(12 * spread) + 40
    let (low, high) = (max(0, Int(mean) - reach), min(n, Int(mean) + reach))
    // ln C(n, c) pᶜ (1 − p)^(n−c) at the lower end, then by ratios.
    var logMass = logGamma(Double(n) + 1) - logGamma(Double(low) + 1)
    logMass -= logGamma(Double(n - low) + 1)
    logMass += Double(low) * Double.log(p) + Double(n - low) * Double.log(onePlus: -p)
    let logOdds = Double.log(p) - Double.log(onePlus: -p)
    var sum = 0.0
    for c in low...high {
      let count = Double(c)
      if c > 1 { sum += Double.exp(logMass) * count * Double.log(count) }
      logMass += Double.log(Double(n - c)) - Double.log(count + 1) + logOdds
    }
    return sum
  }

  /// Masses of the bins of a standard normal.
  static let masses = stride(from: -9.0, through: 9, by: 0.5).map {
    $0 < 0
      ? StandardNormal.cumulative($0 + 0.5) - StandardNormal.cumulative($0)
      : StandardNormal.cumulative(-$0) - StandardNormal.cumulative(-$0 - 0.5)
  }

  /// The expectation of the plug-in estimate of two independent standard normals, in closed form:
  /// every count is binomial.
  static func expectedPlugin(pairs n: Int) -> Double {
    var sum = 0.0
    for p in masses {
      sum -= 2 * expectedLogarithm(trials: n, probability: p)
      for q in masses { sum += expectedLogarithm(trials: n, probability: p * q) }
    }
    return Double.log(Double(n)) + sum / Double(n)
  }

  /// The expectation of what Miller and Madow take away: a bin is occupied with the probability
  /// 1 − (1 − p)ⁿ.
  static func expectedCorrection(pairs n: Int) -> Double {
    let occupied = { p in -Double.expMinusOne(Double(n) * Double.log(onePlus: -p)) }
    var bins = 1.0
    for p in masses {
      bins -= 2 * occupied(p)
      for q in masses { bins += occupied(p * q) }
    }
    return bins / (2 * Double(n))
  }

  /// A floor and four standard errors of it, by the spread of other lists.
  static func floor(
    pairs: Int, estimator: MutualInformation.Estimator
  ) throws -> (value: Double, allowed: Double, spread: Double) {
    let lists = 8
    let root = RandomStream(key: [22, UInt64(pairs)])
    let single = try (0..<lists).map {
      try MutualInformation.floor(
        pairs: pairs, estimator: estimator, draws: 1, stream: root.substream(UInt64(100 + $0)))
    }
    let spread = try Moments(single).standardDeviation
    let value = try MutualInformation.floor(
      pairs: pairs, estimator: estimator, draws: lists, stream: root)
    return (value, 4 * spread / Double(lists).squareRoot(), spread)
  }

  @Test(arguments: [(26_112, 4.5e-3), (261_120, 5.4e-4)])
  func floorOfIndependentNormals(pairs: Int, printed: Double) throws {
    let expected = Self.expectedPlugin(pairs: pairs)
    let floor = try Self.floor(pairs: pairs, estimator: .plugin)
    expectAgreement(floor.value, expected, allowed: floor.allowed, "floor at \(pairs) pairs")
    // Near miss: half as many pairs.
    #expect(!agrees(Self.expectedPlugin(pairs: pairs / 2), expected, allowed: floor.allowed))
    // Science A4 prints what one list gave: it lies within the spread of lists, about a tenth, not
    // at their mean.
    expectAgreement(expected, printed, allowed: 2 * floor.spread, "printed, of one list")
  }

  /// The correction, which assumes filled bins, leaves about a quarter of the bias.
  @Test(arguments: [26_112, 261_120]) func floorOfMillerAndMadow(pairs: Int) throws {
    let plugin = Self.expectedPlugin(pairs: pairs)
    let expected = plugin - Self.expectedCorrection(pairs: pairs)
    let floor = try Self.floor(pairs: pairs, estimator: .millerMadow)
    expectAgreement(floor.value, expected, allowed: floor.allowed, "floor at \(pairs) pairs")
    #expect(!agrees(plugin, expected, allowed: floor.allowed))
    #expect(expected > 0.1 * plugin && expected < 0.3 * plugin)
  }

  @Test func floorOfOneStreamIsOneNumber() throws {
    let floors = try [1, 1, 2].map {
      try MutualInformation.floor(pairs: 1000, draws: 2, stream: RandomStream(key: [24, $0]))
    }
    #expect(floors[0] == floors[1] && floors[0] != floors[2])
    // Every 10th of ten times the pairs is as biased.
    let tenth = try MutualInformation.floor(
      pairs: 10_000, estimator: .pluginEvery10th, stream: RandomStream(key: [24, 3]))
    expectAgreement(tenth, floors[0], allowed: 0.3 * floors[0], "a third of a floor")
  }

  /// Four pairs of ranks (0, 1), (1, 0), (2, 3), (3, 2): two bins tell halves apart, four each pair.
  @Test(arguments: [(1, 0.0), (2, Double.log(2)), (4, Double.log(4))])
  func binsOfEqualMassHoldAsManyPairs(bins: Int, expected: Double) throws {
    let pairs = Matrix(rows: 4, columns: 2, values: [-7, 0.2, -1, 0.1, 3, 50, 100, 2])
    let got = try MutualInformation(of: pairs, equalMassBins: bins)
    expectAgreement(got.value, expected, allowed: 4 * Double.ulpOfOne, "\(bins) bins")
    #expect(got.firstBins == bins && got.secondBins == bins)
  }

  @Test func badPairsAreRefused() {
    #expect(throws: StatisticsError.constant(value: 1, samples: 2)) {
      try MutualInformation(
        of: Matrix(rows: 2, columns: 2, values: [1, 2, 1, 3]), equalMassBins: 2)
    }
    #expect(throws: StatisticsError.tooFew(samples: 0, needed: 2)) {
      try MutualInformation(of: Matrix(rows: 0, columns: 2), estimator: .plugin)
    }
    #expect(throws: StatisticsError.self) {
      try MutualInformation(
        of: Matrix(rows: 1, columns: 2, values: [1, .nan]), estimator: .plugin)
    }
  }
}
