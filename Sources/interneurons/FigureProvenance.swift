import Pipeline
import Reports

/// How a figure was made, as its PNG file carries it: a list of steps, inputs by their position.
struct FigureProvenance {
  let figure: String
  let dataSet: String
  let lineage: [JSONValue]

  /// - Throws: `UsageFailure` where the text is not one that this program writes.
  init(parsing text: String, path: String) throws {
    let origin: JSONValue
    do {
      origin = try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw Self.unreadable(path, "it is no JSON")
    }
    guard case .string(let figure)? = origin["figure"],
      case .string(let dataSet)? = origin["dataSet"], case .array(let lineage)? = origin["lineage"]
    else { throw Self.unreadable(path, "it lacks figure, dataSet or lineage") }
    self.figure = figure
    self.dataSet = dataSet
    self.lineage = lineage
  }

  private static func unreadable(_ path: String, _ reason: String) -> UsageFailure {
    UsageFailure(
      ErrorText(
        "the picture's provenance cannot be read", facts: [("file", path), ("reason", reason)],
        hint: "another version of this program, or another program, may have written it"))
  }

  /// Each photograph with its digest.
  var photographLines: [String] {
    var lines: [String] = []
    for step in lineage {
      guard case .object(let inputs)? = step["inputs"] else { continue }
      for (_, input) in inputs.sorted(by: { $0.key < $1.key }) {
        guard case .string(let id)? = input["id"], case .string(let hash)? = input["sha256"] else {
          continue
        }
        let line = "\(id): SHA-256 \(hash)"
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  /// Each stage with how often it ran and with which parameters, from the photographs on.
  var stageLines: [String] {
    var order: [String] = []
    var steps: [String: [JSONValue]] = [:]
    for step in lineage {
      guard case .string(let stage)? = step["stage"] else { continue }
      if steps[stage] == nil { order.append(stage) }
      steps[stage, default: []].append(step)
    }
    return order.flatMap { stage -> [String] in
      let alike = steps[stage] ?? []
      let title = alike.count == 1 ? stage : "\(stage) ×\(alike.count)"
      return [title] + Self.parameters(of: alike).map { "  \($0)" }
    }
  }

  /// The parameters of several steps, with all values that they take.
  private static func parameters(of steps: [JSONValue]) -> [String] {
    do {
      return try MergedParameters(steps.map { $0["parameters"] ?? .object([:]) }).entries
        .map { "\($0.name): \($0.values.joined(separator: " | "))" }
    } catch {
      preconditionFailure("what was read as JSON cannot be written as JSON: \(error)")
    }
  }
}
