import Pipeline
import Testing

/// What a person reads who wrote a wrong manifest: every fault with its line and column, at once.
struct ManifestFaultTests {
  /// A manifest and its faults; the toy stages are the catalogue.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let yaml: String
    let faults: String

    init(_ name: String, _ yaml: String, faults: String) {
      testDescription = name
      self.yaml = yaml
      self.faults = faults
    }
  }

  static let cases = [
    Case("empty", "", faults: "toy.yaml: error: the file is empty"),
    Case(
      "not YAML", "title: [a, b\nsteps: {",
      faults: "toy.yaml:2:6: error: not valid YAML: did not find expected ',' or ']'"),
    Case(
      "missing keys", "seed: 1",
      faults: """
        toy.yaml:1:1: error: the key 'figure' is missing
        toy.yaml:1:1: error: the key 'steps' is missing
        toy.yaml:1:1: error: the key 'title' is missing
        """),
    Case(
      "duplicate key", "title: a\nseed: 1\nseed: 2",
      faults: "toy.yaml:3:1: error: duplicate key 'seed'"),
    Case(
      "duplicate key of one line", "title: {a: 1, b: 2, a: 3}",
      faults: "toy.yaml:1:9: error: duplicate key 'a'"),
    Case(
      "unknown keys and a bad seed",
      """
      titel: Counting
      title: Counting
      seed: 010
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-words, of: words, jiter: some}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:1:1: error: unknown key 'titel': did you mean 'title'?
        toy.yaml:3:7: error: '010' is not a whole number
        toy.yaml:6:42: error: unknown key 'jiter': did you mean 'jitter'?
        """),
    Case(
      "a bad seed beside values of the wrong range",
      """
      title: Counting
      seed: x
      steps:
        words: {stage: split-words, every: 10, for-each: {text: photographs}}
        count: {stage: count-words, of: words}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:2:7: error: 'x' is not a whole number
        toy.yaml:4:38: error: 'every': 10 is not between 1 and 9
        """),
    Case(
      "an empty sweep beside a key that is not there",
      """
      title: Counting
      steps:
        words: {stage: split-words, for-each: {text: []}}
        count: {stage: count-words, of: words, jiter: some}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:3:48: error: 'text' takes an empty list
        toy.yaml:4:42: error: unknown key 'jiter': did you mean 'jitter'?
        """),
    Case(
      "a key that every step has, misspelled",
      """
      title: Counting
      steps:
        words: {stage: split-words, foreach: {text: photographs}}
        count: {stage: count-words, of: words}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:3:31: error: unknown key 'foreach': did you mean 'for-each'?"),
    Case(
      "a tab",
      """
      title: Counting
      steps:
      \twords: {stage: split-words}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:3:1: error: a tab indents this line, which YAML does not allow: use spaces"),
    Case(
      "unknown stage, figure, key, step and choice",
      """
      title: Counting
      steps:
        words: {stage: split-wrods, for-each: {text: photographs}}
        count: {stage: count-words, of: word, jiter: some}
      figure: {draw: count-tables, counts: count}
      """,
      faults: """
        toy.yaml:3:18: error: unknown stage 'split-wrods': did you mean 'split-words'?
        toy.yaml:4:35: error: unknown step 'word': did you mean 'words'?
        toy.yaml:4:41: error: unknown key 'jiter': did you mean 'jitter'?
        toy.yaml:5:16: error: unknown figure 'count-tables': did you mean 'count-table'?
        """),
    Case(
      "no steps for a figure that needs one",
      """
      title: Counting
      steps: {}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:3:37: error: unknown step 'count': there is none"),
    Case(
      "steps that have no names",
      """
      title: Counting
      steps: []
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:2:8: error: 'steps' must map names to steps"),
    Case(
      "values of the wrong kind, range and choice",
      """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, every: 10, for-each: {text: photographs}}
        count: {stage: count-words, of: words, seed: 1:30, jitter: sum}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:4:38: error: 'every': 10 is not between 1 and 9
        toy.yaml:5:48: error: 'seed': '1:30' is not a whole number
        toy.yaml:5:62: error: 'jitter': unknown choice 'sum': known are none, some
        """),
    Case(
      "wrong artifact and missing input",
      """
      title: Counting
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-words}
      figure: {draw: count-table, counts: words}
      """,
      faults: """
        toy.yaml:4:18: error: 'count' needs the key 'of': a step that makes words
        toy.yaml:5:37: error: 'counts' takes count, but 'words' makes words
        """),
    Case(
      "cycle",
      """
      title: Counting
      steps:
        first: {stage: echo-words, of: second}
        second: {stage: echo-words, of: first}
        count: {stage: count-words, of: second}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:4:35: error: the steps need each other: first → second → first"),
    Case(
      "labels",
      """
      title: Counting
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, k: [1, 2], m: [3, 3]}}
        count: {stage: count-words, of: words, for-each: {text: [a]}}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:3:90: error: 'm' takes '3' twice"),
    Case(
      "labels that nothing takes",
      """
      title: Counting
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, k: [1, 2]}}
        count: {stage: count-words, of: words, for-each: {text: [a]}}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:3:38: error: unknown label '$n': did you mean '$k'?
        toy.yaml:3:72: error: nothing in 'words' takes the label 'k': write it as '$k' behind a key
        toy.yaml:4:53: error: 'count' inherits the label 'text' from its inputs
        """),
    Case(
      "labels that choose none of the gathered cells",
      """
      title: Counting
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, n: [1, 2]}}
        count: {stage: count-words, of: words}
        all: {stage: add-counts, of: count, for-each: {n: [1, 3]}}
      figure: {draw: count-table, counts: count}
      """,
      faults: "toy.yaml:5:57: error: unknown n '3': did you mean '1'?"),
    Case(
      "unknown photograph",
      """
      title: Counting
      photographs: {toys: [a, c]}
      steps:
        words: {stage: split-words, for-each: {text: photographs}}
        count: {stage: count-words, of: words}
      figure: {draw: count-table, counts: count}
      """,
      faults: """
        toy.yaml:2:25: error: unknown photograph 'c': did you mean 'a'?
        """),
    Case(
      "shapes of the parts",
      """
      title: [Counting]
      photographs: some
      source: shaping
      steps:
        figure: {stage: split-words}
        words: [split-words]
        count: {of: words, for-each: [1]}
      figure: {counts: count}
      """,
      faults: """
        toy.yaml:1:8: error: a list is not a text
        toy.yaml:2:14: error: 'photographs' must be 'all' or map data sets to lists of photographs
        toy.yaml:3:9: error: 'source' must say paper and figure
        toy.yaml:5:3: error: 'figure' is the name of the figure; call the step something else
        toy.yaml:6:10: error: 'words' must be a mapping with the key 'stage'
        toy.yaml:7:10: error: 'count' needs the key 'stage'
        toy.yaml:8:9: error: 'figure' needs the key 'draw'
        """),
  ]

  @Test(arguments: cases) func faultsAreLocatedAndComplete(_ example: Case) throws {
    let project = try ToyProject()
    let faults = #expect(throws: Faults.self) { try project.plan(example.yaml) }
    #expect(faults?.description == example.faults)
  }

  @Test func rightManifestHasNoFaults() throws {
    let plan = try ToyProject().plan()
    #expect(
      plan.cells.map(\.description) == [
        "toy/words[text=a]", "toy/words[text=b]", "toy/count[text=a]", "toy/count[text=b]",
        "toy/figure",
      ])
  }

  @Test func sweptKeysAreSweptOverWhatTheCommandLineSays() throws {
    let project = try ToyProject(texts: [("a", "one")])
    let yaml = """
      title: Counting
      photographs: all
      steps:
        words: {stage: split-words, every: $n, for-each: {text: photographs, n: [1, 2]}}
        count: {stage: count-words, of: words, for-each: {seed: [1, 2]}}
      figure: {draw: count-table, counts: count}
      """
    func counts(_ overrides: String...) throws -> [String] {
      try project.plan(yaml, overrides: overrides).cells.filter { $0.step == "count" }
        .map(\.description)
    }
    #expect(try counts().count == 4)
    #expect(try counts("words.every=3", "count.seed=9") == ["toy/count[n=3,seed=9,text=a]"])
    #expect(try counts("words.every=[3, 4]", "count.seed=9").count == 2)
  }

  @Test(arguments: [
    ("count.jitter", "--set count.jitter: error: write STEP.PARAMETER=VALUE"),
    ("count=3", "--set count=3: error: write STEP.PARAMETER=VALUE"),
    ("coun.seed=3", "--set coun.seed=3: error: unknown step 'coun': did you mean 'count'?"),
    ("count.sed=3", "--set count.sed=3: error: unknown key 'sed': did you mean 'seed'?"),
    ("count.seed=x", "--set count.seed=x: error: 'seed': 'x' is not a whole number"),
    ("words.every=0", "--set words.every=0: error: 'every': 0 is not between 1 and 9"),
  ]) func faultsOfTheCommandLineQuoteIt(option: String, fault: String) throws {
    let project = try ToyProject()
    let faults = #expect(throws: Faults.self) { try project.plan(overrides: [option]) }
    #expect(faults?.description == fault)
  }
}
