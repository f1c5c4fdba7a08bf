extension Plan.Node {
  /// One input by the name that it has in a fingerprint: `signals`, or `counts[text=a]` for one cell
  /// of a gathered input.
  public struct NamedInput: Sendable {
    /// The name.
    public let name: String
    /// Where it comes from.
    public let origin: Origin
  }

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
      case .one(let node): [NamedInput(name: field.property, origin: .node(node))]
      case .source(let item): [NamedInput(name: field.property, origin: .source(item))]
      case .all(let cells):
        cells.map { cell in
          let name = StepID(experiment: "", step: field.property, labels: cell.labels).description
          return NamedInput(name: String(name.dropFirst()), origin: .node(cell.node))
        }
      case nil: []
      }
    }
  }
}
