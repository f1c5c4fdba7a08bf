import Pipeline

/// What came of computing a step again, in words.
struct RecomputedText {
  private let step: Recomputed

  init(_ step: Recomputed) { self.step = step }

  var words: String {
    switch step.outcome {
    case .reproduced: "same bits"
    case .differs(let files): "DIFFERS in \(files.map(\.name).joined(separator: ", "))"
    case .failed: "FAILED, although a result is stored"
    }
  }

  /// Where the first difference is and how large the largest, with the files that were kept.
  var details: [String] {
    switch step.outcome {
    case .reproduced: []
    case .differs(let files): files.flatMap(details)
    case .failed(let reason):
      ErrorText(step: step.step, reason: reason, waiting: 0).description
        .split(separator: "\n").map { "  \($0)" }
    }
  }

  private func details(of file: FileDifference) -> [String] {
    let contents = file.contents
    var lines = ["  \(step.step): \(file.name)"]
    lines.append("    first difference at \(contents.place): \(contents.stored) → \(contents.new)")
    if let count = contents.count { lines.append("    places that differ: \(count)") }
    if let ulps = contents.largestUlps { lines.append("    largest difference: \(ulps) ulps") }
    return lines + ["    stored: \(file.stored)", "    new: \(file.new)"]
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "step": .string(step.step), "seconds": .number(step.recorded),
      "reproduced": .boolean(step.isReproduced),
    ]
    switch step.outcome {
    case .reproduced: break
    case .differs(let files): members["files"] = .array(files.map(json))
    case .failed(let reason):
      members["error"] = .string(ErrorText(ofReason: reason).message)
    }
    return .object(members)
  }

  private func json(of file: FileDifference) -> JSONValue {
    let contents = file.contents
    var members: [String: JSONValue] = [
      "name": .string(file.name), "stored": .string(file.stored), "new": .string(file.new),
      "at": .string(contents.place), "storedValue": .string(contents.stored),
      "newValue": .string(contents.new),
    ]
    if let count = contents.count { members["places"] = .integer(count) }
    // As text: it may be larger than any integer that a reader of JSON takes.
    if let ulps = contents.largestUlps { members["largestUlps"] = .string("\(ulps)") }
    return .object(members)
  }
}
