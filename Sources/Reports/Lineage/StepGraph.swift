import Pipeline

/// The steps of one experiment and what feeds them, inputs first; in the order of the plan, so that
/// two graphs of one plan are equal.
public struct StepGraph: Sendable {
  /// A step, or one of its cells.
  struct Vertex: Sendable {
    /// `train`, or `train[K=3,image=camera]`.
    let name: String
    /// The stage or figure.
    let kind: String
    /// How many cells it stands for.
    var cells: Int
    /// The length of the longest way from a photograph.
    var layer: Int
    /// How many files of the data set feed it.
    var files: Int
    /// The step of another experiment that makes the same, if that is planned first.
    var shared: String?
  }

  /// What feeds what, through which input.
  struct Edge: Hashable, Sendable {
    let from: Int
    let to: Int
    let input: String
  }

  /// The experiment's name.
  public let experiment: String
  /// What it shows.
  public let title: String
  /// The steps, inputs before what needs them.
  private(set) var vertices: [Vertex] = []
  /// What feeds what.
  private(set) var edges: [Edge] = []
  private var edgeIsKnown: Set<Edge> = []
  private var vertexOfName: [String: Int] = [:]
  private var vertexOfNode: [Int: Int] = [:]

  /// The graph of one experiment of a plan.
  ///
  /// - Parameters:
  ///   - manifest: The manifest of the experiment.
  ///   - plan: The plan.
  ///   - isExpanded: Whether every cell is a vertex of its own.
  public init(of manifest: Manifest, in plan: Plan, isExpanded: Bool) {
    experiment = manifest.name
    title = manifest.title
    for cell in plan.cells where cell.experiment == manifest.name {
      let node = plan.nodes[cell.node]
      let vertex = vertex(for: cell, node, isExpanded: isExpanded)
      if vertexOfNode[cell.node] == nil { vertexOfNode[cell.node] = vertex }
      connect(vertex, node)
    }
  }

  private mutating func vertex(for cell: Plan.Cell, _ node: Plan.Node, isExpanded: Bool) -> Int {
    let id = "\(cell)".dropFirst(cell.experiment.count + 1)
    let name = isExpanded ? String(id) : cell.step
    if let known = vertexOfName[name] {
      vertices[known].cells += 1
      return known
    }
    let other = node.id
    vertexOfName[name] = vertices.count
    vertices.append(
      Vertex(
        name: name, kind: node.kind.id, cells: 1, layer: 0, files: 0,
        shared: other.experiment == experiment
          ? nil : isExpanded ? "\(other)" : "\(other.experiment)/\(other.step)"))
    return vertices.count - 1
  }

  private mutating func connect(_ vertex: Int, _ node: Plan.Node) {
    for (field, binding) in node.inputs {
      if case .source = binding { vertices[vertex].files += 1 }
      for from in binding.nodes.compactMap({ vertexOfNode[$0] }) {
        let edge = Edge(from: from, to: vertex, input: field.key)
        if edgeIsKnown.insert(edge).inserted { edges.append(edge) }
        vertices[vertex].layer = max(vertices[vertex].layer, vertices[from].layer + 1)
      }
    }
  }

  // MARK: Text

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
    let named = edges.filter { $0.to == vertex }.grouped(by: \.input).map { input, edges in
      "\(input): \(edges.map { vertices[$0.from].name }.joined(separator: " "))"
    }
    let files = vertices[vertex].files
    let photographs = files == 0 ? [] : [files == 1 ? "a photograph" : "\(files) photographs"]
    return photographs + named
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
