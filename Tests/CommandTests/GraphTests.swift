import Testing

/// What `graph` draws, in the terminal and for Graphviz.
struct GraphTests {
  private static let manifest = #"""
    title: Pairs of "responses" \ offsets
    photographs: all
    steps:
      photograph: {stage: load-photograph, for-each: {image: photographs}}
      coefficients: {stage: filter-responses, of: photograph}
      pairs: {stage: pair-responses, of: coefficients, for-each: {offset: [1, 2]}}
      density: {stage: kernel-density, of: pairs}
      information: {stage: estimate-mutual-information, of: pairs}
      whitened: {stage: whiten-zca, of: pairs}
      mean: {stage: average-over-images, of: information}
      train: {stage: train-shaping-circuit, signals: pairs, interneurons: 3, schedule: paper-pairs}
      responses: {stage: circuit-responses, circuit: train, signals: pairs}
      response-density: {stage: kernel-density, of: responses}
      response-information: {stage: estimate-mutual-information, of: responses}
      response-radii: {stage: describe-radii, of: responses}
    figure: {draw: contour-table, signals: density, signal-information: information, whitened: density, whitened-information: information, circuit: train, responses: response-density, response-information: response-information, response-radii: response-radii}
    """#

  private func graph(_ options: String..., photographs: [String] = ["a", "b", "c"]) async throws
    -> CommandLineTool.Result
  {
    let project = try ProjectFolder()
    try project.makePhotographs(photographs)
    try project.write(Self.manifest, to: "experiments/pairs.yaml")
    let result = try await project.tool().run(
      ["graph", "pairs", "--data-set", "photographs"] + options)
    try #require(result.ending == .exited(0), "\(result.errors)")
    #expect(!project.exists(".interneurons"))
    return result
  }

  @Test func textHasALineForEachStepLayerByLayer() async throws {
    let result = try await graph()
    #expect(
      result.output == #"""
        pairs: Pairs of "responses" \ offsets
          photograph ×3: load-photograph ← 3 photographs
            coefficients ×3: filter-responses ← of: photograph
              pairs ×6: pair-responses ← of: coefficients
                density ×6: kernel-density ← of: pairs
                information ×6: estimate-mutual-information ← of: pairs
                whitened ×6: whiten-zca ← of: pairs
                train ×6: train-shaping-circuit ← signals: pairs
                  mean ×2: average-over-images ← of: information
                  responses ×6: circuit-responses ← circuit: train, signals: pairs
                    response-density ×6: kernel-density ← of: responses
                    response-information ×6: estimate-mutual-information ← of: responses
                    response-radii ×6: describe-radii ← of: responses
                      figure: contour-table ← signals: density, signal-information: information, whitened: density, whitened-information: information, circuit: train, responses: response-density, response-information: response-information, response-radii: response-radii

        """#)
    let expanded = try await graph("--expand")
    // The title, two steps of three cells, nine of six, a mean for each offset, and the figure.
    let lines = 1 + 2 * 3 + 9 * 6 + 2 + 1
    #expect(expanded.outputLines.count == lines)
    let train =
      "        train[image=b,offset=2]: train-shaping-circuit ← signals: pairs[image=b,offset=2]"
    #expect(expanded.outputLines.contains(train), "\(expanded.output)")
  }

  @Test func sharedStepsSayWithWhat() async throws {
    let project = try ProjectFolder()
    try project.makePhotographs()
    try project.write(Self.manifest, to: "experiments/pairs.yaml")
    let result = try await project.run("graph", "--data-set", "photographs")
    #expect(
      result.outputLines.contains {
        $0.hasPrefix("  photograph ×3: load-photograph ← 3 photographs (shared with ")
      }, "\(result.output)")
  }

  /// What Graphviz reads: the declared vertices and the edges.
  private struct Dot {
    var vertices: Set<String> = []
    var edges: [(String, String)] = []

    /// Whether every edge is between declared vertices.
    var isClosed: Bool {
      edges.allSatisfy { edge in vertices.contains(edge.0) && vertices.contains(edge.1) }
    }

    struct Malformed: Error { let line: String }

    init(parsing lines: [String]) throws {
      var depth = 0
      for line in lines {
        let tokens = try Self.tokens(of: line)
        depth += tokens.count { $0 == "{" } - tokens.count { $0 == "}" }
        guard depth >= 0 else { throw Malformed(line: line) }
        let strings = tokens.filter { $0.hasPrefix("\"") }.map { String($0.dropFirst()) }
        let shape = tokens.map { $0.hasPrefix("\"") ? "S" : $0 }
        switch shape {
        case ["S", "->", "S", "[", "label", "=", "S", "]", ";"]:
          edges.append((strings[0], strings[1]))
        case ["S", "[", "label", "=", "S", "]", ";"]: vertices.insert(strings[0])
        case ["subgraph", "S", "{"], ["label", "=", "S", ";"], ["digraph", "interneurons", "{"],
          ["}"], ["rankdir", "=", "LR", ";"], ["node", "[", "shape", "=", "box", "]", ";"]:
          continue
        default: throw Malformed(line: line)
        }
      }
      guard depth == 0 else { throw Malformed(line: "end") }
    }

    /// Words, signs, and strings with a quote before their text, read as Graphviz's scanner does: a
    /// backslash takes the next quote or backslash with it.
    private static func tokens(of line: String) throws -> [String] {
      var tokens: [String] = []
      var rest = Substring(line)
      while let first = rest.popFirst() {
        if first == " " { continue }
        if first == "\"" {
          var text = "\""
          while true {
            guard let next = rest.popFirst() else { throw Malformed(line: line) }
            if next == "\"" { break }
            text.append(next)
            if next == "\\", let escaped = rest.popFirst() { text.append(escaped) }
          }
          tokens.append(text)
        } else if first.isLetter {
          let tail = rest.prefix { $0.isLetter }
          rest = rest.dropFirst(tail.count)
          tokens.append(String(first) + tail)
        } else if first == "-" {
          guard rest.popFirst() == ">" else { throw Malformed(line: line) }
          tokens.append("->")
        } else {
          tokens.append(String(first))
        }
      }
      return tokens
    }
  }

  @Test func dotIsWhatGraphvizReads() async throws {
    let result = try await graph("--format", "dot")
    let dot = try Dot(parsing: result.outputLines)
    #expect(dot.vertices.count == 13)
    let feeds = dot.edges.contains { edge in edge == ("pairs/pairs", "pairs/train") }
    #expect(feeds)
    #expect(dot.isClosed)
    // Names that end a string where nothing is escaped.
    let odd = ["plain", "quo\"te", "back\\slash", "both\\\"", "end\\"]
    let hard = try await graph("--format", "dot", "--expand", photographs: odd)
    let cells = try Dot(parsing: hard.outputLines)
    let declared = 2 * 5 + 9 * 10 + 2 + 1
    #expect(cells.vertices.count == declared)
    #expect(cells.isClosed)
    // Near miss: without the escapes it is malformed.
    let bare = hard.outputLines.map { $0.replacing("\\\"", with: "\"") }
    #expect(throws: Dot.Malformed.self) { try Dot(parsing: bare) }
  }

  @Test func orderDoesNotDependOnTheRun() async throws {
    let project = try ProjectFolder()
    let arguments = ["graph", "--format", "dot", "--expand"]
    let first = try await project.tool().run(arguments).output
    #expect(try await project.tool().run(arguments).output == first)
    #expect(first.hasPrefix("digraph interneurons {\n"))
  }
}
