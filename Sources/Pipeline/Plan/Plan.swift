/// Everything that the chosen experiments need, wired and checked, before anything runs.
///
/// Cells of the same recipe are one node, in whatever experiment they stand: what two figures need
/// is computed once.
public struct Plan: Sendable {
  /// The nodes; inputs come before what needs them.
  public private(set) var nodes: [Node] = []
  /// The node of every cell.
  public private(set) var nodeOfCell: [StepID: Int] = [:]
  /// The cells in the order of the manifests.
  public private(set) var cells: [StepID] = []
  private var nodeOfRecipe: [ContentHash: Int] = [:]

  /// One computation.
  public struct Node: Sendable {
    /// The first cell that asks for it.
    public let id: StepID
    /// What is computed.
    public let kind: StageKind
    /// The parameters by property name, defaults filled in.
    public let parameters: [String: JSONValue]
    /// The inputs by property name.
    public let inputs: [String: Binding]
    /// The digest of stage, parameters and how the inputs are made: the node's identity.
    public let recipe: ContentHash

    /// The nodes that this one needs, in the order of the stage's declaration.
    public var needs: [Int] { kind.fields.flatMap { inputs[$0.property]?.nodes ?? [] } }
  }

  /// What feeds an input.
  public enum Binding: Sendable {
    /// The artifact of a node.
    case one(Int)
    /// The artifacts of several cells.
    case all(Grid)
    /// A file of the data set.
    case source(DataSet.Item)

    /// The nodes whose artifacts it takes.
    public var nodes: [Int] {
      switch self {
      case .one(let node): [node]
      case .all(let grid): grid.cells.map(\.node)
      case .source: []
      }
    }
  }

  /// The cells of a step over some axes.
  public struct Grid: Sendable {
    /// The axes with their coordinates.
    let axes: [CodedAxis]
    /// A cell for every combination of coordinates, the last axis running fastest: its labels, with
    /// the coordinates that no label gives, and its node.
    let cells: [(labels: Labels, node: Int)]
  }

  /// A plan of nothing.
  public init() {}

  /// Adds a cell; one whose recipe is planned already shares its node.
  mutating func add(
    _ id: StepID, kind: StageKind, parameters: [String: JSONValue], inputs: [String: Binding]
  ) throws -> Int {
    let recipe = ContentHash(of: try recipeText(kind, parameters, inputs))
    let node = nodeOfRecipe[recipe] ?? nodes.count
    if node == nodes.count {
      nodes.append(
        Node(id: id, kind: kind, parameters: parameters, inputs: inputs, recipe: recipe))
      nodeOfRecipe[recipe] = node
    }
    cells.append(id)
    nodeOfCell[id] = node
    return node
  }

