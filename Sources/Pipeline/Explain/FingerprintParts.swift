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
      keep(String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
    }
  }

  private mutating func keep(_ name: String, _ value: String) {
    func rest(behind prefix: String) -> String? {
      name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
    switch name {
    case "stage": stage = value
    case "code": code = value
    case "recipe": recipe = value
    default:
      if let path = rest(behind: "parameters.") {
        parameters[path] = value
      } else if let input = rest(behind: "input ") {
        inputs[input] = value
      } else if let library = rest(behind: "environment ") {
        environment[library] = value
      }
    }
  }
}
