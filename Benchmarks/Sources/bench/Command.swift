import Foundation

/// What the command does with a full store, against the system's own tool on the same files.
struct Command {
  private static let rounds = 5
  private let path = ".build/release/interneurons"
  private let store = ".interneurons"

  /// Prints the times, where the figures were made.
  func measure() throws {
    print("\nThe command, wall time, ms")
    guard FileManager.default.isExecutableFile(atPath: path),
      try seconds(path, ["run", "--dry-run"], saying: "0 of ") != nil
    else { return print("  skipped: the figures are not up to date; run make first") }
    var times = Times()
    for _ in 0..<Self.rounds {
      times.add(
        .plain,
        try milliseconds("/bin/sh", ["-c", "find \(store) -type f -print0 | xargs -0 sha256sum"]))
      times.add(.lockstep, try milliseconds(path, ["audit"]))
      times.add(.help, try milliseconds(path, ["--help"]))
      times.add(.nothingToDo, try milliseconds(path, ["run"]))
    }
    Table.lines("sha256sum of all files of the store", times, ours: "audit", bar: "-")
    Table.line("--help", times.median(.help))
    Table.line("run with nothing to do (bar: 80)", times.median(.nothingToDo))
  }

  private func milliseconds(_ command: String, _ arguments: [String]) throws -> Double {
    1000 * (try seconds(command, arguments) ?? .nan)
  }

  /// How long a command takes; nil where it fails, or does not say what it should.
  private func seconds(_ command: String, _ arguments: [String], saying words: String? = nil) throws
    -> Double?
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = arguments
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    let start = ContinuousClock.now
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let isRight = words.map { String(decoding: said, as: UTF8.self).hasPrefix($0) } ?? true
    return process.terminationStatus == 0 && isRight ? seconds : nil
  }
}
