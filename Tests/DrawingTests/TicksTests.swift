import Testing

@testable import Drawing

@Suite struct TicksTests {
  private func labels(_ axis: Axis) -> [String] { axis.resolvedTicks.labels.map(\.plain) }

  @Test(arguments: [
    (-6.0, 6.0, 6, [-6.0, -3, 0, 3, 6]), (-3, 3, 3, [-3, 0, 3]), (-6, 6, 3, [-6, 0, 6]),
    (0, 0.19, 6, [0, 0.05, 0.1, 0.15]), (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    (0, 7, 6, [0, 2, 4, 6]), (0, 100, 6, [0, 20, 40, 60, 80, 100]), (0.3, 0.9, 6, [0.3, 0.6, 0.9]),
    (-0.7, 0.55, 6, [-0.6, -0.4, -0.2, 0, 0.2, 0.4]),
  ])
  func linear(lower: Double, upper: Double, limit: Int, expected: [Double]) {
    let got = Ticks.linear(lower, upper, atMost: limit).major
    #expect(got == expected, "got \(got), expected \(expected)")
  }

  @Test func linearTicksAreExactDecimals() {
    // 3 × 0.1 is not 0.3 in binary: near miss.
    #expect(Ticks.linear(0, 0.5, atMost: 6).major == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(3 * 0.1 != 0.3)
  }

  @Test func logarithmic() {
    let ticks = Ticks.logarithmic(1e-3, 5, atMost: 6)
    #expect(ticks.major == [1e-3, 1e-2, 1e-1, 1])
    #expect(ticks.labels.map(\.plain) == ["10^(−3)", "10^(−2)", "10^(−1)", "10^(0)"])
    // 2…9 in three decades and 2…5 in the last.
    #expect(ticks.minor.count == 3 * 8 + 4, "got \(ticks.minor)")
    #expect(ticks.minor.allSatisfy { $0 > 1e-3 && $0 <= 5 })
    // Near miss: an upper end below 5.
    #expect(Ticks.logarithmic(1e-3, 4.9, atMost: 6).minor.count == 3 * 8 + 3)
  }

  @Test func manyDecadesAreThinned() {
    let ticks = Ticks.logarithmic(1e-8, 1e4, atMost: 6)
    #expect(ticks.major == [1e-6, 1e-3, 1, 1e3])
    #expect(ticks.minor.count == 9)
  }

  @Test func lessThanTwoDecadesHavePlainNumbers() {
    #expect(labels(Axis(2, 8, scale: .logarithmic)) == ["2", "5"])
    #expect(
      labels(Axis(0.5, 30, scale: .logarithmic, ticks: .at([0.5, 1, 10]))) == [
        "0.5", "1", "10",
      ])
  }

  @Test func labels() {
    #expect(labels(Axis(-6, 6)) == ["−6", "−3", "0", "3", "6"])
    #expect(labels(Axis(0, 0.19)) == ["0.00", "0.05", "0.10", "0.15"])
    #expect(labels(Axis(0, 2e5)) == ["0", "5 × 10^(4)", "10^(5)", "1.5 × 10^(5)", "2 × 10^(5)"])
    let offsets = [2.0, 4, 8, 16, 32, 64]
    #expect(
      labels(Axis(2, 64, scale: .logarithmic, ticks: .at(offsets)))
        == ["2", "4", "8", "16", "32", "64"])
    #expect(
      labels(Axis(0.1, 1e5, scale: .logarithmic, ticks: .at([0.1, 10, 1000])))
        == ["10^(−1)", "10^(1)", "10^(3)"])
    #expect(labels(Axis(0, 1, ticks: .at([0, 0.5, 2]))) == ["0.0", "0.5"])
    #expect(labels(Axis(0, 1, ticks: .none)).isEmpty)
    let decades = Axis(1, 100, scale: .logarithmic, ticks: .at([1, 10, 100]))
    #expect(labels(decades) == ["1", "10", "100"])
    #expect(decades.resolvedTicks.minor.count == 16)
  }

  @Test func extremeRangesHaveFewTicksOrNone() {
    for (lower, upper) in [(1e300, 1.0000001e300), (0, 1e-300), (1e15, 1e15 + 1), (-1e308, 1e307)] {
      let ticks = Ticks.linear(lower, upper, atMost: 6).major
      #expect(ticks.count <= 6 && ticks.allSatisfy { $0.isFinite }, "got \(ticks)")
    }
  }
}
