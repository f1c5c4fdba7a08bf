import NumericalMethods
import Testing

@testable import Statistics

@Suite struct MarginalGaussianizationTests {
  /// The documented half step is a rounding of Φ(Φ⁻¹) away.
  let rounding = 0x1p-48

  @Test func ranksBecomeQuantilesAndTiesKeepTheirOrder() throws {
    // Ranks 3, 0, 1, 2 (0 equals −0) and 0, 3, 1, 2.
    let samples = Matrix(rows: 4, columns: 2, values: [7, -9, 0, 5, -0.0, 2, 0, 2])
    let z = [0.125, 0.375].map { StandardNormal.quantile($0) }
    let expected = [-z[0], z[0], z[0], -z[0], z[1], z[1], -z[1], -z[1]]
    let got = try marginalGaussianization(ofRows: samples)
    #expect(got.values == expected)
    // Near miss: the three zeros in another order.
    var other = expected
    other.swapAt(2, 4)
    #expect(got.values != other)
  }

  @Test func everyCoordinateIsNormalToHalfAStep() throws {
    let n = 5001
    for signals in HeavyTailedSignals.allCases {
      let samples = signals.samples(n, dimensions: 3)
      let result = try marginalGaussianization(ofRows: samples)
      for column in 0..<3 {
        let distance = try kolmogorovDistanceToStandardNormal(result.column(column))
        expectAgreement(distance, 0.5 / Double(n), allowed: rounding, "\(signals) \(column)")
        let before = try kolmogorovDistanceToStandardNormal(samples.column(column))
        #expect(before > 100 * distance)
        // The median, and both sides of it exactly alike.
        #expect(result.column(column).sorted() == result.column(column).map { -$0 }.sorted())
      }
    }
  }

  @Test func increasingMapsOfCoordinatesChangeNothing() throws {
    let samples = HeavyTailedSignals.mixture.samples(1000)
    var mapped = samples
    for index in mapped.values.indices {
      let x = mapped.values[index]
      mapped.values[index] = index % 2 == 0 ? x * x * x : 5 * x - 2
    }
    let expected = try marginalGaussianization(ofRows: samples)
    #expect(try marginalGaussianization(ofRows: mapped) == expected)
    // Near miss: a map that is not increasing.
    mapped.values[0] *= -1
    #expect(try marginalGaussianization(ofRows: mapped) != expected)
  }

  /// The standard library's comparison of doubles orders the keys.
  @Test func radixSortIsAStableSort() {
    var stream = RandomStream(key: [22, 0])
    let (least, subnormal) = (Double.leastNonzeroMagnitude, Double.leastNormalMagnitude / 256)
    var values: [Double] = [
      0, -0.0, least, -least, subnormal, 1, -1, 1.0.nextUp, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 0, -0.0, 1, -subnormal,
    ]
    values += (0..<1000).map { _ in (stream.normal() * 16).rounded() / 16 }
    // Runs that agree in the upper half of their bits.
    values += (0..<1000).map { _ in -3 + Double(stream.integer(below: 500)) * 0x1p-50 }
    var order = RankOrder(count: values.count)
    for _ in 0..<2 {  // the second sort starts from what the first one left
      order.sort(column: 0, of: Matrix(rows: values.count, columns: 1, values: values))
      let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
      #expect(Array(order.rows) == expected)
      values.reverse()
    }
  }

  @Test func samplesWithoutRanksAreRefused() {
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try marginalGaussianization(ofRows: Matrix(rows: 1, columns: 2, values: [1, 2]))
    }
    #expect(throws: StatisticsError.constant(value: 4, samples: 3)) {
      try marginalGaussianization(ofRows: Matrix(rows: 3, columns: 2, values: [1, 4, 2, 4, 3, 4]))
    }
    #expect(throws: StatisticsError.self) {
      try marginalGaussianization(ofRows: Matrix(rows: 2, columns: 1, values: [1, .infinity]))
    }
  }
}