  /// How a result is made, as text: nothing in it depends on a processor, a path or a clock.
  private func recipeText(
    _ kind: StageKind, _ parameters: [String: JSONValue], _ inputs: [String: Binding]
  ) throws -> String {
    var lines = ["stage: \(kind.id)"]
    lines += try JSONValue.object(parameters).lines(under: "parameters")
    for (property, binding) in inputs.sorted(by: { $0.key < $1.key }) {
      switch binding {
      case .one(let node): lines.append("input \(property): \(nodes[node].recipe)")
      case .source(let item): lines.append("source \(property): \(item.hash)")
      case .all(let grid):
        lines += grid.cells.map { cell in
          "input \(StepID(experiment: "", step: property, labels: cell.labels)): "
            + "\(nodes[cell.node].recipe)"
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The figure of an experiment.
  public func figure(of experiment: String) -> Int? {
    nodeOfCell.first { $0.key.experiment == experiment && $0.key.step == Manifest.figureStep }?
      .value
  }
}

extension Plan {
  /// How a node's inputs were made, down to the source files: a list of steps, each with its stage,
  /// its parameters and its inputs by position in the list.
  ///
  /// Like the recipe it knows no path, no clock, no processor and no result.
  func lineage(of node: Int) -> JSONValue {
    var order: [Int] = []
    var position: [Int: Int] = [:]
    func visit(_ node: Int) {
      guard position[node] == nil else { return }
      nodes[node].needs.forEach(visit)
      position[node] = order.count
      order.append(node)
    }
    visit(node)
    return .array(order.map { step(of: nodes[$0], position: position) })
  }

  private func step(of node: Node, position: [Int: Int]) -> JSONValue {
    func reference(_ node: Int) -> JSONValue { .integer(position[node] ?? -1) }
    var inputs: [String: JSONValue] = [:]
    for (property, binding) in node.inputs {
      inputs[property] =
        switch binding {
        case .one(let node): reference(node)
        case .all(let grid): .array(grid.cells.map { reference($0.node) })
        case .source(let item):
          .object(["id": .string(item.id), "sha256": .string(item.hash.description)])
        }
    }
    return .object([
      "stage": .string(node.kind.id), "parameters": .object(node.parameters),
      "inputs": .object(inputs),
    ])
  }
}

extension Plan.Node {
  /// What the node itself is given by a key.
  fileprivate func given(_ key: String) -> String? {
    guard let property = kind.field(key: key)?.property else { return nil }
    if case .source(let item) = inputs[property] { return item.id }
    return parameters[property]?.word
  }

  /// One input by its key and by the name that it has in a fingerprint: `signals`, or
  /// `counts[text=a]` for one cell of a gathered input.
  public typealias NamedInput = (key: String, name: String, origin: Origin)

  /// Where an input comes from.
  public enum Origin: Sendable {
    /// The artifact of a node.
    case node(Int)
    /// A file of the data set.
    case source(DataSet.Item)
  }

  /// All inputs, in the order of the stage's declaration and of the manifest's sweeps.
  public var namedInputs: [NamedInput] {
    kind.fields.flatMap { field -> [NamedInput] in
      switch inputs[field.property] {
      case .one(let node): [(field.key, field.property, .node(node))]
      case .source(let item): [(field.key, field.property, .source(item))]
      case .all(let grid):
        grid.cells.map { cell in
          let name = StepID(experiment: "", step: field.property, labels: cell.labels).description
          return (field.key, String(name.dropFirst()), .node(cell.node))
        }
      case nil: []
      }
    }
  }
}

extension Plan {
  /// What some nodes, or the nearest ones that they are made of, give to a key: a parameter as a
  /// manifest writes it, or a file's id. Nil where nothing does, or where they differ.
  func given(_ key: String, nearest cells: [Int]) -> String? {
    var given: String?
    for cell in cells {
      guard let text = self.given(key, nearest: cell), given == nil || given == text else {
        return nil
      }
      given = text
    }
    return given
  }

  private func given(_ key: String, nearest node: Int) -> String? {
    var seen: Set<Int> = [node]
    var level = [node]
    while !level.isEmpty {
      let found = Set(level.compactMap { nodes[$0].given(key) })
      guard found.isEmpty else { return found.count == 1 ? found.first : nil }
      level = level.flatMap { nodes[$0].needs }.filter { seen.insert($0).inserted }
    }
    return nil
  }

  /// Some nodes with everything that they need.
  public func nodesNeeded(by targets: [Int]) -> Set<Int> {
    var needed: Set<Int> = []
    var open = targets
    while let next = open.popLast() {
      if needed.insert(next).inserted { open += nodes[next].needs }
    }
    return needed
  }
}

/// The name of one cell of an experiment: `shaping-fig3/train[K=3,image=camera,offset=2]`.
public struct StepID: Hashable, Sendable, CustomStringConvertible {
  /// The experiment's name.
  public let experiment: String
  /// The step's name in the manifest.
  public let step: String
  /// The swept labels with their values.
  public let labels: Labels

  /// The id of a cell.
  public init(experiment: String, step: String, labels: Labels = [:]) {
    self.experiment = experiment
    self.step = step
    self.labels = labels
  }

  /// The id as text, labels in alphabetical order.
  public var description: String {
    guard !labels.isEmpty else { return "\(experiment)/\(step)" }
    let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(experiment)/\(step)[\(labels.joined(separator: ","))]"
  }
}
