import Testing

/// Wrong manifests and data sets through the command: all faults at once, each at its place.
struct ManifestTests {
  private static let manifest = "experiments/shaping-fig2.yaml"
  private static let list = "data/bundled/dataset.yaml"

  private static let wrong = """
    titel: Gaussianization
    title: Gaussianization
    photographs: {bundled: [chelsea, coffe]}
    steps:
      photograph: {stage: load-photo, for-each: {image: photographs}}
      signals: {stage: filter-responses, of: photograph, scale: one}
      fit: {stage: fit-generalized-gaussian, off: signals}
    figure: {draw: gaussianisation, fit: fit}
    """

  /// Faults of the shape hide none of the wiring.
  @Test func everyFaultOfTheShapeIsListed() async throws {
    let project = try ProjectFolder()
    try project.write(Self.wrong, to: Self.manifest)
    for verb in ["run", "status", "validate"] {
      let result = try await project.run(verb)
      #expect(result.ending == .exited(2))
      #expect(result.output == "")
      #expect(
        result.errors == """
          experiments/shaping-fig2.yaml:1:1: error: unknown key 'titel': did you mean 'title'?
          experiments/shaping-fig2.yaml:5:23: error: unknown stage 'load-photo': did you mean 'load-photograph'?
          experiments/shaping-fig2.yaml:7:16: error: 'fit' needs the key 'of': a step that makes samples
          experiments/shaping-fig2.yaml:7:42: error: unknown key 'off': did you mean 'of'?
          experiments/shaping-fig2.yaml:8:16: error: unknown figure 'gaussianisation': did you mean 'gaussianization'?

          """)
    }
  }

  @Test func everyFaultOfTheWiringIsListedRelativeToTheWorkingDirectory() async throws {
    let project = try ProjectFolder()
    try project.write(Self.wrong.replacing("titel: Gaussianization\n", with: ""), to: Self.manifest)
    try project.makeFolder("experiments/below")
    for (folder, prefix) in [
      ("", "experiments/"), ("experiments", "../experiments/"),
      ("experiments/below", "../../experiments/"),
    ] {
      let result = try await project.tool(in: folder).run(["validate"])
      #expect(result.ending == .exited(2))
      #expect(
        result.errors == """
          \(prefix)shaping-fig2.yaml:4:23: error: unknown stage 'load-photo': did you mean 'load-photograph'?
          \(prefix)shaping-fig2.yaml:6:16: error: 'fit' needs the key 'of': a step that makes samples
          \(prefix)shaping-fig2.yaml:6:42: error: unknown key 'off': did you mean 'of'?
          \(prefix)shaping-fig2.yaml:7:16: error: unknown figure 'gaussianisation': did you mean 'gaussianization'?

          """)
    }
  }

  @Test func faultsOfAllManifestsAreListed() async throws {
    let project = try ProjectFolder()
    try project.write("title: Nothing", to: "experiments/first.yaml")
    try project.write("title: [", to: "experiments/second.yaml")
    let result = try await project.run("validate")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == """
        experiments/first.yaml:1:1: error: the key 'figure' is missing
        experiments/first.yaml:1:1: error: the key 'steps' is missing
        experiments/second.yaml:2:1: error: not valid YAML: did not find expected node content

        """)
    // The third, which is right, can be used all the same.
    let right = try await project.run("validate", "shaping-fig2")
    #expect(right.ending == .exited(0))
    #expect(right.output == "experiments/shaping-fig2.yaml: ok, \(ProjectFolder.stepCount) steps\n")
    let file = try await project.run("validate", "experiments/shaping-fig2.yaml")
    #expect(file.output == right.output, "\(file.errors)")
  }

  struct ListCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: String
    let new: String
    let fault: String
  }

  static let listCases = [
    ListCase(
      testDescription: "unknown key", old: "title: Seven", new: "titel: Seven",
      fault: "3:1: error: unknown key 'titel': did you mean 'title'?"),
    ListCase(
      testDescription: "unknown key of a photograph", old: "    bytes: 791555",
      new: "    byte: 791555", fault: "8:5: error: unknown key 'byte': did you mean 'bytes'?"),
    ListCase(
      testDescription: "missing key", old: "    file: astronaut.png\n", new: "",
      fault: "5:5: error: a photograph needs file"),
    ListCase(
      testDescription: "bad digest",
      old: "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
      new: "88431cd9", fault: "7:13: error: '88431cd9' is not 64 lowercase hexadecimal digits"),
    ListCase(
      testDescription: "duplicate id", old: "id: brick", new: "id: astronaut",
      fault: "13:5: error: a second photograph 'astronaut'"),
    ListCase(
      testDescription: "no list", old: "photographs:", new: "images:",
      fault: """
        2:1: error: the key 'photographs' must list the files
        data/bundled/dataset.yaml:4:1: error: unknown key 'images': \
        known are download, license, name, photographs, source, terms, title
        """),
    ListCase(
      testDescription: "duplicate key", old: "title: Seven", new: "name: Seven",
      fault: "3:1: error: duplicate key 'name'"),
  ]

  @Test(arguments: listCases) func faultsOfADataSetAreLocated(_ example: ListCase) async throws {
    let project = try ProjectFolder()
    try project.replace(example.old, with: example.new, in: Self.list)
    let result = try await project.run("run")
    #expect(result.ending == .exited(2))
    #expect(result.errors == "\(Self.list):\(example.fault)\n")
    #expect(result.output == "" && !project.exists("figures"))
  }

  @Test func alteredPhotographIsNotUsed() async throws {
    let project = try ProjectFolder()
    let file = "data/bundled/camera.png"
    try project.write(try project.read(file) + [0], to: file)
    let result = try await project.run("run")
    #expect(result.ending == .exited(1))
    let lines = result.errorLines
    try #require(lines.count == 5, "\(result.errors)")
    #expect(lines[0] == "error: a photograph is not the one that was expected")
    #expect(lines[1] == "  file: data/bundled/camera.png")
    #expect(
      lines[2]
        == "  expected SHA-256: b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a")
    #expect(lines[3].hasPrefix("  found SHA-256: "))
    #expect(
      lines[4]
        == "hint: restore the file, or change its digest in dataset.yaml if the new one is meant")
    #expect(!project.exists("figures") && !project.exists(".interneurons"))
  }

  @Test func missingPhotographIsNamed() async throws {
    let project = try ProjectFolder()
    try project.remove("data/bundled/camera.png")
    let result = try await project.run("run")
    #expect(result.ending == .exited(1))
    #expect(
      result.errors == """
        error: a photograph of the data set 'bundled' is missing
          file: data/bundled/camera.png
        hint: restore the file, or take it out of bundled's dataset.yaml

        """)
    #expect(!project.exists("figures") && !project.exists(".interneurons"))
  }
}
