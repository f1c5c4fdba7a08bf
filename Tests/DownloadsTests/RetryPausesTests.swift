import Downloads
import Testing

struct RetryPausesTests {
  @Test func pausesDoubleUpToALimitAndEnd() {
    let pauses = RetryPauses(count: 7)
    let seconds = (1...8).map { pauses.pause(afterFailures: $0).map { $0 / .seconds(1) } }
    #expect(seconds == [0.5, 1, 2, 4, 8, 16, 16, nil])
  }

  @Test func noRetriesMeansNone() {
    #expect(RetryPauses(count: 0).pause(afterFailures: 1) == nil)
    #expect(RetryPauses(count: 1).pause(afterFailures: 1) == .milliseconds(500))
  }
}
