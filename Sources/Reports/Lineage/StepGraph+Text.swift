extension StepGraph {
  /// The steps, those that are nearer to the photographs first.
  var inLayers: [Int] {
    vertices.indices.sorted { (vertices[$0].layer, $0) < (vertices[$1].layer, $1) }
  }

  /// For a terminal: a line for each step with what feeds it, layer by layer.
  public var text: String {
    let lines = inLayers.map { index in
      let vertex = vertices[index]
      let margin = String(repeating: "  ", count: vertex.layer + 1)
      var line = "\(margin)\(vertex.name)\(Self.times(vertex.cells)): \(vertex.kind)"
      let inputs = inputs(of: index)
      if !inputs.isEmpty { line += " ← \(inputs.joined(separator: ", "))" }
      if let shared = vertex.shared { line += " (shared with \(shared))" }
      return line
    }
    return (["\(experiment): \(title)"] + lines).joined(separator: "\n")
  }

  /// A cluster for Graphviz.
  public var dot: [String] {
    var lines = ["  subgraph \(Self.quoted("cluster_\(experiment)")) {"]
    lines.append("    label=\(Self.quoted("\(experiment): \(title)"));")
    lines += vertices.map { vertex in
      let label = Self.quoted("\(vertex.name)\(Self.times(vertex.cells))", vertex.kind)
      return "    \(id(vertex)) [label=\(label)];"
    }
    lines += edges.map { edge in
      "    \(id(vertices[edge.from])) -> \(id(vertices[edge.to]))"
        + " [label=\(Self.quoted(edge.input))];"
    }
    return lines + ["  }"]
  }

  private func id(_ vertex: Vertex) -> String { Self.quoted("\(experiment)/\(vertex.name)") }

  /// What feeds a step, by the names of its inputs.
  func inputs(of vertex: Int) -> [String] {
    var keys: [String] = []
    var names: [String: [String]] = [:]
    for edge in edges where edge.to == vertex {
      if names[edge.input] == nil { keys.append(edge.input) }
      names[edge.input, default: []].append(vertices[edge.from].name)
    }
    let files = vertices[vertex].files
    let photographs = files == 0 ? [] : [files == 1 ? "a photograph" : "\(files) photographs"]
    return photographs + keys.map { "\($0): \((names[$0] ?? []).joined(separator: " "))" }
  }

  static func times(_ cells: Int) -> String { cells == 1 ? "" : " ×\(cells)" }

  /// A quoted string of the DOT language; a line break between the lines.
  ///
  /// Only a quote must be escaped there, but a backslash before one would take that escape away, and
  /// in labels begins escapes of its own: it is doubled everywhere.
  private static func quoted(_ lines: String...) -> String {
    let escaped = lines.map { $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
    return "\"\(escaped.joined(separator: "\\n"))\""
  }
}
