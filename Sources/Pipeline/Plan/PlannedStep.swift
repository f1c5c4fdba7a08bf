/// A step of an experiment, done once for every combination of its labels' values.
///
/// What the cells have in common stands here, once; a cell is no more than its number among them.
final class PlannedStep: Sendable {
  let experiment: String
  let name: String
  let kind: StageKind
  /// The labels with their values; the last label runs fastest.
  let labels: [LabelValues]
  /// The parameters that are given or have a default, in the order of their names.
  let parameters: [PlannedParameter]
  /// The places of the inputs, in the order of their properties' names.
  let inputOrder: [Int]
  /// How far apart cells are that differ by one value of a label.
  private let strides: [Int]

  init(
    experiment: String, name: String, kind: StageKind, labels: [LabelValues],
    parameters: [PlannedParameter]
  ) {
    self.experiment = experiment
    self.name = name
    self.kind = kind
    self.labels = labels
    self.parameters = parameters
    let properties = kind.inputFields.map(\.property)
    inputOrder = properties.indices.sorted { properties[$0] < properties[$1] }
    strides = labels.strides
  }

  /// How many cells there are.
  var cellCount: Int { labels.reduce(1) { $0 * $1.texts.count } }

  /// Which of a label's values a cell has.
  func coordinate(_ label: Int, of cell: Int) -> Int {
    cell / strides[label] % labels[label].texts.count
  }

  /// What the cell has of a choice.
  func value<Value>(_ choice: Choice<Value>, of cell: Int) -> Value {
    choice.values[choice.label.map { coordinate($0, of: cell) } ?? 0]
  }

  func id(of cell: Int) -> StepID {
    StepID(experiment: experiment, step: name, labels: labels.labels(of: cell))
  }

  /// The parameters of a cell as lines of a recipe, sorted.
  func parameterLines(of cell: Int) -> [String] {
    parameters.flatMap { value($0.lines, of: cell) }
  }
}

/// A label with the values that it takes.
struct LabelValues: Sendable {
  let name: String
  let texts: [String]
}

extension [LabelValues] {
  /// How far apart combinations are that differ by one value of a label; the last runs fastest.
  var strides: [Int] {
    var stride = 1
    return reversed().map { label in
      defer { stride *= label.texts.count }
      return stride
    }.reversed()
  }

  /// One of the combinations of the labels' values.
  func labels(of combination: Int) -> Labels {
    var labels = Labels(minimumCapacity: count)
    for (label, stride) in zip(self, strides) {
      labels[label.name] = label.texts[combination / stride % label.texts.count]
    }
    return labels
  }
}

/// What the cells of a step are given for one thing: all the same, or each by its value of a label.
struct Choice<Value> {
  /// The label, by its place in the step; nil where all cells are given the same.
  let label: Int?
  /// One for each value of the label.
  let values: [Value]

  init(_ value: Value) {
    label = nil
    values = [value]
  }

  init(label: Int?, values: [Value]) {
    self.label = label
    self.values = values
  }

  func map<New>(_ transform: (Value) throws -> New) rethrows -> Choice<New> {
    Choice<New>(label: label, values: try values.map(transform))
  }
}

extension Choice: Sendable where Value: Sendable {}

/// A parameter of a step's cells.
struct PlannedParameter: Sendable {
  let property: String
  /// Nil where an optional parameter is not given: it enters no recipe.
  let value: Choice<JSONValue?>
  /// The lines of a recipe that say so.
  let lines: Choice<[String]>

  init(_ property: String, _ value: Choice<JSONValue?>) throws {
    self.property = property
    self.value = value
    lines = try value.map { try $0?.lines(under: "parameters.\(property)") ?? [] }
  }
}
