import Foundation
import Synchronization
import Testing

/// The built `interneurons`, run as a user runs it: a process of its own with its own surroundings.
struct CommandLineTool: Sendable {
  /// How a process ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// What a process left behind.
  struct Result {
    let ending: Ending
    let output: String
    let errors: String
    /// From the start to the end, or from the signal where one was sent.
    let duration: Duration

    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// A signal sent, or something else done, while the process runs.
  struct Signal {
    /// The signal; 0 sends none.
    var number: Int32 = 0
    /// After the process has said this on standard error; "" is its start.
    var sign = ""
    /// How long after the sign.
    var delay = Duration.zero
    /// What else is done then.
    var action: @Sendable () throws -> Void = {}
  }

  struct NoSign: Error {
    let expected: String
    let errors: String
  }

  /// The folder that is the process's working directory.
  let folder: String
  /// What the process finds in its environment besides the search path and a home.
  var environment: [String: String] = [:]
  /// Runs before the command in the same shell, as in `umask 077`.
  var preparation = ":"
  /// Another program than `interneurons`.
  var program: String?

  struct NotBuilt: Error, CustomStringConvertible {
    let path: String
    var description: String {
      "the command is not beside the tests, at \(path): build the product 'interneurons' with the "
        + "same flags and scratch path as the tests"
    }
  }

  /// Where the build puts the command: beside the program that runs these tests.
  static func executable() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: tests).deletingLastPathComponent()
      .appending(path: "interneurons").path
    guard FileManager.default.isExecutableFile(atPath: path) else { throw NotBuilt(path: path) }
    return path
  }

  /// Runs the command to its end.
  func run(_ arguments: [String], signal: Signal? = nil) async throws -> Result {
    let executable = try program ?? Self.executable()
    // Full processors would only make the times of signals meaningless.
    await Turns.shared.begin()
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await start(executable, arguments, signal))
    } catch {
      result = .failure(error)
    }
    await Turns.shared.end()
    return try result.get()
  }

  private func start(_ executable: String, _ arguments: [String], _ signal: Signal?) async throws
    -> Result
  {
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\(preparation); exec \"$0\" \"$@\"", executable] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path]
      .merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try scratch.newFile("output")
    process.standardError = try scratch.newFile("errors")
    let (ends, continuation) = AsyncStream<Never>.makeStream()
    let clock = ContinuousClock()
    // Noted at once: tests that compute keep the threads that would go on here busy for seconds.
    let ended = Mutex<ContinuousClock.Instant?>(nil)
    process.terminationHandler = { _ in
      ended.withLock { $0 = clock.now }
      continuation.finish()
    }
    var started = clock.now
    try process.run()
    if let signal {
      try await wait(for: signal.sign, in: scratch, of: process)
      try await clock.sleep(for: signal.delay, tolerance: .zero)
      try signal.action()
      started = clock.now
      kill(process.processIdentifier, signal.number)
    }
    for await _ in ends {}
    let ending: Ending =
      process.terminationReason == .exit
      ? .exited(process.terminationStatus) : .killed(signal: process.terminationStatus)
    return Result(
      ending: ending, output: try scratch.text("output"), errors: try scratch.text("errors"),
      duration: (ended.withLock(\.self) ?? clock.now) - started)
  }

  /// However slow the machine: until the process says so or ends.
  private func wait(for sign: String, in scratch: TemporaryFolder, of process: Process) async throws
  {
    while !sign.isEmpty, try !scratch.text("errors").contains(sign) {
      guard process.isRunning else {
        throw NoSign(expected: sign, errors: try scratch.text("errors"))
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

/// Lets two commands run at a time, however many tests want to.
private actor Turns {
  static let shared = Turns()

  private var free = 2
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func begin() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func end() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
