import Glibc

/// What is measured.
enum Contender {
  case plain, numPy, lockstep, alone, plainResponse, response
  /// Of the command: its help, and a run with nothing to do.
  case help, nothingToDo
  /// Bytes instead of a time.
  case memory
}

/// Times of the contenders, round by round, in nanoseconds per sample or response.
struct Times {
  private var rounds: [Contender: [Double]] = [:]

  /// Measures a piece of work by this thread's clock.
  mutating func measure<Result>(
    _ contender: Contender, per units: Double, _ work: () throws -> Result
  ) rethrows -> Result {
    let start = Self.now()
    let result = try work()
    add(contender, (Self.now() - start) / units)
    return result
  }

  /// Adds a time that was measured elsewhere.
  mutating func add(_ contender: Contender, _ nanoseconds: Double) {
    rounds[contender, default: []].append(nanoseconds)
  }

  /// What was measured of a contender.
  func rounds(_ contender: Contender) -> [Double] { rounds[contender] ?? [] }

  /// The median over the rounds, where there were any.
  func median(_ contender: Contender) -> Double? {
    guard let sorted = rounds[contender]?.sorted(), !sorted.isEmpty else { return nil }
    return sorted[sorted.count / 2]
  }

  /// Processor time of this thread in nanoseconds.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
