/// How often something that may pass is tried again, and how long to wait before.
///
/// Pauses double up to a limit, so that a server in trouble is left alone.
public struct RetryPauses: Equatable, Sendable {
  /// The number of attempts after the first.
  public let count: Int
  /// The first pause.
  public let first: Duration
  /// The longest pause.
  public let longest: Duration

  /// So many further attempts; pauses of 0.5 s, 1 s, 2 s, … at most 16 s unless said otherwise.
  public init(
    count: Int, first: Duration = .milliseconds(500), longest: Duration = .seconds(16)
  ) {
    self.count = count
    self.first = first
    self.longest = longest
  }

  /// The pause after so many failed attempts; nil where no further one is to be made.
  public func pause(afterFailures failures: Int) -> Duration? {
    guard failures <= count else { return nil }
    var pause = first
    for _ in 1..<max(failures, 1) where pause < longest { pause *= 2 }
    return min(pause, longest)
  }
}
