import Foundation
import Pipeline
import Reports

extension Workspace {
  /// All that is known about a cell.
  func description(of cell: Plan.Cell, _ survey: Survey) throws -> Description {
    let node = plan.nodes[cell.node]
    let record = survey.records[cell.node]
    let fingerprint = survey.fingerprints[cell.node].map { "\($0.hash)" }
    let files = try record.map { try FileSummary.all(of: $0, in: store) } ?? []
    let lineage = PlannedLineage(of: cell.node, in: plan)
    let inputs = node.namedInputs.map { input -> (name: String, value: String) in
      switch input.origin {
      case .node(let node): (input.key, "\(plan.nodes[node].id)")
      case .source(let item): (input.key, "\(item.path) (SHA-256 \(item.hash))")
      }
    }
    var lines = ["\(cell)", "  stage: \(node.kind.id): \(node.kind.summary)"]
    lines.append("  state: \(record == nil ? "not computed" : "stored")")
    lines += Description.section("parameters", try JSONValue.object(node.parameters).lines())
    lines += Description.section("inputs", inputs.map { "\($0.name): \($0.value)" })
    lines += Description.section("files", files.flatMap(\.lines))
    if let record {
      lines.append("  seconds: \(String(format: "%.3f", record.seconds))")
      lines += Description.section("notes", record.notes)
    }
    lines += Description.section("lineage", lineage.lines)
    if let fingerprint { lines.append("  fingerprint: \(fingerprint)") }
    let json: JSONValue = [
      "id": "\(cell)", "stage": .string(node.kind.id), "parameters": .object(node.parameters),
      "inputs": .array(inputs.map { ["input": .string($0.name), "from": .string($0.value)] }),
      "files": .array(files.map(\.json)), "seconds": record.map { .number($0.seconds) } ?? .null,
      "fingerprint": .text(fingerprint), "notes": .strings(record?.notes ?? []),
      "lineage": lineage.json,
    ]
    return Description(lines: lines, json: json)
  }
}

/// The steps above a node, and the photographs where they begin.
private struct PlannedLineage {
  private let steps: [(name: String, nodes: [Plan.Node])]
  private let sources: [DataSet.Item]

  init(of node: Int, in plan: Plan) {
    let needed = plan.nodesNeeded(by: [node]).sorted()
    sources = plan.photographs(of: needed)
    steps = needed.filter { $0 != node }.map { plan.nodes[$0] }
      .grouped { "\($0.id.experiment)/\($0.id.step)" }.map { ($0.key, $0.members) }
  }

  var lines: [String] {
    sources.map { "\($0.path) (SHA-256 \($0.hash))" }
      + steps.map { name, nodes in
        let title = nodes.count == 1 ? "\(nodes[0].id)" : "\(name) ×\(nodes.count)"
        return "\(title): \(nodes[0].kind.id)"
      }
  }

  var json: JSONValue {
    .object([
      "photographs": .array(
        sources.map {
          ["id": .string($0.id), "path": .string($0.path), "sha256": "\($0.hash)"]
        }),
      "steps": .strings(steps.flatMap(\.nodes).map { "\($0.id)" }),
    ])
  }
}
