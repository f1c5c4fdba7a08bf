/// Everything that the chosen experiments need, wired and checked, before anything runs.
///
/// Cells of the same recipe are one node, in whatever experiment they stand: what two figures need
/// is computed once.
public struct Plan: Sendable {
  /// The nodes; inputs come before what needs them.
  public private(set) var nodes: [Node] = []
  /// The cells in the order of the manifests.
  public private(set) var cells: [Cell] = []
  private var nodeOfRecipe: [ContentHash: Int] = [:]

  /// One cell of a step: a combination of its labels' values.
  public struct Cell: Sendable {
    let planned: PlannedStep
    let number: Int
    /// What computes it.
    public let node: Int

    /// Its name.
    public var id: StepID { planned.id(of: number) }
    /// The experiment's name.
    public var experiment: String { planned.experiment }
    /// The step's name in the manifest.
    public var step: String { planned.name }
  }

  /// One computation.
  public struct Node: Sendable {
    let planned: PlannedStep
    let number: Int
    /// What feeds the inputs, in the order of the stage's declaration.
    let bindings: [Binding]
    /// The digest of stage, parameters and how the inputs are made: the node's identity.
    public let recipe: ContentHash

    /// The first cell that asks for it.
    public var id: StepID { planned.id(of: number) }
    /// What is computed.
    public var kind: StageKind { planned.kind }

    /// The parameters by property name, defaults filled in.
    public var parameters: [String: JSONValue] {
      var parameters: [String: JSONValue] = [:]
      for parameter in planned.parameters {
        parameters[parameter.property] = planned.value(parameter.value, of: number)
      }
      return parameters
    }

    /// The parameters as lines, sorted: `parameters.scale: 2`.
    var parameterLines: [String] { planned.parameterLines(of: number) }

    /// The inputs with what feeds them, in the order of the stage's declaration.
    public var inputs: [(field: StageKind.Field, binding: Binding)] {
      Array(zip(kind.inputFields, bindings))
    }

    /// The nodes that this one needs, in the order of the stage's declaration.
    public var needs: [Int] { bindings.flatMap(\.nodes) }
  }

  /// What feeds an input.
  public enum Binding: Sendable {
    /// The artifact of a node.
    case one(Int)
    /// The artifacts of several cells.
    indirect case all(Grid)
    /// A file of the data set.
    indirect case source(DataSet.Item)

    /// The nodes whose artifacts it takes.
    public var nodes: [Int] {
      switch self {
      case .one(let node): [node]
      case .all(let grid): grid.nodes
      case .source: []
      }
    }
  }

  /// The cells of a step over some axes.
  public struct Grid: Sendable {
    /// The axes with their coordinates.
    let axes: [CodedAxis]
    /// The nodes for every combination of coordinates, the last axis running fastest.
    let nodes: [Int]
    /// The labels in which the cells differ, under the names of their axes; the last runs fastest.
    let varying: [LabelValues]
    /// What all cells have: labels, and coordinates that no label gives.
    let shared: Labels

    /// What the cells are called as inputs of a property: `counts[text=a]`.
    func names(of property: String) -> [String] {
      let own = Set(varying.map(\.name))
      let others = shared.filter { !own.contains($0.key) }
      let labels =
        (zip(varying, varying.strides).map { (name: $0.name, texts: $0.texts, stride: $1) }
        + others.map { (name: $0.key, texts: [$0.value], stride: 1) }).sorted { $0.name < $1.name }
      return nodes.indices.map { cell in
        StepID.description(
          of: property,
          labels.lazy.map { ($0.name, $0.texts[cell / $0.stride % $0.texts.count]) })
      }
    }
  }

  /// A plan of nothing.
  public init() {}

  /// Adds a cell; one whose recipe is planned already shares its node.
  mutating func add(_ number: Int, of planned: PlannedStep, _ bindings: [Binding]) -> Int {
    let recipe = ContentHash(of: recipeText(of: number, of: planned, bindings))
    let node = nodeOfRecipe[recipe] ?? nodes.count
    if node == nodes.count {
      nodes.append(Node(planned: planned, number: number, bindings: bindings, recipe: recipe))
      nodeOfRecipe[recipe] = node
    }
    cells.append(Cell(planned: planned, number: number, node: node))
    return node
  }

