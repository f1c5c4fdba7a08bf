/// What a result depends on, as a text that people can read and compare.
///
/// Two results with equal texts are equal. The text never holds the name of an experiment or step,
/// a path, a clock, a host or a number of jobs.
public struct Fingerprint: Equatable, Sendable {
  /// The lines of the text.
  public let lines: [String]

  /// The digest of the text, under which the record is stored.
  public var hash: ContentHash { ContentHash(of: lines.joined(separator: "\n")) }

  private static let format = "interneurons result 1"

  init(
    of node: Plan.Node, inputs: [(name: String, content: ContentHash)], provenance: Provenance
  ) throws {
    var lines = [Self.format, "stage: \(node.kind.id)"]
    lines += try JSONValue.object(node.parameters).lines(under: "parameters")
    lines += inputs.map { "input \($0.name): \($0.content)" }
    lines.append("code: \(provenance.codeDigests[node.kind.code] ?? "")")
    let environment = provenance.environment[node.kind.code] ?? [:]
    lines += environment.sorted { $0.key < $1.key }.map { "environment \($0.key): \($0.value)" }
    if node.kind.dependence == .recipe { lines.append("recipe: \(node.recipe)") }
    self.lines = lines
  }
}

/// What this build of the program is and runs on, as far as results depend on it.
public struct Provenance: Equatable, Sendable {
  /// The digest of the sources of each scope.
  public let codeDigests: [CodeScope: String]
  /// Compiler, flags and versions of libraries, by scope.
  public let environment: [CodeScope: [String: String]]

  /// What a build is and runs on.
  public init(codeDigests: [CodeScope: String], environment: [CodeScope: [String: String]]) {
    self.codeDigests = codeDigests
    self.environment = environment
  }
}
