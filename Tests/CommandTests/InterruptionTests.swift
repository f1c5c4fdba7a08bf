import Foundation
import Testing

/// A run may end at any moment: the next one completes it with the same bytes.
@Suite(.serialized) struct InterruptionTests {
  private static let run = ["run", "--data-set", "photographs"]
  /// Long enough to be interrupted surely, never run to its end.
  private static let long = run + ["--set", "train.schedule.iterations=1000000000"]
  /// What a user who pressed Ctrl-C should wait at most; the steps look every few milliseconds.
  private static let patience = Duration.seconds(1)

  /// How many runs are killed; `scripts/kill-test` sets more.
  private static let kills =
    ProcessInfo.processInfo.environment["INTERNEURONS_KILLS"].flatMap { Int($0) } ?? 20

  /// A project that ran undisturbed, and how long it took.
  private func undisturbed() async throws -> (figures: [String: [UInt8]], duration: Duration) {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let result = try await project.tool().run(Self.run + ProjectFolder.short)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return (try project.files(below: "figures"), result.duration)
  }

  /// A shell that kills its successor once that has told of so many finished steps; some milliseconds
  /// later, so at any moment. Tests that run beside this one cannot delay it.
  private static func killing(afterLines count: Int) -> String {
    "{ (while [ \"$(grep -c '^\\[' /proc/$$/fd/2)\" -lt \(count) ]; do sleep 0.002; done; "
      + "kill -KILL $$) 2>/dev/null & }"
  }

  @Test func killedRunsAreCompleted() async throws {
    let expected = try await undisturbed()
    var random = SplitMix(state: 2024)
    var killed = 0
    for trial in 1...Self.kills {
      let project = try ProjectFolder()
      try project.makePhotographs()
      let lines = Int(random.fraction() * Double(ProjectFolder.stepCount))
      let delay = "\(lines) steps"
      var tool = project.tool()
      tool.preparation = Self.killing(afterLines: lines)
      let first = try await tool.run(Self.run + ProjectFolder.short)
      if first.ending == .killed(signal: SIGKILL) { killed += 1 }
      // Whatever figure is there already is whole.
      for (name, bytes) in try project.files(below: "figures") where !name.hasSuffix(".tmp") {
        #expect(bytes == expected.figures[name], "trial \(trial): \(name) after \(delay)")
      }
      let second = try await project.tool().run(Self.run + ProjectFolder.short)
      #expect(second.ending == .exited(0), "trial \(trial) after \(delay): \(second.errors)")
      let figures = try project.files(below: "figures")
      #expect(figures == expected.figures, "trial \(trial): other bytes after \(delay)")
      let left = try project.files(below: ".interneurons").keys.filter {
        $0.hasSuffix(".tmp") || $0.hasSuffix(".lock")
      }
      #expect(left == [], "trial \(trial) after \(delay)")
      let third = try await project.tool().run(Self.run + ProjectFolder.short)
      #expect(third.errors.hasPrefix("nothing to do"), "trial \(trial): \(third.errors)")
    }
    // Kills that all come too late would show nothing.
    #expect(killed >= Self.kills / 2, "\(killed) of \(Self.kills) runs were killed")
  }

  /// A writer killed between making its temporary file and renaming it.
  @Test func storeThatWasKilledAtBirthIsUsable() async throws {
    let expected = try await undisturbed()
    let project = try ProjectFolder()
    try project.makePhotographs()
    try project.makeFolder(".interneurons")
    try project.write("{\"for", to: ".interneurons/store.json.123-456.tmp")
    let result = try await project.tool().run(Self.run + ProjectFolder.short)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try project.files(below: "figures") == expected.figures)
    #expect(!project.exists(".interneurons/store.json.123-456.tmp"))
  }

  /// Another process holds the lock of a step, and never computes it.
  @Test(arguments: [SIGINT, SIGTERM])
  func waitingForAnotherProcessEndsSoon(number: Int32) async throws {
    let project = try ProjectFolder()
    try project.makePhotographs(["a"])
    let lock = try await HeldLock(
      of: "shaping-fig2/photograph[image=a]", arguments: Array(Self.run.dropFirst()), in: project)
    let result = try await project.tool().run(
      Self.run,
      signal: .init(
        number: number, sign: "waiting: shaping-fig2/photograph[image=a]",
        delay: .milliseconds(100)))
    withExtendedLifetime(lock) {}
    #expect(result.ending == .exited(128 + number), "\(result.errors)")
    #expect(result.duration < Self.patience, "took \(result.duration), allowed \(Self.patience)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func interruptedRunEndsSoonAndIsCompleted(number: Int32) async throws {
    let expected = try await undisturbed()
    let project = try ProjectFolder()
    try project.makePhotographs()
    let first = try await project.tool().run(
      Self.long, signal: .init(number: number, sign: "[ 5/", delay: .milliseconds(200)))
    #expect(first.ending == .exited(128 + number), "\(first.errors)")
    #expect(first.duration < Self.patience, "took \(first.duration), allowed \(Self.patience)")
    #expect(first.errorLines.last == "interrupted: what was finished is stored")
    #expect(first.output == "")
    #expect(!project.exists("figures"))
    let second = try await project.tool().run(Self.run + ProjectFolder.short)
    #expect(second.ending == .exited(0))
    // What does not need the circuit was finished before the signal.
    #expect(
      second.errorLines.last?.hasPrefix(
        "\(ProjectFolder.stepCount) of \(ProjectFolder.stepCount) steps ran") == false,
      "\(second.errors)")
    #expect(try project.files(below: "figures") == expected.figures)
  }
}

/// Numbers of a fixed sequence.
private struct SplitMix {
  var state: UInt64

  /// In [0, 1).
  mutating func fraction() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
