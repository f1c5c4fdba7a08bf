import Pipeline

/// What a repair did.
struct RepairSummary {
  /// Where the files were that lie in damaged/ now.
  let setAside: [String]
  /// How many steps were computed again.
  let ran: Int
  /// The files in figures/ that were written.
  let written: [String]
  /// The damaged files that no manifest makes again.
  let lost: [String]
}

extension RepairSummary {
  var lines: [String] {
    ["repaired:"]
      + setAside.map { "  set aside    \($0)" } + ["  steps run    \(ran)"]
      + written.map { "  written      \($0)" }
      + lost.map { "  not made by any manifest: \($0)" }
  }

  var json: JSONValue {
    .object([
      "setAside": .array(setAside.map { .string($0) }), "stepsRun": .integer(ran),
      "written": .array(written.map { .string($0) }), "lost": .array(lost.map { .string($0) }),
    ])
  }
}
