/// The exit codes of the command.
enum Outcome: Int32, Error {
  case done = 0
  case stepFailed = 1
  case usage = 2
  case stale = 3
  case disagreement = 4
  case damagedStore = 5
  case notReproducible = 6
  case diskFull = 8
  case internalError = 70
  case interrupted = 130
  case terminated = 143
}
