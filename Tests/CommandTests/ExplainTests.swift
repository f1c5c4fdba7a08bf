import Foundation
import Testing

/// What `explain` says, and the log of `run` with it, line by line.
struct ExplainTests {
  private static let options = ["--data-set", "photographs"] + ProjectFolder.short
  private static let longer = [
    "--data-set", "photographs", "--set", "train.schedule.iterations=300",
  ]

  /// A project whose figure of three small photographs is there.
  private func finishedProject() async throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let result = try await project.tool().run(["run"] + Self.options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    // On an empty store everything is new, and nothing need be said of it.
    try #require(result.errorLines.allSatisfy { !$0.contains("(") }, "\(result.errors)")
    return project
  }

  private func explain(_ arguments: [String], _ project: ProjectFolder) async throws -> String {
    let result = try await project.tool().run(["explain"] + arguments)
    try #require(result.ending == .exited(0), "\(result.errors)")
    return result.output
  }

  @Test func everythingIsNewAtFirst() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let output = try await explain(["shaping-fig2/train[image=b]"] + Self.options, project)
    #expect(
      output == """
        shaping-fig2/train[image=b]: runs
          new: no earlier result of it is known

        """)
    let all = try await explain(Self.options, project)
    #expect(all.hasPrefix("shaping-fig2/photograph[image=a] and 2 more: runs\n  new: "), "\(all)")
    #expect(!project.exists(".interneurons"))
  }

  @Test func whatIsUpToDateSaysWhatItDependsOn() async throws {
    let project = try await finishedProject()
    let before = try project.snapshot()
    #expect(try await explain(Self.options, project) == "everything is up to date\n")
    #expect(
      try await explain(["shaping-fig2/train"] + Self.options, project)
        == "shaping-fig2/train[image=a] and 2 more: up to date\n")
    // A shell completes the name of an experiment to that of its file; naming twice changes nothing.
    #expect(
      try await explain(["experiments/shaping-fig2.yaml"] + Self.options, project)
        == "everything is up to date\n")
    let twice = ["shaping-fig2/train[image=b]", "shaping-fig2/train[image=b]"]
    let lines = try await explain(twice + Self.options, project)
      .split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(3) == [
        "shaping-fig2/train[image=b]: up to date", "  depends on",
        "    stage: train-shaping-circuit",
      ])
    #expect(lines.contains("    parameters.schedule.iterations: 200"))
    let signals = try #require(lines.first { $0.hasPrefix("    input signals: ") })
    #expect(signals.hasSuffix(" from shaping-fig2/signals[image=b]"))
    #expect(signals.count == "    input signals:  from shaping-fig2/signals[image=b]".count + 64)
    // A comment is no change.
    let manifest = "experiments/shaping-fig2.yaml"
    try project.write(try project.text(manifest) + "# the end\n", to: manifest)
    #expect(try await explain(Self.options, project) == "everything is up to date\n")
    var after = try project.snapshot()
    after[manifest] = before[manifest]
    #expect(after == before)
  }

  @Test func changedParameterIsFollowedToWhatNeedsIt() async throws {
    let project = try await finishedProject()
    let train = try await explain(["shaping-fig2/train[image=b]"] + Self.longer, project)
    #expect(
      train == """
        shaping-fig2/train[image=b]: runs
          parameters.schedule.iterations 200 → 300

        """)
    let relation = try await explain(["shaping-fig2/relation"] + Self.longer, project)
    #expect(
      relation == """
        shaping-fig2/relation: runs unless its inputs come out as before
          input responses[image=a] may change, because shaping-fig2/response-description[image=a] may run (and 2 alike)
            input of may change, because shaping-fig2/responses[image=a] may run
              input circuit may change, because shaping-fig2/train[image=a] runs
                parameters.schedule.iterations 200 → 300

        """)
    let all = try await explain(["shaping-fig2"] + Self.longer, project)
    #expect(
      all.hasPrefix(
        """
        shaping-fig2/train[image=a] and 2 more: runs
          parameters.schedule.iterations 200 → 300
        shaping-fig2/curve[image=a] and 2 more: runs unless its inputs come out as before
          input circuit may change, because shaping-fig2/train[image=a] runs

        """), "\(all)")
    let cells = try await explain(["shaping-fig2", "--expand"] + Self.longer, project)
    #expect(cells.contains("shaping-fig2/train[image=c]: runs\n"), "\(cells)")
    // status counts the same steps.
    let status = try await project.tool().run(["status", "--exit-code"] + Self.longer)
    let stale = cells.split(separator: "\n").count { !$0.hasPrefix(" ") }
    #expect(status.ending == .exited(3))
    #expect(
      status.output
        == "shaping-fig2: stale, \(ProjectFolder.stepCount - stale) of \(ProjectFolder.stepCount) "
        + "steps stored\n")
    #expect(status.errors == "hint: `interneurons explain` says why\n")
  }

  @Test func logOfARunSaysWhy() async throws {
    let project = try await finishedProject()
    let run = try await project.tool().run(["run"] + Self.longer)
    func reasons(_ step: String) -> [String] {
      run.errorLines.filter { $0.contains(" shaping-fig2/\(step)") }
        .map { String($0[($0.firstIndex(of: "(") ?? $0.endIndex)...]) }
    }
    let parameter = "schedule.iterations 200 → 300)"
    #expect(reasons("train[") == Array(repeating: "(parameters.\(parameter)", count: 3))
    #expect(reasons("responses[") == Array(repeating: "(train: parameters.\(parameter)", count: 3))
    #expect(reasons("relation") == ["(train: parameters.\(parameter)"])
    // Nothing runs, so there is nothing to say.
    let second = try await project.tool().run(["run"] + Self.longer)
    #expect(!second.errors.contains("("), "\(second.errors)")
  }

  @Test func changedPhotographIsTheReason() async throws {
    let project = try await finishedProject()
    let old = try project.read("photographs/b.png")
    let new = GrayPNG(texture: 9, width: 64, height: 64).bytes
    try #require(old != new)
    try project.write(new, to: "photographs/b.png")
    let output = try await explain(["shaping-fig2/photograph"] + Self.options, project)
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.first == "shaping-fig2/photograph[image=a] and 1 more: up to date")
    #expect(lines.dropFirst().first == "shaping-fig2/photograph[image=b]: runs")
    let last = try #require(lines.last)
    #expect(last.hasPrefix("  file image "), "\(output)")
    #expect(last.contains(" → ") && last.hasSuffix(": photographs/b.png"), "\(output)")
  }

  @Test func damageIsNamed() async throws {
    let project = try await finishedProject()
    let shown = try await project.tool().run(
      ["show", "shaping-fig2/train[image=a]", "--json"] + Self.options)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let fingerprint = try #require(object["fingerprint"] as? String)
    let files = try #require(object["files"] as? [[String: Any]])
    let blob = try #require(files.first?["path"] as? String)
    let intact = try project.read(blob)

    let step = ["shaping-fig2/train[image=a]"] + Self.options
    try project.write(intact + [0], to: blob)
    #expect(
      try await explain(step, project) == """
        shaping-fig2/train[image=a]: runs when its files are needed
          a file of its result is damaged: \(blob)

        """)
    try project.remove(blob)
    #expect(
      try await explain(step, project) == """
        shaping-fig2/train[image=a]: runs when its files are needed
          a file of its result is missing: \(blob)

        """)
    try project.write(intact, to: blob)
    let record = ".interneurons/records/\(fingerprint.prefix(2))/\(fingerprint).json"
    let bytes = try project.read(record)
    try project.remove(record)
    #expect(
      try await explain(step, project) == """
        shaping-fig2/train[image=a]: runs
          its record is missing: \(record)

        """)
    try project.write(bytes.dropLast() + [0x20], to: record)
    #expect(
      try await explain(step, project) == """
        shaping-fig2/train[image=a]: runs
          its record was damaged and set aside: \(record)

        """)
    let run = try await project.tool().run(["run"] + Self.options)
    let line = try #require(run.errorLines.first { $0.contains(" shaping-fig2/train[image=a] ") })
    #expect(line.hasSuffix("  (its record was damaged)"), "\(run.errors)")
    #expect(try await explain(Self.options, project) == "everything is up to date\n")
  }

  @Test func figureThatIsNotWhereItBelongsIsNamed() async throws {
    let project = try await finishedProject()
    try project.remove("figures/photographs/shaping-fig2.pdf")
    #expect(
      try await explain(Self.options, project)
        == "shaping-fig2: computed, but figures/photographs/shaping-fig2.pdf is missing\n")
    // The figure's own file in the store is one that a run needs.
    let shown = try await project.tool().run(
      ["show", "shaping-fig2/figure", "--json"] + Self.options)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let files = try #require(object["files"] as? [[String: Any]])
    let blob = try #require(files.first?["path"] as? String)
    try project.remove(blob)
    #expect(
      try await explain(Self.options, project) == """
        shaping-fig2/figure: runs
          a file of its result is missing: \(blob)

        """)
    let status = try await project.tool().run(["status", "--exit-code"] + Self.options)
    #expect(status.ending == .exited(3))
    #expect(status.output.hasPrefix("shaping-fig2: stale, "))
  }

  @Test func withoutAJournalItSaysWithWhatItCompares() async throws {
    let project = try await finishedProject()
    try project.remove(".interneurons/steps")
    #expect(
      try await explain(["shaping-fig2/train[image=b]"] + Self.longer, project) == """
        shaping-fig2/train[image=b]: runs
          parameters.schedule.iterations 200 → 300
          (compared with the most similar result: the store has no journal of this step)

        """)
    // A run that finds everything there writes it again.
    _ = try await project.tool().run(["run"] + Self.options)
    let again = try await explain(["shaping-fig2/train[image=b]"] + Self.longer, project)
    #expect(!again.contains("similar"), "\(again)")
  }

  @Test func jsonHoldsWholeValues() async throws {
    let project = try await finishedProject()
    let output = try await explain(
      ["shaping-fig2/train[image=b]", "--json"] + Self.longer, project)
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
    #expect(list.count == 1)
    let step = try #require(list.first)
    #expect(step["id"] as? String == "shaping-fig2/train[image=b]")
    #expect(step["verdict"] as? String == "runs")
    #expect(step["comparedWith"] as? String == "lastRun")
    let changes = try #require(step["changes"] as? [[String: String]])
    #expect(
      changes == [
        ["kind": "parameter", "name": "schedule.iterations", "old": "200", "new": "300"]
      ])
    #expect(try await explain(["--json"] + Self.options, project) == "[\n\n]\n")
    let fresh = try await explain(
      ["shaping-fig2/train[image=b]", "--json"] + Self.options, project)
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(fresh.utf8)) as? [[String: Any]])
    #expect(objects.first?["verdict"] as? String == "upToDate")
    let lines = try #require(objects.first?["dependsOn"] as? [String])
    #expect(lines.contains("parameters.schedule.iterations: 200"))
  }
}