  /// How a result is made, as text: nothing in it depends on a processor, a path or a clock.
  private func recipeText(of cell: Int, of planned: PlannedStep, _ bindings: [Binding]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(1024)
    func append(_ line: String) {
      text.append(UInt8(ascii: "\n"))
      text.append(contentsOf: line.utf8)
    }
    text.append(contentsOf: "stage: \(planned.kind.id)".utf8)
    for parameter in planned.parameters { planned.value(parameter.lines, of: cell).forEach(append) }
    for place in planned.inputOrder {
      let property = planned.kind.inputFields[place].property
      switch bindings[place] {
      case .one(let node): append("input \(property): \(nodes[node].recipe)")
      case .source(let item): append("source \(property): \(item.hash)")
      case .all(let grid):
        for (name, node) in zip(grid.names(of: property), grid.nodes) {
          append("input /\(name): \(nodes[node].recipe)")
        }
      }
    }
    return text
  }

  /// The node of a cell, by its name; nil when there is none.
  public func node(of id: StepID) -> Int? {
    cells.first { $0.step == id.step && $0.experiment == id.experiment && $0.id == id }?.node
  }

  /// The figure of an experiment.
  public func figure(of experiment: String) -> Int? {
    cells.first { $0.experiment == experiment && $0.step == Manifest.figureStep }?.node
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
    for (field, binding) in node.inputs {
      inputs[field.property] =
        switch binding {
        case .one(let node): reference(node)
        case .all(let grid): .array(grid.nodes.map(reference))
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
    inputs.flatMap { field, binding -> [NamedInput] in
      switch binding {
      case .one(let node): [(field.key, field.property, .node(node))]
      case .source(let item): [(field.key, field.property, .source(item))]
      case .all(let grid):
        zip(grid.names(of: field.property), grid.nodes).map { (field.key, $0, .node($1)) }
      }
    }
  }
}

extension Plan {
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

extension Plan.Cell: CustomStringConvertible {
  public var description: String { id.description }
}

// MARK: - What a key is given

/// What the nodes of a plan, or the nearest ones that they are made of, give to a key: a parameter
/// as a manifest writes it, or a file's id.
struct KeyOrigin {
  let key: String
  private let plan: Plan
  /// What the steps themselves give: nil where they have no such key, or it is a file.
  private var ofSteps: [ObjectIdentifier: Choice<String?>] = [:]
  /// What was found, with how many steps lie between.
  private var known: [Int: (texts: Set<String>, distance: Int)] = [:]

  init(of key: String, in plan: Plan) {
    self.key = key
    self.plan = plan
  }

  /// What a node has; nil where nothing gives it, or several steps, equally near, give other things.
  mutating func text(for node: Int) -> String? {
    if let own = own(node) { return own }
    let found = nearest(toNeedsOf: node).texts
    return found.count == 1 ? found.first : nil
  }

  /// What some nodes have; nil where they differ.
  mutating func text(for nodes: [Int]) -> String? {
    var text: String?
    for node in nodes {
      guard let found = self.text(for: node), text == nil || text == found else { return nil }
      text = found
    }
    return text
  }

  private mutating func nearest(to node: Int) -> (texts: Set<String>, distance: Int) {
    if let found = known[node] { return found }
    let found = own(node).map { ([$0], 0) } ?? nearest(toNeedsOf: node)
    known[node] = found
    return found
  }

  private mutating func nearest(toNeedsOf node: Int) -> (texts: Set<String>, distance: Int) {
    var best: (texts: Set<String>, distance: Int) = ([], .max)
    for need in plan.nodes[node].needs {
      let found = nearest(to: need)
      guard !found.texts.isEmpty, found.distance + 1 <= best.distance else { continue }
      if found.distance + 1 < best.distance { best = ([], found.distance + 1) }
      best.texts.formUnion(found.texts)
    }
    return best
  }

  private mutating func own(_ index: Int) -> String? {
    let node = plan.nodes[index]
    let step = ObjectIdentifier(node.planned)
    let choice = ofSteps[step] ?? ofStep(node.planned)
    ofSteps[step] = choice
    if let text = node.planned.value(choice, of: node.number) { return text }
    guard let place = node.kind.inputFields.firstIndex(where: { $0.key == key && $0.isSource }),
      case .source(let item) = node.bindings[place]
    else { return nil }
    return item.id
  }

  private func ofStep(_ step: PlannedStep) -> Choice<String?> {
    let property = step.kind.field(key: key)?.property
    return step.parameters.first { $0.property == property }?.value.map { $0?.word } ?? Choice(nil)
  }
}

// MARK: - Names

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
    Self.description(
      of: "\(experiment)/\(step)", labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  /// A name with labels behind it: `train[K=3,image=camera]`.
  fileprivate static func description(
    of name: String, _ labels: some Sequence<(name: String, text: String)>
  ) -> String {
    var text = name
    var separator = "["
    for label in labels {
      text += separator
      text += label.name
      text += "="
      text += label.text
      separator = ","
    }
    return separator == "[" ? text : text + "]"
  }
}
