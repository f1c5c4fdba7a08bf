import Figures
import Pipeline
import Testing

/// Claims against the values of a figure.
struct VerdictTests {
  private let values = [
    TidyValue("information", 0.2, labels: ["offset": .integer(2), "signal": .string("zca")]),
    TidyValue("information", 0.3, labels: ["offset": .integer(2), "signal": .string("signal")]),
    TidyValue("information", .nan, labels: ["offset": .integer(4), "signal": .string("signal")]),
  ]

  private func verdict(_ claim: String) throws -> Verdict {
    let node = try LocatedNode(parsing: claim, file: "claim")
    return try Claim(reading: node).verdict(on: values)
  }

  private func claim(_ comparison: String, times: Double, left: Int = 2) -> String {
    """
    {says: a, left: {quantity: information, offset: \(left), signal: zca}, is: \(comparison), \
    times: \(times), right: {quantity: information, offset: 2, signal: signal}}
    """
  }

  @Test func comparisonsHoldOrFail() throws {
    #expect(try verdict(claim("below", times: 0.7)).outcome == .holds)
    #expect(try verdict(claim("below", times: 0.6)).outcome == .fails)
    #expect(try verdict(claim("above", times: 0.6)).outcome == .holds)
    #expect(try verdict(claim("above", times: 0.7)).outcome == .fails)
    let got = try verdict(claim("below", times: 0.5))
    #expect(got.left == 0.2)
    #expect(got.right == 0.15)
  }

  @Test func aValueThatIsNotThereIsNotApplicable() throws {
    #expect(try verdict(claim("below", times: 1, left: 8)).outcome == .notApplicable)
    // Labels must be exactly these: two values have the quantity.
    let vague = "{says: a, left: {quantity: information}, is: below, right: 1}"
    #expect(try verdict(vague).outcome == .notApplicable)
    let infinite =
      "{says: a, left: {quantity: information, offset: 4, signal: signal}, is: below, right: 1}"
    #expect(try verdict(infinite).outcome == .notApplicable)
    let number =
      "{says: a, left: {quantity: information, offset: 2, signal: zca}, is: below, right: 1}"
    #expect(try verdict(number).outcome == .holds)
  }
}
