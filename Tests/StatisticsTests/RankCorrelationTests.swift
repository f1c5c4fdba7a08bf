import Statistics
import Testing

struct RankCorrelationTests {
  /// Sums of a few halves and one root.
  private static let rounding = 1e-15

  private struct Case: Sendable {
    let first: [Double]
    let second: [Double]
    let expected: Double
  }

  private static let cases = [
    Case(first: [1, 2, 3, 4], second: [10, 20, 30, 40], expected: 1),
    Case(first: [1, 2, 3, 4], second: [9, 4, 1, -7], expected: -1),
    // Σ d² = 4: 1 − 6 · 4 / (5 · 24).
    Case(first: [1, 2, 3, 4, 5], second: [2, 1, 4, 3, 7], expected: 0.8),
    // With ties by hand: ranks 1.5, 1.5, 3 against 1, 2, 3.
    Case(first: [5, 5, 8], second: [1, 2, 3], expected: 1.5 / 3.0.squareRoot()),
  ]

  @Test(arguments: cases) private func closedForms(example: Case) throws {
    let (first, second) = (example.first, example.second)
    let got = try #require(rankCorrelation(first, second))
    #expect(
      abs(got - example.expected) <= Self.rounding, "got \(got), expected \(example.expected)")
    // A monotone change of either list changes nothing.
    #expect(rankCorrelation(first.map { $0 * $0 * $0 }, second) == got)
  }

  @Test func undefinedWithoutVariation() {
    #expect(rankCorrelation([], []) == nil)
    #expect(rankCorrelation([1], [2]) == nil)
    #expect(rankCorrelation([1, 1], [2, 3]) == nil)
  }
}
