import Pipeline

/// A step with all its cells: what it is, what it was given, how long it took and whether it ran now.
struct ReportedStep {
  private let vertex: StepGraph.Vertex
  private let summary: String
  private let inputs: [String]
  private let cells: Int
  /// How many of the cells were computed in this run.
  private let ran: Int
  /// How long the cells took when they were computed, whenever that was.
  private let seconds: Double
  private let parameters: MergedParameters
  /// What the stage noted about the data.
  let notes: [String]

  var name: String { vertex.name }

  /// Where the results come from.
  private var origin: String {
    ran == 0 ? "from the store" : ran == cells ? "computed" : "\(ran) of \(cells) computed"
  }

  /// All steps of an experiment, those nearest to the photographs first.
  static func all(of graph: StepGraph, in material: ReportMaterial) throws -> [ReportedStep] {
    let cells = Dictionary(
      grouping: material.plan.cells.filter { $0.experiment == graph.experiment }, by: \.step)
    return try graph.inLayers.map { index in
      let nodes = cells[graph.vertices[index].name]?.map(\.node)
      return try ReportedStep(index, of: graph, nodes: (nodes ?? []).distinct, in: material)
    }
  }

  private init(_ index: Int, of graph: StepGraph, nodes: [Int], in material: ReportMaterial) throws
  {
    let records = nodes.compactMap { material.survey.records[$0] }
    vertex = graph.vertices[index]
    summary = nodes.first.map { material.plan.nodes[$0].kind.summary } ?? ""
    inputs = graph.inputs(of: index)
    cells = nodes.count
    ran = nodes.count { material.survey.ran.contains($0) }
    seconds = records.reduce(0) { $0 + $1.seconds }
    parameters = try MergedParameters(
      nodes.map { .object(material.plan.nodes[$0].parameters) })
    notes = records.flatMap(\.notes).distinct
  }

  // MARK: Tables

  static func table(_ steps: [ReportedStep], of experiment: String) -> HTML {
    let cells = steps.reduce(0) { $0 + $1.cells }
    let ran = steps.reduce(0) { $0 + $1.ran }
    return PageTable(
      caption: "The steps of \(experiment), with the time that their cells took when they ran",
      columns: ["Step", "Stage", "Inputs", .number("Cells"), .number("Time"), "This run"],
      rows: steps.map(\.row),
      last: [
        .text("Together"), .nothing, .nothing, .text("\(cells)"),
        .text(ShortDuration(seconds: steps.reduce(0) { $0 + $1.seconds }).text),
        .text(ran == 0 ? "nothing computed" : "\(ran) computed"),
      ], className: "steps"
    ).html
  }

  private var row: [HTML] {
    [
      Tag.code { name }.above(vertex.shared.map { "the same as \($0)" } ?? ""),
      .group([Tag.code { vertex.kind }, Tag.small { summary }]),
      inputs.isEmpty ? .text("none") : .group(inputs.map { input in Tag.div { input } }),
      .text("\(cells)"), .text(ShortDuration(seconds: seconds).text),
      Tag.span(.className(ran == 0 ? "stored" : "ran")) { origin },
    ]
  }

  /// The parameters of all steps that have some.
  static func parameterTable(_ steps: [ReportedStep], of experiment: String) -> HTML {
    PageTable.scrolling("Parameters of \(experiment)") {
      Tag.table(.className("data parameters")) {
        PageTable.caption("The parameters of \(experiment); where cells differ, all values")
        Tag.thead {
          Tag.tr {
            for title in ["Step", "Parameter", "Value"] { Tag.th(.scope("col")) { title } }
          }
        }
        for step in steps where !step.parameters.entries.isEmpty { step.parameterRows }
      }
    }
  }

  private var parameterRows: HTML {
    Tag.tbody {
      for (index, entry) in parameters.entries.enumerated() {
        Tag.tr {
          if index == 0 {
            Tag.th(.scope("rowgroup"), Attribute(.rowspan, "\(parameters.entries.count)")) {
              Tag.code { name }
            }
          }
          Tag.td { Tag.code { entry.name } }
          Tag.td { Self.values(entry.values) }
        }
      }
    }
  }

  private static func values(_ values: [String]) -> [HTML] {
    values.enumerated().flatMap { index, value in
      (index == 0 ? [] : [.text(" | ")]) + [Tag.code { value }]
    }
  }
}

/// The parameters of several cells, each with all the values that it takes.
///
/// Named schedules are expanded to their numbers, and defaults are filled in, as everywhere in a plan.
public struct MergedParameters: Equatable, Sendable {
  /// A parameter, or a number within one.
  public struct Entry: Equatable, Sendable {
    /// Its path: `schedule.rates.gain`.
    public let name: String
    /// Its values as JSON, in the order of the cells, each once; `(none)` at the end where it is
    /// optional and not given to all cells.
    public let values: [String]
  }

  /// By name, in the order of the first cell that has it.
  public let entries: [Entry]

  /// Merges the parameters of cells; what the plan tells a figure about its experiment is left out.
  ///
  /// - Throws: What JSON cannot write, as a number that is not finite.
  public init(_ cells: [JSONValue]) throws {
    let lines = try cells.flatMap { try $0.lines() }.filter { !$0.hasPrefix("experiment.") }
    let parameters = lines.compactMap { line in
      line.firstRange(of: ": ").map { colon in
        (name: String(line[..<colon.lowerBound]), value: String(line[colon.upperBound...]))
      }
    }
    entries = parameters.grouped(by: \.name).map { name, given in
      let isOptional = given.count < cells.count
      return Entry(name: name, values: given.map(\.value).distinct + (isOptional ? ["(none)"] : []))
    }
  }
}

// MARK: - Order

extension Sequence {
  /// The elements that have a key in common, by key; keys in the order of their first elements.
  package func grouped<Key: Hashable>(
    by key: (Element) throws -> Key
  ) rethrows -> [(key: Key, members: [Element])] {
    var order: [Key] = []
    var groups: [Key: [Element]] = [:]
    for element in self {
      let key = try key(element)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(element)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it first stands.
  package var distinct: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
