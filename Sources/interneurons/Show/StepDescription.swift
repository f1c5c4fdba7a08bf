import Foundation
import Pipeline

/// All that is known about a cell.
struct StepDescription {
  private let id: StepID
  private let node: Plan.Node
  private let inputs: [(name: String, value: String)]
  private let fingerprint: ContentHash?
  private let record: Record?
  private let files: [FileSummary]
  private let lineage: PlannedLineage

  init(of id: StepID, workspace: Workspace, survey: Survey) throws {
    let plan = workspace.plan
    guard let index = plan.nodeOfCell[id] else {
      throw PipelineError.noSuchStep("\(id)", suggestion: "")
    }
    let node = plan.nodes[index]
    let record = survey.records[index]
    self.id = id
    self.node = node
    self.record = record
    fingerprint = survey.fingerprints[index]?.hash
    inputs = node.kind.fields.flatMap { field -> [(String, String)] in
      switch node.inputs[field.property] {
      case .one(let input): [(field.key, "\(plan.nodes[input].id)")]
      case .all(let grid): grid.cells.map { (field.key, "\(plan.nodes[$0.node].id)") }
      case .source(let item): [(field.key, "\(item.path) (SHA-256 \(item.hash))")]
      case nil: []
      }
    }
    files = try record.map { try FileSummary.all(of: $0, in: workspace.store) } ?? []
    lineage = PlannedLineage(of: index, in: plan)
  }

  var description: Description { Description(lines: lines, json: json) }

  private var lines: [String] {
    var lines = ["\(id)", "  stage: \(node.kind.id): \(node.kind.summary)"]
    lines.append("  state: \(record == nil ? "not computed" : "stored")")
    lines += Description.section("parameters", parameterLines)
    lines += Description.section("inputs", inputs.map { "\($0.name): \($0.value)" })
    lines += Description.section("files", files.flatMap(\.lines))
    if let record {
      lines.append("  seconds: \(String(format: "%.3f", record.seconds))")
      lines += Description.section("notes", record.notes)
    }
    lines += Description.section("lineage", lineage.lines)
    if let fingerprint { lines.append("  fingerprint: \(fingerprint)") }
    return lines
  }

  private var parameterLines: [String] {
    do {
      return try JSONValue.object(node.parameters).lines()
    } catch {
      preconditionFailure("the parameters of \(id) cannot be coded: \(error)")
    }
  }

  private var json: JSONValue {
    .object([
      "id": .string("\(id)"), "stage": .string(node.kind.id),
      "parameters": .object(node.parameters),
      "inputs": .array(
        inputs.map { .object(["input": .string($0.name), "from": .string($0.value)]) }),
      "files": .array(files.map(\.json)),
      "seconds": record.map { .number($0.seconds) } ?? .null,
      "fingerprint": fingerprint.map { .string("\($0)") } ?? .null,
      "notes": .array(record?.notes.map { .string($0) } ?? []),
      "lineage": lineage.json,
    ])
  }
}

// MARK: - Lineage

/// The steps above a node, and the photographs where they begin.
private struct PlannedLineage {
  private let steps: [(name: String, stage: String, cells: [StepID])]
  private let sources: [DataSet.Item]

  init(of node: Int, in plan: Plan) {
    var above: Set<Int> = []
    var open = [node]
    while let next = open.popLast() {
      for need in plan.nodes[next].needs where above.insert(need).inserted { open.append(need) }
    }
    var steps: [(name: String, stage: String, cells: [StepID])] = []
    for index in above.sorted() {
      let id = plan.nodes[index].id
      let name = "\(id.experiment)/\(id.step)"
      if let known = steps.firstIndex(where: { $0.name == name }) {
        steps[known].cells.append(id)
      } else {
        steps.append((name, plan.nodes[index].kind.id, [id]))
      }
    }
    self.steps = steps
    var sources: [DataSet.Item] = []
    for index in above.union([node]).sorted() {
      for input in plan.nodes[index].namedInputs {
        if case .source(let item) = input.origin, !sources.contains(item) { sources.append(item) }
      }
    }
    self.sources = sources
  }

  var lines: [String] {
    sources.map { "\($0.path) (SHA-256 \($0.hash))" }
      + steps.map { step in
        step.cells.count == 1
          ? "\(step.cells[0]): \(step.stage)" : "\(step.name) ×\(step.cells.count): \(step.stage)"
      }
  }

  var json: JSONValue {
    .object([
      "photographs": .array(
        sources.map {
          .object([
            "id": .string($0.id), "path": .string($0.path), "sha256": .string("\($0.hash)"),
          ])
        }),
      "steps": .array(steps.flatMap { $0.cells.map { .string("\($0)") } }),
    ])
  }
}
