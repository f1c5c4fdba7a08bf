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
    public var needs: [Int] {
      kind.fields.flatMap { field -> [Int] in
        switch inputs[field.property] {
        case .one(let node): [node]
        case .all(let cells): cells.map(\.node)
        case .source, nil: []
        }
      }
    }
  }

  /// What feeds an input.
  public enum Binding: Sendable {
    /// The artifact of a node.
    case one(Int)
    /// The artifacts of several cells.
    case all([(labels: Labels, node: Int)])
    /// A file of the data set.
    case source(DataSet.Item)
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
      case .all(let cells):
        lines += cells.map { cell in
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
        case .all(let cells): .array(cells.map { reference($0.node) })
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
