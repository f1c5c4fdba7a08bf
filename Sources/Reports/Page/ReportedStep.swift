import Pipeline

/// A step with all its cells: what it is, what it was given, how long it took and whether it ran now.
struct ReportedStep {
  let name: String
  let stage: String
  let summary: String
  let inputs: [String]
  /// The step of another experiment that makes the same.
  let shared: String?
  let cells: Int
  /// How many of the cells were computed in this run.
  let ran: Int
  /// How long the cells took when they were computed, whenever that was.
  let seconds: Double
  let parameters: MergedParameters
  /// What the stage noted about the data.
  let notes: [String]

  /// Where the results come from.
  var origin: String {
    ran == 0 ? "from the store" : ran == cells ? "computed" : "\(ran) of \(cells) computed"
  }

  /// All steps of an experiment, those nearest to the photographs first.
  static func all(of graph: StepGraph, in material: ReportMaterial) throws -> [ReportedStep] {
    var nodes: [String: [Int]] = [:]
    for cell in material.plan.cells where cell.experiment == graph.experiment {
      guard let node = material.plan.nodeOfCell[cell] else { continue }
      if nodes[cell.step]?.contains(node) != true { nodes[cell.step, default: []].append(node) }
    }
    return try graph.inLayers.map { index in
      let step = graph.vertices[index].name
      return try ReportedStep(index, of: graph, nodes: nodes[step] ?? [], in: material)
    }
  }

  private init(_ index: Int, of graph: StepGraph, nodes: [Int], in material: ReportMaterial) throws
  {
    let vertex = graph.vertices[index]
    let records = nodes.compactMap { material.survey.records[$0] }
    name = vertex.name
    stage = vertex.kind
    summary = nodes.first.map { material.plan.nodes[$0].kind.summary } ?? ""
    inputs = graph.inputs(of: index)
    shared = vertex.shared
    cells = nodes.count
    ran = nodes.count { material.survey.ran.contains($0) }
    seconds = records.reduce(0) { $0 + $1.seconds }
    parameters = try MergedParameters(
      nodes.map { .object(material.plan.nodes[$0].parameters) })
    notes = records.flatMap(\.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  // MARK: Tables

  static func table(_ steps: [ReportedStep], of experiment: String) -> HTML {
    let cells = steps.reduce(0) { $0 + $1.cells }
    let ran = steps.reduce(0) { $0 + $1.ran }
    return PageTable(
      caption: "The steps of \(experiment), with the time that their cells took when they ran",
      columns: [
        .init(title: "Step"), .init(title: "Stage"), .init(title: "Inputs"),
        .init(title: "Cells", isNumeric: true), .init(title: "Time", isNumeric: true),
        .init(title: "This run"),
      ],
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
      .group(
        [Tag.code { name }]
          + (shared.map { shared in [Tag.small { "the same as \(shared)" }] } ?? [])),
      .group([Tag.code { stage }, Tag.small { summary }]),
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

// MARK: - Parameters

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
    public internal(set) var values: [String]
  }

  /// By name, in the order of the first cell that has it.
  public private(set) var entries: [Entry] = []

  /// Merges the parameters of cells; what the plan tells a figure about its experiment is left out.
  ///
  /// - Throws: What JSON cannot write, as a number that is not finite.
  public init(_ cells: [JSONValue]) throws {
    var places: [String: Int] = [:]
    var counts: [Int] = []
    for cell in cells {
      for line in try cell.lines() where !line.hasPrefix("experiment.") {
        guard let colon = line.firstRange(of: ": ") else { continue }
        let name = String(line[..<colon.lowerBound])
        let value = String(line[colon.upperBound...])
        let place = places[name] ?? entries.count
        if place == entries.count {
          places[name] = place
          entries.append(Entry(name: name, values: []))
          counts.append(0)
        }
        counts[place] += 1
        if !entries[place].values.contains(value) { entries[place].values.append(value) }
      }
    }
    for place in entries.indices where counts[place] < cells.count {
      entries[place].values.append("(none)")
    }
  }
}
