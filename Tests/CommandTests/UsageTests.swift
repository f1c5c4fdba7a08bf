import Testing

/// What a person reads who types something that the command does not take: exit code 2, the nearest
/// known word, nothing on standard output, nothing written.
struct UsageTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let errors: String
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., errors: String) {
      self.arguments = arguments
      self.errors = errors
    }
  }

  static let cases = [
    Case(
      "rnu",
      errors: """
        error: unknown verb 'rnu': did you mean 'run'?
        Usage: interneurons <subcommand>
          See 'interneurons --help' for more information.
        """),
    Case(
      "validate", "--jbos",
      errors: """
        error: Unknown option '--jbos'
        Usage: interneurons validate [<experiments> ...] [--schema] [--data-set <name|path>] [--set <step.parameter=value> ...] [--store <dir>]
          See 'interneurons validate --help' for more information.
        """),
    Case(
      "run", "shapng-fig2",
      errors: """
        error: unknown experiment 'shapng-fig2': did you mean 'shaping-fig2'?
        hint: `interneurons status` lists what there is
        """),
    Case(
      "show", "acceleration/train",
      errors: """
        error: unknown experiment 'acceleration': known are shaping-fig2
        hint: `interneurons status` lists what there is
        """),
    Case(
      "show", "shaping-fig2/trian",
      errors: """
        error: unknown step 'shaping-fig2/trian': did you mean 'shaping-fig2/train'?
        hint: `interneurons status` lists what there is
        """),
    Case(
      "show", "shaping-fig2/train[image=camra]",
      errors: """
        error: unknown step 'shaping-fig2/train[image=camra]': did you mean 'shaping-fig2/train[image=camera]'?
        hint: `interneurons status` lists what there is
        """),
    Case(
      "explain", "shaping-fig2/trian",
      errors: """
        error: unknown step 'shaping-fig2/trian': did you mean 'shaping-fig2/train'?
        hint: `interneurons status` lists what there is
        """),
    Case(
      "explain", "shaping-fig2/relation", "shaping-fig2/train[imag=camera]",
      errors: """
        error: unknown label 'imag': did you mean 'image'? (of shaping-fig2/train)
        hint: `interneurons status` lists what there is
        """),
    Case(
      "explain", "shaping-fig3",
      errors: """
        error: unknown experiment 'shaping-fig3': did you mean 'shaping-fig2'?
        hint: `interneurons status` lists what there is
        """),
    Case(
      "show", "figures/bundled/shaping-fig3.png",
      errors: """
        error: there is no such file
          file: figures/bundled/shaping-fig3.png
        """),
    Case(
      "show", "2ed9c27f",
      errors: """
        error: no hash of the store begins with '2ed9c27f'
          store: .interneurons
        hint: `interneurons show STEP` names the files of a step; a step is written EXPERIMENT/STEP
        """),
    Case(
      "show", "shaping-fig2",
      errors: """
        error: 'shaping-fig2' is an experiment, not a step
          steps: photograph, signals, signal-histogram, signal-description, fit, optimum, train, curve, responses, response-histogram, response-description, relation, figure
        hint: write shaping-fig2/STEP
        """),
    Case(
      "run", "--force", "train[image=a]",
      errors: """
        error: the experiment of the step 'train' is missing
          steps: shaping-fig2/train
        hint: write shaping-fig2/train[image=a]
        """),
    Case(
      "run", "--data-set", "bundeld",
      errors: """
        error: there is no data set 'bundeld' and no folder of that name
          known data sets: bundled, kodak
        hint: name one of them, or give the path of a folder with PNG files
        """),
    Case(
      "run", "--data-set", "experiments",
      errors: """
        error: the folder holds no .png file
          folder: experiments
        hint: put photographs into it, or name another folder
        """),
    Case(
      "run", "--store", "data",
      errors: """
        error: this is neither a store nor an empty folder
          path: data
        hint: name another folder with --store or INTERNEURONS_STORE
        """),
    Case(
      "run", "--store", "data/bundled/camera.png",
      errors: """
        error: this is neither a store nor an empty folder
          path: data/bundled/camera.png
        hint: name another folder with --store or INTERNEURONS_STORE
        """),
    Case(
      "run", "experiments/shapng-fig2.yaml",
      errors: """
        error: unknown experiment 'shapng-fig2': did you mean 'shaping-fig2'?
        hint: `interneurons status` lists what there is
        """),
    Case("run", "--set", "train", errors: "--set train: error: write STEP.PARAMETER=VALUE"),
    Case("run", "--set", "seed=1", errors: "--set seed=1: error: write STEP.PARAMETER=VALUE"),
    Case(
      "run", "--set", "train.seed=",
      errors: "--set train.seed=: error: there is no value behind the '='"),
    Case(
      "run", "--set", "trian.seed=3",
      errors: "--set trian.seed=3: error: unknown step 'trian': did you mean 'train'?"),
    Case(
      "run", "--set", "train.sede=3",
      errors: "--set train.sede=3: error: unknown key 'sede': did you mean 'seed'?"),
    Case(
      "run", "--set", "train.schedule=paper-scaler",
      errors: "--set train.schedule=paper-scaler: error: 'schedule': unknown name 'paper-scaler': "
        + "did you mean 'paper-scalar'?"),
    Case(
      "run", "--set", "train.schedule.iteration=3",
      errors: "--set train.schedule.iteration=3: error: 'schedule': unknown key 'iteration': "
        + "did you mean 'iterations'?"),
    Case(
      "run", "--set", "train.schedule.iterations=1.5",
      errors: "--set train.schedule.iterations=1.5: error: 'schedule': '1.5' is not a whole number"),
    Case(
      "run", "--set", "train.schedule.iterations=-4",
      errors: "--set train.schedule.iterations=-4: error: 'schedule': "
        + "'-4' is not between 0 and 1000000000"),
    Case(
      "run", "--set", "train.schedule.batch=0",
      errors: "--set train.schedule.batch=0: error: 'schedule': '0' is not between 1 and 500"),
    Case(
      "run", "--set", "train.schedule.rates.gain=-1e-3",
      errors: "--set train.schedule.rates.gain=-1e-3: error: 'schedule': "
        + "'-1e-3' is not between 0.0 and 1000.0"),
    Case(
      "run", "--set", "train.rate-factor=0",
      errors: "--set train.rate-factor=0: error: 'rate-factor': "
        + "0.0 is not between 1e-06 and 1000000.0"),
  ]

  @Test(arguments: cases) func wrongUseIsExplained(_ example: Case) async throws {
    let project = try ProjectFolder()
    let result = try await project.tool().run(example.arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors == example.errors + "\n")
    #expect(result.output == "")
    #expect(!project.exists(".interneurons") && !project.exists("figures"))
  }

  /// Too long to be golden: what the parser says itself.
  @Test(arguments: [
    (["run", "--jobs", "0"], "error: --jobs must be at least 1, not 0\n"),
    (["run", "--jobs", "x"], "error: The value 'x' is invalid for '--jobs <jobs>'\n"),
    (["run", "--jbos", "2"], "error: Unknown option '--jbos'. Did you mean '--jobs'?\n"),
    (["run", "--out", ""], "error: --out names no folder\n"),
    (["status", "--store", ""], "error: --store names no folder\n"),
    (["show"], "error: Missing expected argument '<step|hash|file>'\n"),
  ])
  func wrongOptionIsExplained(arguments: [String], beginning: String) async throws {
    let project = try ProjectFolder()
    let result = try await project.tool().run(arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors.hasPrefix(beginning), "\(result.errors)")
    #expect(result.output == "")
    #expect(!project.exists(".interneurons") && !project.exists("figures"))
  }

  @Test func outsideOfAProjectTheCommandSaysSo() async throws {
    let outside = try TemporaryFolder()
    let result = try await CommandLineTool(folder: outside.path).run(["status"])
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == """
        \(outside.path): error: neither this folder nor one above it has a folder 'experiments'; \
        run the command inside of the repository

        """)
  }

  @Test func storeOfAnotherFormatIsLeftAlone() async throws {
    let project = try ProjectFolder()
    try project.makeFolder("old")
    try project.write("{\"format\": \"0\"}", to: "old/store.json")
    let result = try await project.run("run", "--store", "old")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == """
        error: the store was made by another version of this program
          store: old
          format: "0"
          expected format: 2
        hint: name another folder with --store; if the store should be of this version, \
        `interneurons audit` tells what is wrong with it

        """)
    #expect(try project.files(below: "old").keys.sorted() == ["store.json"])
  }

  @Test(arguments: [["--help"], ["help"], []]) func helpTeaches(arguments: [String]) async throws {
    let result = try await CommandLineTool(folder: "/").run(arguments)
    #expect(result.ending == .exited(0))
    #expect(result.errors == "")
    for part in [
      "examples:\n  interneurons run ", "exit codes:\n  0 done  1 a step failed", "validate",
    ] {
      #expect(result.output.contains(part), "\(result.output)")
    }
    // An example that is broken over two lines cannot be copied.
    #expect(
      result.output.contains(
        "  interneurons run --set train.schedule.iterations=1000 --out /tmp/short\n"))
  }

  @Test(arguments: [
    "run", "fetch", "status", "explain", "show", "graph", "validate", "compare", "report",
  ])
  func everyVerbHasHelp(verb: String) async throws {
    let result = try await CommandLineTool(folder: "/").run([verb, "--help"])
    #expect(result.ending == .exited(0))
    #expect(result.output.contains("USAGE: interneurons \(verb) "))
    #expect(result.errors == "")
  }
}
