import Testing

@testable import Statistics

@Suite struct HistogramTests {
  @Test func edgesBelongToTheBinOnTheirRight() throws {
    let histogram = try Histogram([-1, 0, 0.5, 0.999, 1, 2, 3, 3.001, 9], from: 0, to: 3, bins: 3)
    #expect(histogram.counts == [3, 1, 2])
    #expect(histogram.below == 1 && histogram.above == 2 && histogram.total == 9)
    #expect(histogram.width == 1)
  }

  @Test func densityDividesByAllSamples() throws {
    let histogram = try Histogram([0.1, 0.2, 0.7, 5], from: 0, to: 1, bins: 2)
    // Two of four in a bin of ½: 1; the sample outside keeps the mass inside below 1.
    #expect(histogram.densities == [1, 0.5])
    #expect(try Histogram([], from: 0, to: 1, bins: 2).densities == [0, 0])
  }

  @Test func whatNoBinCanHoldIsRefused() {
    #expect(throws: StatisticsError.self) { try Histogram([.nan], from: 0, to: 1, bins: 2) }
    #expect(throws: StatisticsError.notFinite(index: 1, value: -.infinity)) {
      try Histogram([0, -.infinity], from: 0, to: 1, bins: 2)
    }
  }
}
