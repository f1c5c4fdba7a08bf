import ArgumentParser
import Foundation
import Pipeline

/// `show`: what a step is, what it depends on and what came out.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a step: parameters, inputs, files with shape and summary, time.",
    discussion: """
      STEP is an id such as 'shaping-fig2/train[image=camera]'; without the labels, all cells of the \
      step are shown. With --json a list with one object for each cell, or that object alone where \
      the id names a single cell.
      """)

  @Argument(help: ArgumentHelp("The id of a step, with or without its labels.", valueName: "step"))
  var step: String

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let name = String(step.prefix { $0 != "/" })
    let workspace = try Workspace(experiments: [name], options: options)
    let survey = try workspace.scheduler().survey()
    let cells = workspace.plan.cells.filter { cell in
      "\(cell)" == step || "\(cell.experiment)/\(cell.step)" == step
    }
    guard !cells.isEmpty else {
      // Whoever gave labels is told cells, whoever gave none the steps.
      let known = Set(
        workspace.plan.cells.map { step.contains("[") ? "\($0)" : "\($0.experiment)/\($0.step)" })
      throw PipelineError.noSuchStep(
        step, suggestion: Spelling.unknown("step", step, among: known))
    }
    let descriptions = try cells.map {
      try StepDescription(of: $0, workspace: workspace, survey: survey)
    }
    guard json else {
      return try Terminal.say(descriptions.map(\.text).joined(separator: "\n\n"))
    }
    let objects = try descriptions.map { try $0.json }
    let single = cells.count == 1 ? objects[0] : .array(objects)
    try Terminal.say(single.text(indented: true))
  }
}

/// All that is known about a cell, to be printed as text or JSON.
struct StepDescription {
  private let id: StepID
  private let node: Plan.Node
  private let inputs: [(name: String, value: String)]
  private let fingerprint: ContentHash?
  private let record: Record?
  private let files: [FileSummary]

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
      case .all(let cells): cells.map { (field.key, "\(plan.nodes[$0.node].id)") }
      case .source(let item): [(field.key, "\(item.path) (SHA-256 \(item.hash))")]
      case nil: []
      }
    }
    files =
      try record.map { record in
        try zip(record.files, workspace.store.files(of: record)).map { entry, file in
          FileSummary(path: workspace.store.path(of: entry), hash: entry.sha256, file: file)
        }
      } ?? []
  }

  var text: String {
    var lines = ["\(id)", "  stage: \(node.kind.id): \(node.kind.summary)"]
    lines.append("  state: \(record == nil ? "not computed" : "stored")")
    let parameters = (try? JSONValue.object(node.parameters).lines()) ?? []
    lines += section("parameters", parameters)
    lines += section("inputs", inputs.map { "\($0.name): \($0.value)" })
    lines += section("files", files.flatMap(\.lines))
    if let record {
      lines.append("  seconds: \(String(format: "%.3f", record.seconds))")
      lines += section("notes", record.notes)
    }
    if let fingerprint { lines.append("  fingerprint: \(fingerprint)") }
    return lines.joined(separator: "\n")
  }

  var json: JSONValue {
    get throws {
      var members: [String: JSONValue] = [
        "id": .string("\(id)"), "stage": .string(node.kind.id),
        "parameters": .object(node.parameters),
        "inputs": .array(
          inputs.map { .object(["input": .string($0.name), "from": .string($0.value)]) }),
        "files": .array(files.map(\.json)),
        "seconds": record.map { .number($0.seconds) } ?? .null,
        "fingerprint": fingerprint.map { .string("\($0)") } ?? .null,
      ]
      members["notes"] = .array(record?.notes.map { .string($0) } ?? [])
      return .object(members)
    }
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["  \(title):"] + lines.map { "    \($0)" }
  }
}

/// A stored file with its shape and the range of its numbers.
struct FileSummary {
  private let path: String
  private let hash: ContentHash
  private let name: String
  private let bytes: Int
  private let array: NumPyArray?

  init(path: String, hash: ContentHash, file: ArtifactFile) {
    self.path = path
    self.hash = hash
    name = file.name
    bytes = file.bytes.count
    array = file.name.hasSuffix(".npy") ? try? NumPyArray(parsing: file.bytes) : nil
  }

  private var finite: [Double] { array?.values.filter(\.isFinite) ?? [] }
  private var mean: Double { finite.reduce(0, +) / Double(finite.count) }

  var lines: [String] {
    var lines = ["\(name): \(path) (\(bytes) bytes)"]
    guard let array else { return lines }
    var summary = "  shape \(array.shape), float64"
    if let least = finite.min(), let greatest = finite.max() {
      summary += ", from \(least) to \(greatest), mean \(mean)"
    }
    if finite.count < array.values.count {
      summary += ", \(array.values.count - finite.count) not finite"
    }
    lines.append(summary)
    return lines
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "path": .string(path), "bytes": .integer(bytes),
      "sha256": .string("\(hash)"),
    ]
    if let array {
      members["shape"] = .array(array.shape.map { .integer($0) })
      members["notFinite"] = .integer(array.values.count - finite.count)
      if let least = finite.min(), let greatest = finite.max() {
        members["minimum"] = .number(least)
        members["maximum"] = .number(greatest)
        members["mean"] = .number(mean)
      }
    }
    return .object(members)
  }
}
