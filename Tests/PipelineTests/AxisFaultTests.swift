import Testing

@testable import Pipeline

/// What wiring says of labels and of the axes that readers declare.
struct AxisFaultTests {
  private func faults(_ yaml: String, overrides: [String] = []) throws -> String? {
    let project = try ToyProject()
    do {
      _ = try project.plan(yaml, overrides: overrides)
      return nil
    } catch let faults as Faults {
      return faults.description
    }
  }

  private static func manifest(_ words: String, count: String = "", figure: String = "count")
    -> String
  {
    """
    title: Counting
    photographs: all
    steps:
      words: {stage: split-words, \(words)}
      count: {stage: count-words, of: words\(count)}
      sum: {stage: add-counts, of: count}
    figure: {draw: count-table, counts: \(figure)}
    """
  }

  @Test func aLabelMayHaveAnyName() throws {
    #expect(try faults(Self.manifest("text: $file, for-each: {file: photographs}")) == nil)
  }

  @Test func oneFileIsShownAsOneOfSeveralWouldBe() async throws {
    let project = try ToyProject()
    let swept = Self.manifest("for-each: {text: [b]}")
    let fixed = Self.manifest("text: b")
    #expect(try await project.run(swept).table == "text=b: 2\n")
    #expect(try await project.run(fixed).table == "text=b: 2\n")
  }

  @Test func anAxisThatAFigureDoesNotKnowIsLocated() throws {
    let yaml = Self.manifest(
      "for-each: {text: photographs}", count: ", for-each: {jitter: [none, some]}")
    #expect(
      try faults(yaml)
        == "toy.yaml:5:53: error: 'count' is repeated for 'jitter', an axis unknown to 'counts' of "
        + "'figure', which reads over text, every, seed and limit")
  }

  @Test func aStageIsRepeatedForWhatItDoesNotRead() throws {
    let project = try ToyProject()
    let plan = try project.plan(
      Self.manifest(
        "for-each: {text: photographs}", count: ", for-each: {seed: [1, 2]}", figure: "sum"))
    #expect(
      plan.cells.filter { $0.step == "sum" }.map(\.description) == [
        "toy/sum[seed=1]", "toy/sum[seed=2]",
      ])
  }

  @Test func aReaderWithAValueOfItsOwnReadsThatOne() async throws {
    let project = try ToyProject()
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-words, of: words}
        sum: {stage: add-counts, of: count, for-each: {text: [b]}}
      figure: {draw: count-table, counts: sum}
      """
    #expect(try await project.run(yaml).table == "text=b: 2\n")
    #expect(
      try faults(yaml.replacing("[b]", with: "[c]"))
        == "toy.yaml:6:57: error: unknown text 'c': did you mean 'a'?")
  }

  @Test func aStepBetweenMayNotGiveTheKeyAnotherValue() throws {
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        again: {stage: respell-words, of: words, text: a}
        count: {stage: count-words, of: again}
      figure: {draw: count-table, counts: count}
      """
    #expect(
      try faults(yaml)
        == "toy.yaml:7:37: error: the cells of 'count' with text = b are made with text = a: a step "
        + "between gives the key another value")
  }

  @Test func aLabelSetsNoLaterKeyByTheChanceOfItsName() throws {
    let project = try ToyProject()
    let plan = try project.plan(
      Self.manifest("text: a, every: $seed, for-each: {seed: [1, 2]}"))
    let counts = plan.nodes.filter { $0.kind.id == "count-words" }
    #expect(counts.count == 2)
    #expect(counts.allSatisfy { $0.parameters["seed"] == .integer(1) })
  }

  @Test func inputsThatDifferInOneCellAreAFault() throws {
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        others: {stage: split-words, text: $file, for-each: {file: photographs}}
        count: {stage: count-words, of: words}
        count-others: {stage: count-words, of: others}
        sum: {stage: add-two, first: count, second: count-others, for-each: {text: [b]}}
      figure: {draw: count-table, counts: sum}
      """
    #expect(
      try faults(yaml)
        == "toy.yaml:8:47: error: the inputs 'first' and 'second' of 'sum' have other values on the "
        + "axis 'text', b and a, b")
    #expect(try faults(yaml.replacing(", for-each: {text: [b]}}", with: "}")) == nil)
  }

  @Test func aFaultUpstreamIsNotTakenForAMissingAxis() throws {
    #expect(
      try faults(Self.manifest("every: 20, for-each: {text: photographs}", figure: "sum"))
        == "toy.yaml:4:38: error: 'every': 20 is not between 1 and 9")
  }

  @Test func valuesThatAreTheSameAreFoundHoweverTheyAreWritten() throws {
    // Both are read as whole numbers; a number's other spellings are refused before.
    #expect(
      try faults(Self.manifest("for-each: {text: photographs, every: [1, 01]}"))?
        .contains("'01' is not a whole number") == true)
  }

  @Test(arguments: [
    ("[]", "--set words.text=[]:1:18: error: 'text' takes an empty list"),
    ("[a, a]", "--set words.text=[a, a]:1:22: error: 'text' takes 'a' twice"),
    (
      "[a, [b]]",
      "--set words.text=[a, [b]]:1:22: error: 'text' takes 'photographs' or a list of words or "
        + "numbers; a list is no word or number"
    ),
    (
      "{a: b}",
      "--set words.text={a: b}:1:18: error: 'text' takes 'photographs' or a list of words or "
        + "numbers, not a mapping"
    ),
    ("[a, c]", "--set words.text=[a, c]:1:22: error: unknown photograph 'c': did you mean 'a'?"),
  ]) func aSweepOnTheCommandLineIsCheckedLikeThatInAFile(value: String, fault: String) throws {
    let yaml = Self.manifest("for-each: {text: photographs}")
    #expect(try faults(yaml, overrides: ["words.text=\(value)"]) == fault)
  }

  @Test(arguments: [
    ("[]", "toy.yaml:2:21: error: 'toys' takes an empty list"),
    ("[a, a]", "toy.yaml:2:25: error: 'toys' takes 'a' twice"),
    (
      "[a, [b]]",
      "toy.yaml:2:25: error: 'toys' takes a list of photographs; a list is no word or number"
    ),
    ("a", "toy.yaml:2:21: error: 'toys' takes a list of photographs, not 'a'"),
    ("[a, c]", "toy.yaml:2:25: error: unknown photograph 'c': did you mean 'a'?"),
  ]) func photographsOfADataSetAreCheckedLikeASweep(value: String, fault: String) throws {
    let yaml = Self.manifest("for-each: {text: photographs}")
      .replacing("photographs: all", with: "photographs: {toys: \(value)}")
    #expect(try faults(yaml) == fault)
  }
}
