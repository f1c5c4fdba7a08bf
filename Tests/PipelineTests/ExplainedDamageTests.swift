import Foundation
import Pipeline
import Testing

/// What explanations say of a store that lost something, and that looking changes nothing.
struct ExplainedDamageTests {
  private struct Case {
    let project: ToyProject
    let known: ToyProject.Explaining

    func explanation(_ cell: String) throws -> Explanation {
      let cell = try #require(known.plan.cells.first { "\($0)" == "toy/\(cell)" })
      return try known.explainer.explanation(of: cell)
    }
  }

  private func node(_ cell: String, _ known: ToyProject.Explaining) throws -> Int {
    try #require(known.plan.cells.first { "\($0)" == "toy/\(cell)" }).node
  }

  private func record(of cell: String, _ project: ToyProject) throws -> String {
    let known = try project.explainer()
    let fingerprint = try #require(known.survey.fingerprints[try node(cell, known)])
    return try project.store().path(ofRecord: fingerprint.hash)
  }

  private func blob(of cell: String, _ project: ToyProject) throws -> String {
    let known = try project.explainer()
    let record = try #require(known.survey.records[try node(cell, known)])
    return try project.store().path(of: try #require(record.files.first))
  }

  @Test func missingRecordIsNamed() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let path = try record(of: "words[text=a]", project)
    try FileManager.default.removeItem(atPath: path)
    let after = Case(project: project, known: try project.explainer())
    let words = try after.explanation("words[text=a]")
    #expect(words.verdict == .runs)
    #expect(words.changes == [.recordMissing(path: path)])
    let count = try after.explanation("count[text=a]")
    #expect(count.verdict == .mayRun)
    // Near miss: the other text has lost nothing.
    #expect(try after.explanation("words[text=b]").verdict == .upToDate)
  }

  @Test func damagedRecordIsNamedHoweverOftenOneLooks() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let path = try record(of: "count[text=a]", project)
    var bytes = try Files.read(path)
    bytes[bytes.count / 2] ^= 1
    try Files.write(bytes, to: path)
    for _ in 0..<2 {
      let after = Case(project: project, known: try project.explainer())
      #expect(try after.explanation("count[text=a]").changes == [.recordDamaged(path: path)])
    }
    try await project.runNoted()
    let repaired = Case(project: project, known: try project.explainer())
    #expect(try repaired.explanation("count[text=a]").verdict == .upToDate)
  }

  @Test func resultThatWasStoredMeanwhileIsNotMissing() async throws {
    let project = try ToyProject()
    let early = try project.explainer().survey
    try await project.runNoted()
    let after = Case(project: project, known: try project.explainer(known: early))
    #expect(try after.explanation("words[text=a]").changes == [.isStored])
    // Near miss: without the record it is missing.
    let path = try record(of: "words[text=b]", project)
    try FileManager.default.removeItem(atPath: path)
    let again = Case(project: project, known: try project.explainer(known: early))
    #expect(try again.explanation("words[text=b]").changes == [.recordMissing(path: path)])
  }

  @Test(arguments: [FileDamage.missing, .altered])
  func damagedFileIsNamed(damage: FileDamage) async throws {
    let project = try ToyProject()
    try await project.runNoted()
    for (cell, verdict) in [
      ("words[text=a]", Explanation.Verdict.runsIfNeeded), ("figure", .runs),
    ] {
      let path = try blob(of: cell, project)
      let intact = try Files.read(path)
      if damage == .missing {
        try FileManager.default.removeItem(atPath: path)
      } else {
        try Files.write(intact + [0], to: path)
      }
      let after = Case(project: project, known: try project.explainer())
      let explanation = try after.explanation(cell)
      #expect(explanation.verdict == verdict, "\(cell)")
      let changes = explanation.changes
      #expect(changes.contains(.file(path: path, damage: damage)), "\(changes)")
      // Looking changed nothing: the file is where it was, as it was.
      #expect(Files.exists(path) == (damage == .altered))
      #expect(project.storedFiles(below: "damaged") == [])
      try Files.write(intact, to: path)
    }
  }

  @Test func damagedInputOfAStepThatRunsMustRunToo() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    try FileManager.default.removeItem(atPath: try blob(of: "words[text=a]", project))
    let known = try project.explainer(overrides: ["count.seed=2"])
    let after = Case(project: project, known: known)
    #expect(try after.explanation("words[text=a]").verdict == .runs)
    let run = try await project.run(overrides: ["count.seed=2"])
    #expect(run.ran.count { $0 == "split-words" } == 1)
  }

  @Test func resultThatARunSetAsideIsNamed() async throws {
    let project = try ToyProject()
    try await project.runNoted()
    let path = try record(of: "words[text=a]", project)
    // What a run does with the record of a result whose file it found damaged, before it ends.
    let name = URL(fileURLWithPath: path).lastPathComponent
    try Files.move(path, to: "\(project.folder)/store/damaged/\(name)")
    let after = Case(project: project, known: try project.explainer())
    #expect(try after.explanation("words[text=a]").changes == [.resultDamaged(path: path)])
    #expect(try after.explanation("words[text=b]").verdict == .upToDate)
  }

  @Test func journalIsWrittenOnceAndForgetsNothingOfWhatFailed() async throws {
    let project = try ToyProject()
    try project.note()
    #expect(!Files.exists("\(project.folder)/store"))
    try await project.runNoted()
    let file = try #require(project.storedFiles(below: "steps").first)
    let before = try FileManager.default.attributesOfItem(atPath: file)
    try project.note()
    let after = try FileManager.default.attributesOfItem(atPath: file)
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    // With another seed nothing of the counts is there yet: their last results stay noted.
    let text = try Files.read(file)
    try project.note(overrides: ["count.seed=2"])
    #expect(try Files.read(file) == text)
    // A name that is gone is forgotten when all is there.
    let renamed = ToyProject.manifest.replacing("count:", with: "number:")
      .replacing("counts: count", with: "counts: number")
    try await project.runNoted(renamed)
    #expect(!String(decoding: try Files.read(file), as: UTF8.self).contains("toy/count"))
  }
}
