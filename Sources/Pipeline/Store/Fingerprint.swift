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

  /// - Parameter content: The content of an input's node; nil where the input is to be left out.
  init(
    of node: Plan.Node, provenance: Provenance, content: (_ node: Int) throws -> ContentHash?
  ) throws {
    var lines = [Self.format, "stage: \(node.kind.id)"]
    lines += node.parameterLines
    for input in node.namedInputs {
      let found: ContentHash? =
        switch input.origin {
        case .source(let item): item.hash
        case .node(let node): try content(node)
        }
      if let found { lines.append("input \(input.name): \(found)") }
    }
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

// MARK: - Taken apart

/// A fingerprint's text taken apart, so that two can be compared.
public struct FingerprintParts: Equatable, Sendable {
  /// The version of the text.
  public private(set) var format = ""
  /// The id of the stage.
  public private(set) var stage = ""
  /// The parameters by their path: `schedule.iterations`.
  public private(set) var parameters: [String: String] = [:]
  /// The digests of the inputs by name.
  public private(set) var inputs: [String: String] = [:]
  /// The digest of the sources.
  public private(set) var code = ""
  /// Compiler, flags and versions of libraries.
  public private(set) var environment: [String: String] = [:]
  /// The digest of how the inputs are made, where the result depends on it.
  public private(set) var recipe: String?

  /// Takes a text apart; lines of an unknown form, as another version may have written, are left out.
  public init(lines: [String]) {
    format = lines.first ?? ""
    for line in lines.dropFirst() {
      // A label in the name of an input may hold a colon; its digest cannot.
      let isInput = line.hasPrefix("input ")
      guard let colon = isInput ? line.ranges(of: ": ").last : line.firstRange(of: ": ") else {
        continue
      }
      keep(line[..<colon.lowerBound], String(line[colon.upperBound...]))
    }
  }

  private mutating func keep(_ name: Substring, _ value: String) {
    func rest(behind prefix: String) -> String { String(name.dropFirst(prefix.count)) }
    switch name {
    case "stage": stage = value
    case "code": code = value
    case "recipe": recipe = value
    case _ where name.hasPrefix("parameters."): parameters[rest(behind: "parameters.")] = value
    case _ where name.hasPrefix("input "): inputs[rest(behind: "input ")] = value
    case _ where name.hasPrefix("environment "): environment[rest(behind: "environment ")] = value
    default: break
    }
  }
}
